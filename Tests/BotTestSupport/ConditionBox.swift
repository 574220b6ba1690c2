import Foundation

/// A value behind a lock, on which threads can wait.
// Sendable: the value is only reached under the condition's lock.
public final class ConditionBox<Value>: @unchecked Sendable {
    private let condition = NSCondition()
    private var value: Value

    public init(_ value: Value) { self.value = value }

    public func read<Result>(_ body: (Value) throws -> Result) rethrows -> Result {
        condition.lock()
        defer { condition.unlock() }
        return try body(value)
    }

    /// Changes the value and wakes those who wait.
    @discardableResult
    public func change<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        condition.lock()
        defer {
            condition.broadcast()
            condition.unlock()
        }
        return try body(&value)
    }

    /// Blocks the thread until the value is as wanted, at most two minutes; false when it did not come.
    @discardableResult
    public func wait(until isWanted: (Value) -> Bool) -> Bool {
        let limit = Date().addingTimeInterval(120)
        condition.lock()
        defer { condition.unlock() }
        while !isWanted(value) {
            guard condition.wait(until: limit) else { return isWanted(value) }
        }
        return true
    }
}
