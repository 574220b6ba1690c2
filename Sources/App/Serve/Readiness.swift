import Domain
import Foundation
import Glibc

/// Whether requests can be taken and worked on.
struct Readiness: Sendable {
    let databaseAnswers: @Sendable () async throws -> Void
    /// Where the database's file is; nil when it is elsewhere.
    let folder: String?
    let workers: Int
    let heartbeats: Heartbeats
    var now: @Sendable () -> Date = { Date() }

    /// Below so many free bytes the disk counts as full.
    static let leastSpace: UInt64 = 32 << 20

    /// What is not ready; nil when all is.
    func problem() async -> String? {
        do { try await databaseAnswers() } catch { return "the database does not answer: \(error)" }
        if let folder, let space = Self.freeSpace(folder), space < Self.leastSpace {
            return "the disk of the database is full: \(space >> 20) MB are free"
        }
        let alive = heartbeats.alive(since: now().addingTimeInterval(-JobWorker.silence))
        // They show themselves as soon as they run.
        return alive < workers ? "\(workers - alive) of \(workers) workers are not running" : nil
    }

    private static func freeSpace(_ folder: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        return UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue
    }
}
