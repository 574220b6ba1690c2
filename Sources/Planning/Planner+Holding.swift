import Domain
import Foundation
import Versioning

extension Planner {
    /// Whether the age of a release matters for any dependency.
    var mayHoldByAge: Bool {
        context.now != nil
            && (options.updates.minimumReleaseAge != nil
                || options.packageRules.contains { $0.updates.minimumReleaseAge != nil })
    }

    /// Whether the time of the plan is outside of the schedule.
    func isAwaited(_ updates: UpdateOptions) -> Bool {
        guard let now = context.now, let schedule = updates.schedule else { return false }
        return !isInSchedule(schedule, at: now, in: updates.timezone.flatMap(TimeZone.init(identifier:)) ?? .gmt)
    }

    /// Whether the time of the plan is inside of `automergeSchedule`.
    func mayMerge(_ updates: UpdateOptions) -> Bool {
        guard let now = context.now, let schedule = updates.lifeCycle.automergeSchedule, !schedule.isEmpty else {
            return true
        }
        return isInSchedule(schedule, at: now, in: updates.timezone.flatMap(TimeZone.init(identifier:)) ?? .gmt)
    }

    /// Why a release that could be proposed is not; nil when nothing speaks against it.
    ///
    /// - Parameter current: the version in use, when it is known: who is beyond the latest is not held back to it.
    func reasonToHold(
        _ release: Release, _ list: ReleaseList, _ rules: DependencyOptions, current: String? = nil
    ) -> HoldReason? {
        if let tag = rules.updates.followTag, !isFollowed(release, tag, list) { return .notFollowed(tag) }
        if rules.updates.respectLatest == true, let latest = list.latestVersion,
            let scheme = schemes(rules.versioning), scheme.updateType(from: latest, to: release.version) != nil,
            current.flatMap({ scheme.compare($0, latest) }) != .newer
        {
            return .notFollowed(latest)
        }
        return reasonOfAge(release, rules.updates)
    }

    /// A tag is followed by what it points at; where that is not known, only the tag itself follows it.
    private func isFollowed(_ release: Release, _ tag: String, _ list: ReleaseList) -> Bool {
        if release.version == tag { return true }
        guard let digest = list.releases.first(where: { $0.version == tag })?.digest else { return false }
        return release.digest == digest
    }

    private func reasonOfAge(_ release: Release, _ updates: UpdateOptions) -> HoldReason? {
        guard let age = updates.minimumReleaseAge, age.seconds > 0, let now = context.now,
            updates.internalChecksFilter != UpdateOptions.ChecksFilter.none
        else { return nil }
        guard let published = release.timestamp else {
            return updates.minimumReleaseAgeBehaviour == .optional ? nil : .tooYoung(age)
        }
        return age.isReached(by: published, at: now) ? nil : .tooYoung(age)
    }
}
