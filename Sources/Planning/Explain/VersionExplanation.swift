import Domain
import Foundation
import Versioning

/// The choice by a versioning and Renovate's options.
struct VersionExplanation {
    private(set) var explanation: Explanation

    /// - Parameter tags: each tag once.
    /// - Throws: ``ExplainError`` when an option cannot be read.
    init(
        _ question: ExplainQuestion, _ rules: ExplainRules, _ tags: [ExplainQuestion.Tag], _ now: Date
    ) throws(ExplainError) {
        let options = try OptionsInForce(question, rules)
        let inForce = options.options()
        let texts = try ComparedTexts(extractVersion: inForce.updates.extractVersion, filter: rules.filterTags)
        let scheme = try Self.scheme(inForce)
        let current = try Self.current(question, tags, texts)
        let limits = try Self.limits(inForce, scheme, tags)
        let known = tags.compactMap { tag in texts.text(of: tag.tag).map { (tag: tag, text: $0) } }
        let held = HeldTags(
            options, scheme, wanted: try Self.wantedType(question), known: known, tags: tags, now: now)
        func selection(_ entries: [(tag: ExplainQuestion.Tag, text: String)]) -> Selection {
            let releases = entries.map { Release(version: $0.text, timestamp: $0.tag.timestamp, digest: $0.tag.digest) }
            return pickVersion(from: releases, currentValue: current, scheme: scheme, options: limits)
        }
        let first = selection(known)
        let newer = Set(first.verdicts.filter { [.picked, .newerButNotPicked].contains($0.verdict) }.map(\.version))
        var late: [String: String] = [:]
        for (tag, text) in known where newer.contains(text) {
            late[tag.tag] = first.currentVersion.flatMap { held.reason(tag, text, from: $0) }
        }
        // The version in use stays in the list, whatever would keep it back as a new one.
        let last = selection(known.filter { late[$0.tag.tag] == nil })
        let judged = Dictionary(last.verdicts.map { ($0.version, $0.verdict) }) { first, _ in first }
        // A filtered-out tag stays so; the others get a reason of their own below.
        var verdicts = Dictionary(tags.map { ($0.tag, "filtered-out") }) { first, _ in first }
        for (tag, text) in known {
            let verdict = judged[text] ?? .notAVersion
            verdicts[tag.tag] = late[tag.tag] ?? (verdict == .picked ? .newerButNotPicked : verdict).rawValue
        }
        explanation = Explanation(picked: nil, verdicts: verdicts)
        let best = last.newest?.release.version ?? Self.pinned(last, current, scheme, limits.rangeStrategy)
        // Of several tags with the same text the one published last is picked, then the one whose name comes last.
        let named = known.filter { $0.text == best && late[$0.tag.tag] == nil }.map(\.tag)
            .max { ($0.timestamp ?? .distantPast, $0.tag) < ($1.timestamp ?? .distantPast, $1.tag) }
        if let named, let best { pick(named.tag, best, for: current, scheme, limits.rangeStrategy) }
        if inForce.updates.respectLatest == true, !held.knowsLatest { explanation.unsupported.append("respectLatest") }
    }

    /// Nothing is picked when nothing would be written, as when a range stays the same text.
    private mutating func pick(
        _ tag: String, _ text: String, for current: String, _ scheme: any VersioningScheme, _ strategy: RangeStrategy
    ) {
        let written =
            scheme.isVersion(current)
            ? text : scheme.newValue(currentValue: current, newVersion: text, strategy: strategy)
        guard let written, written != current else { return }
        explanation.picked = tag
        explanation.verdicts[tag] = Verdict.picked.rawValue
        if written != tag { explanation.newValue = written }
    }

    /// With `pin`, a range in which nothing is newer is still written as the version in use.
    private static func pinned(
        _ selection: Selection, _ current: String, _ scheme: any VersioningScheme, _ strategy: RangeStrategy
    ) -> String? {
        strategy == .pin && !scheme.isSingleVersion(current) ? selection.currentVersion : nil
    }

    private static func scheme(_ options: DependencyOptions) throws(ExplainError) -> any VersioningScheme {
        guard let scheme = versioning(for: options.versioning) else {
            let id = options.versioning.rawValue
            throw ExplainError(description: "versioning \(id): there is none of this name; see docs/versioning.md")
        }
        return scheme
    }

    /// The current value as it is compared: without a digest behind it, and what the pattern takes out of it when it is one of the tags.
    private static func current(
        _ question: ExplainQuestion, _ tags: [ExplainQuestion.Tag], _ texts: ComparedTexts
    ) throws(ExplainError) -> String {
        guard let value = question.current else {
            throw ExplainError(description: "current: it is missing; say which tag is in use")
        }
        let current = value.range(of: "@sha256:").map { String(value[..<$0.lowerBound]) } ?? value
        return tags.contains { $0.tag == current } ? texts.text(of: current) ?? current : current
    }

    private static func limits(
        _ options: DependencyOptions, _ scheme: any VersioningScheme, _ tags: [ExplainQuestion.Tag]
    ) throws(ExplainError) -> SelectionOptions {
        if let allowed = options.allowedVersions, VersionFilter(allowed, scheme: scheme) == nil {
            throw ExplainError(description: "allowedVersions \(allowed): this is no range, version or /pattern/")
        }
        let ignored = options.updates.ignoreVersions ?? []
        for entry in ignored where VersionFilter(entry, scheme: scheme) == nil {
            // A tag's text that is no version is never picked anyway.
            guard scheme.isVersion(entry) || tags.contains(where: { $0.tag == entry }) else {
                throw ExplainError(description: "ignoreVersions \(entry): this is no version, range or /pattern/")
            }
        }
        return SelectionOptions(
            ignoreUnstable: options.ignoreUnstable, allowedVersions: options.allowedVersions, ignoreVersions: ignored,
            rangeStrategy: options.updates.rangeStrategy ?? .auto)
    }

    private static func wantedType(_ question: ExplainQuestion) throws(ExplainError) -> UpdateType? {
        guard let text = question.updateType else { return nil }
        guard let type = UpdateType(rawValue: text), [.major, .minor, .patch].contains(type) else {
            throw ExplainError(description: "updateType \(text): write major, minor or patch")
        }
        return type
    }
}
