import Domain
import Foundation

/// What was done within the last hour, by the forge's own times and what descriptions remember.
extension Reconciler {
    /// Whether no merge request may be opened now; nil when that must be asked for.
    mutating func reachesHourlyLimit() -> Bool? {
        guard options.prHourlyLimit > 0 else { return false }
        guard let recent = recentRequests() else { return nil }
        let opened = recent.filter { $0.createdAt.map(isRecent) ?? false }.count
        return opened + openedNow >= options.prHourlyLimit
    }

    /// Whether no branch may be built now; nil when that must be asked for.
    mutating func reachesCommitLimit() -> Bool? {
        guard options.commitHourlyLimit > 0 else { return false }
        guard let recent = recentRequests() else { return nil }
        let pushed = recent.filter { request in
            let seconds = MergeRequestMemory(description: request.description)?.pushed
            return seconds.map { isRecent(Date(timeIntervalSince1970: Double($0))) } ?? false
        }
        return pushed.count + pushedNow >= options.commitHourlyLimit
    }

    private mutating func recentRequests() -> [MergeRequest]? {
        guard let newest = facts.newest else {
            questions.insert(.newest)
            return nil
        }
        let open = Set(facts.openMergeRequests.map(\.number))
        return facts.openMergeRequests + newest.filter { !open.contains($0.number) }
    }

    private func isRecent(_ time: Date) -> Bool {
        facts.now.map { time > $0.addingTimeInterval(-3600) } ?? false
    }
}
