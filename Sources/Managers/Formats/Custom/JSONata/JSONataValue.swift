/// What a part of a query stands for. Texts know the bytes that they came from, as long as they are a piece of them.
indirect enum JSONataValue {
    case nothing, null
    case node(YAMLNode)
    case text(YAMLScalar)
    case number(Double)
    case flag(Bool)
    case list([JSONataValue])
    case object([(key: String, value: JSONataValue)])
    case function([String], JSONataNode)
    case regex(String, ignoresCase: Bool)

    /// A text that stands nowhere.
    static func made(_ text: String) -> JSONataValue { .text(YAMLScalar(text: text, map: TextMap())) }

    /// Several values as one: none, the only one, or a list.
    static func sequence(_ values: [JSONataValue]) -> JSONataValue {
        values.isEmpty ? .nothing : values.count == 1 ? values[0] : .list(values)
    }

    /// The values that a path goes on with.
    var items: [JSONataValue] {
        switch self {
        case .nothing: []
        case .list(let values): values
        case .node(let node) where node.resolved.isSequence: node.resolved.items.map { .node($0.resolved) }
        default: [self]
        }
    }

    var scalar: YAMLScalar? {
        switch self {
        case .text(let scalar): scalar
        case .node(let node): node.scalar
        case .number(let number):
            YAMLScalar(
                text: number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number),
                map: TextMap())
        case .flag(let flag): YAMLScalar(text: flag ? "true" : "false", map: TextMap())
        case .list(let values) where values.count == 1: values[0].scalar
        default: nil
        }
    }

    var string: String? { scalar?.text }

    var isTrue: Bool {
        switch self {
        case .nothing, .null, .function, .regex: false
        case .flag(let flag): flag
        case .number(let number): number != 0
        case .text(let scalar): !scalar.text.isEmpty
        case .list(let values): values.contains(where: \.isTrue)
        case .object(let members): !members.isEmpty
        case .node(let node):
            node.isScalar
                ? !node.isNull && node.text != "false" && node.text != "" && node.text != "0"
                : node.entries.contains { _ in true } || !node.items.isEmpty
        }
    }

    /// The members of an object, in their order.
    var members: [(key: String, value: JSONataValue)] {
        switch self {
        case .object(let members): members
        case .node(let node): node.resolved.entries.map { ($0.key.text ?? "", .node($0.value.resolved)) }
        default: []
        }
    }

    /// The value of a field; of a list, that of each item.
    func field(_ name: String) -> [JSONataValue] {
        switch self {
        case .node(let node) where node.resolved.isMapping:
            node.resolved.entries.first { $0.key.text == name }.map { JSONataValue.node($0.value.resolved) }?.items
                ?? []
        case .object(let members): members.first { $0.key == name }?.value.items ?? []
        case .list, .node: isCollection ? items.flatMap { $0.field(name) } : []
        default: []
        }
    }

    private var isCollection: Bool {
        if case .node(let node) = self { return node.resolved.isSequence }
        return true
    }
}
