public import Domain

extension HoldReason {
    /// The reason as a clause for reports: no capital, no full stop, no markup.
    public var text: String {
        switch self {
        case .awaitingOnboarding: "awaiting the merge of the merge request that adds settings"
        case .unstable: "a pre-release, and the version in use is a stable one"
        case .currentMissing: "the version in use is not at the registry any more, and nothing newer is"
        case .notAllowed(let range): "outside of allowedVersions \(range)"
        case .deprecated: "its publisher marks it as withdrawn or deprecated"
        case .disabled: "switched off by settings"
        case .closedUnmerged(let number): "merge request !\(number) with exactly this was closed without being merged"
        case .limit(let limit): "\(limit) merge requests are open already (prConcurrentLimit)"
        case .takenOver(let branch): "the branch \(branch) carries commits or a target of somebody else"
        case .invalidCurrent(let versioning): "the version in use is not one of the versioning \(versioning)"
        case .digestUnknown(let error): "the digest of the new version could not be had: \(error)"
        case .tooYoung(let age): "younger than minimumReleaseAge \(age), or without a time of publication"
        case .notFollowed(let name): "not what \(name) points at (respectLatest, followTag)"
        case .ignored: "named by ignoreVersions"
        case .replaced(let name): "\(name) is to take its place, and names in files are not changed"
        case .groupTooSmall(let size): "its group has fewer than \(size) updates (minimumGroupSize)"
        case .stopped(let label): "stopped by the label \(label)"
        case .onHold(let day): day.map { "held by a person until \($0)" } ?? "held by a person until released"
        case .hourlyLimit(let limit): "\(limit) merge requests were opened within the hour (prHourlyLimit)"
        case .commitLimit(let limit): "\(limit) branches were built within the hour (commitHourlyLimit)"
        case .branchLimit(let limit): "\(limit) branches are there already (branchConcurrentLimit)"
        case .awaitingChecks(let state): "its checks are \(state.words) (prCreation)"
        case .awaitingApproval: "awaiting approval in the dashboard"
        case .awaitingSchedule: "awaiting schedule"
        case .noLegalStep(let why): "no legal step leads on: \(why)"
        case .applicationUnknown(let chart): "nobody says which version of the application the chart \(chart) brings"
        case .chain(let state, let evidence): "\(state.rawValue): \(evidence)"
        case .otherBot(let number, let author, let url):
            "merge request !\(number)\(author.isEmpty ? "" : " of \(author)") does it already (otherBots): \(url)"
        case .notEditable(let error): "the file cannot be changed as planned: \(error)"
        case .lockFile(let error): "lock-file: \(error)"
        }
    }
}

extension CheckState {
    fileprivate var words: String {
        switch self {
        case .none: "not there yet"
        case .pending: "under way"
        case .success: "successful"
        case .failure: "failed"
        }
    }
}
