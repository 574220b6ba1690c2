import Domain
import Foundation
import Versioning

/// The tags that would do, but that something beside their text keeps back: what they point at, the kind of step, or their age.
struct HeldTags {
    let options: OptionsInForce
    let scheme: any VersioningScheme
    let now: Date
    /// The only kind of step that is asked for; nil means any.
    let wanted: UpdateType?
    private let followed: String??
    private let latest: String?

    /// - Parameter known: the tags with what is compared of each.
    init(
        _ options: OptionsInForce, _ scheme: any VersioningScheme, wanted: UpdateType?,
        known: [(tag: ExplainQuestion.Tag, text: String)], tags: [ExplainQuestion.Tag], now: Date
    ) {
        self.options = options
        self.scheme = scheme
        self.wanted = wanted
        self.now = now
        let updates = options.options().updates
        let digest = { (name: String) in tags.first { $0.tag == name }?.digest }
        followed = updates.followTag.map(digest)
        latest =
            updates.respectLatest == true
            ? digest("latest").flatMap { Self.newest(of: known, with: $0, scheme) } : nil
    }

    /// The newest version that has the digest of `latest`.
    private static func newest(
        of known: [(tag: ExplainQuestion.Tag, text: String)], with digest: String, _ scheme: any VersioningScheme
    ) -> String? {
        known.filter { $0.tag.digest == digest && scheme.isVersion($0.text) }.map(\.text)
            .max { scheme.compare($0, $1) == .older }
    }

    /// Whether `latest` is known to point at a version.
    var knowsLatest: Bool { latest != nil }

    /// Why `tag` is kept back; nil when nothing does.
    func reason(_ tag: ExplainQuestion.Tag, _ text: String, from current: String) -> String? {
        let type = scheme.updateType(from: current, to: text)
        if let wanted, type != wanted { return "other-update-type" }
        let inForce = options.options(for: type, from: current)
        if !inForce.enabled { return "disabled" }
        if let followed, followed == nil || tag.digest != followed { return Verdict.notAllowed.rawValue }
        if let latest, isBeyond(text, latest), scheme.compare(current, latest) != .newer {
            return Verdict.notAllowed.rawValue
        }
        return isTooYoung(tag, inForce.updates) ? "too-young" : nil
    }

    /// Of another lane only the numbers tell.
    private func isBeyond(_ text: String, _ latest: String) -> Bool {
        guard scheme.compare(text, latest) == .newer else { return false }
        return scheme.isCompatible(text, with: latest) || scheme.numbers(of: text) != scheme.numbers(of: latest)
    }

    private func isTooYoung(_ tag: ExplainQuestion.Tag, _ updates: UpdateOptions) -> Bool {
        guard let age = updates.minimumReleaseAge, age.seconds > 0 else { return false }
        guard let published = tag.timestamp else { return updates.minimumReleaseAgeBehaviour != .optional }
        return !age.isReached(by: published, at: now)
    }
}
