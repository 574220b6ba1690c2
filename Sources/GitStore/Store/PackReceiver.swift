import Dispatch
import Domain
import Foundation

/// Takes the answer to a fetch on the transport's thread and has it parsed and indexed on the store's queue.
///
/// When the queue is more than ``window`` bytes behind, the transport waits: a pack is never in memory as a whole.
// Unchecked: `parser`, `reply` and `indexer` are touched on `queue` only, which is serial; `pending` and `failure` only
// while `condition` is held.
final class PackReceiver: @unchecked Sendable {
    /// How many bytes may wait to be indexed.
    private static let window = 8 << 20

    private let queue: DispatchQueue
    private var parser = PacketParser()
    private var reply: FetchReply
    private let indexer: PackIndexer

    private let condition = NSCondition()
    private var pending = 0
    private var failure: (any Error)?

    /// Called on `queue`, which is where `indexer` was made.
    init(queue: DispatchQueue, reply: FetchReply, indexer: PackIndexer) {
        self.queue = queue
        self.reply = reply
        self.indexer = indexer
    }

    /// Takes the next piece of the answer. Quick, unless the disk is slower than the net.
    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        condition.lock()
        defer { condition.unlock() }
        while pending > Self.window, failure == nil { condition.wait() }
        if let failure { throw failure }
        pending += bytes.count
        let piece = Array(bytes)
        queue.async { self.consume(piece) }
    }

    /// Ends the transfer and moves the pack in. Called on `queue`, after the last piece was received.
    ///
    /// - Throws: what went wrong while receiving; ``GitError`` `.unreachable` when the answer ended in the middle.
    func finish(packFolder: String) throws -> [String] {
        if let failure = condition.withLock({ failure }) { throw failure }
        guard reply.isComplete, parser.isBetweenPackets else {
            throw GitError(.unreachable, "the answer to a fetch ended in the middle; try again")
        }
        try indexer.install(into: packFolder)
        return reply.shallow
    }

    /// What went wrong while receiving, in preference to how the transport calls it.
    var reason: (any Error)? { condition.withLock { failure } }

    private func consume(_ piece: [UInt8]) {
        do {
            if condition.withLock({ failure }) == nil {
                try parser.feed(piece[...]) { packet in
                    try reply.read(packet) { try indexer.append($0) }
                }
            }
        } catch {
            condition.withLock { failure = error }
        }
        condition.withLock {
            pending -= piece.count
            condition.signal()
        }
    }
}
