import Domain
import Foundation
import Versioning

/// The choice by a versioning and Renovate's options.
struct VersionExplanation {
    let explanation: Explanation

    /// - Parameter tags: each tag once.
    /// - Throws: ``ExplainError`` when an option cannot be read.
    init(
        _ question: ExplainQuestion, _ rules: ExplainRules, _ tags: [ExplainQuestion.Tag], _ texts: ComparedTexts,
        _ now: Date
    ) throws(ExplainError) {
        let scheme = try Self.scheme(question, rules)
        let current = try Self.current(question, tags, texts)
        let options = try Self.options(rules, scheme, tags)
        var late = try Self.held(rules, tags, now)
        let known = tags.compactMap { tag in texts.text(of: tag.tag).map { (tag: tag, text: $0) } }
        func selection(_ entries: [(tag: ExplainQuestion.Tag, text: String)]) -> Selection {
            let releases = entries.map { Release(version: $0.text, timestamp: $0.tag.timestamp, digest: $0.tag.digest) }
            return pickVersion(from: releases, currentValue: current, scheme: scheme, options: options)
        }
        let first = selection(known)
        try Self.hold(&late, question.updateType, known, scheme, first.currentVersion)
        let newer = Set(first.verdicts.filter { [.picked, .newerButNotPicked].contains($0.verdict) }.map(\.version))
        let last = selection(known.filter { late[$0.tag.tag] == nil || !newer.contains($0.text) })
        let best = last.newest?.release.version
        let judged = Dictionary(last.verdicts.map { ($0.version, $0.verdict) }) { first, _ in first }
        // A filtered-out tag stays so; the others get a reason of their own below.
        var verdicts = Dictionary(tags.map { ($0.tag, "filtered-out") }) { first, _ in first }
        var picked: String?
        for (tag, text) in known {
            if let reason = late[tag.tag], newer.contains(text) {
                verdicts[tag.tag] = reason
                continue
            }
            let verdict = judged[text] ?? .notAVersion
            verdicts[tag.tag] = (verdict == .picked ? .newerButNotPicked : verdict).rawValue
            // Of several tags with the same text the last one is picked.
            if text == best { picked = tag.tag }
        }
        if let picked { verdicts[picked] = Verdict.picked.rawValue }
        explanation = Explanation(picked: picked, verdicts: verdicts)
    }

    private static func scheme(
        _ question: ExplainQuestion, _ rules: ExplainRules
    ) throws(ExplainError) -> any VersioningScheme {
        let id = question.versioning ?? rules.versioning ?? "docker"
        guard let scheme = versioning(for: VersioningID(id)) else {
            throw ExplainError(description: "versioning \(id): there is none of this name; see docs/versioning.md")
        }
        return scheme
    }

    /// The current value as it is compared: what the pattern takes out of it, when it is one of the tags.
    private static func current(
        _ question: ExplainQuestion, _ tags: [ExplainQuestion.Tag], _ texts: ComparedTexts
    ) throws(ExplainError) -> String {
        guard let current = question.current else {
            throw ExplainError(description: "current: it is missing; say which tag is in use")
        }
        return tags.contains { $0.tag == current } ? texts.text(of: current) ?? current : current
    }

    private static func options(
        _ rules: ExplainRules, _ scheme: any VersioningScheme, _ tags: [ExplainQuestion.Tag]
    ) throws(ExplainError) -> SelectionOptions {
        if let allowed = rules.allowedVersions, VersionFilter(allowed, scheme: scheme) == nil {
            throw ExplainError(description: "allowedVersions \(allowed): this is no range, version or /pattern/")
        }
        for entry in rules.ignoreVersions ?? [] where VersionFilter(entry, scheme: scheme) == nil {
            // A tag's text that is no version is never picked anyway.
            guard scheme.isVersion(entry) || tags.contains(where: { $0.tag == entry }) else {
                throw ExplainError(description: "ignoreVersions \(entry): this is no version, range or /pattern/")
            }
        }
        return SelectionOptions(
            ignoreUnstable: rules.ignoreUnstable ?? true, allowedVersions: rules.allowedVersions,
            ignoreVersions: rules.ignoreVersions ?? [])
    }

    /// The tags that their age or digest keeps back, with the reason.
    private static func held(
        _ rules: ExplainRules, _ tags: [ExplainQuestion.Tag], _ now: Date
    ) throws(ExplainError) -> [String: String] {
        let age = try rules.minimumReleaseAge.map { (text) throws(ExplainError) in try releaseAge(text) } ?? 0
        let needsTime: Bool
        switch rules.minimumReleaseAgeBehaviour {
        case nil, "timestamp-required": needsTime = true
        case "timestamp-optional": needsTime = false
        case let text?:
            throw ExplainError(
                description: "minimumReleaseAgeBehaviour \(text): write timestamp-required or timestamp-optional")
        }
        let followed = rules.followTag.map { name in tags.first { $0.tag == name }?.digest }
        var result: [String: String] = [:]
        for tag in tags {
            if let followed, followed == nil || tag.digest != followed { result[tag.tag] = "not-allowed" }
            guard age > 0 else { continue }
            if tag.timestamp.map({ now.timeIntervalSince($0) < age }) ?? needsTime { result[tag.tag] = "too-young" }
        }
        return result
    }

    private static func hold(
        _ late: inout [String: String], _ updateType: String?, _ known: [(tag: ExplainQuestion.Tag, text: String)],
        _ scheme: any VersioningScheme, _ current: String?
    ) throws(ExplainError) {
        guard let updateType else { return }
        guard let type = UpdateType(rawValue: updateType), [.major, .minor, .patch].contains(type) else {
            throw ExplainError(description: "updateType \(updateType): write major, minor or patch")
        }
        guard let current else { return }
        for (tag, text) in known where scheme.updateType(from: current, to: text) != type {
            late[tag.tag] = "other-update-type"
        }
    }
}
