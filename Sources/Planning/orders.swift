public import Domain

/// What a merge request remembers once a person gave `command`; the next run acts on it.
public func memory(_ memory: MergeRequestMemory, after command: BotCommand) -> MergeRequestMemory {
    var memory = memory
    var orders = memory.orders ?? MergeRequestMemory.Orders()
    switch command {
    case .rebase: orders.rebase = true
    case .hold(let day): orders.hold = day ?? ""
    case .release:
        orders.hold = nil
        orders.ignore = nil
    case .ignore(let scope): orders.ignore = scope
    case .take: orders.take = true
    case .retry, .why, .landed, .confirm: break
    }
    memory.orders = orders == MergeRequestMemory.Orders() ? nil : orders
    return memory
}
