import Foundation

/// A value behind a lock, for state that several connections touch for moments only.
///
/// A plain lock and not `Mutex`, which ThreadSanitizer does not understand.
// The value is only ever touched between lock and unlock, which is what makes sharing it sound.
final class Locked<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: sending Value) { self.value = value }

    func withLock<Result: Sendable>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
