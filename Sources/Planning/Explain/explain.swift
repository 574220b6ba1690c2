import Domain
public import Foundation
import Patterns
import Versioning

/// The pick among the tags, and what was decided about each.
public struct Explanation: Hashable, Sendable {
    /// The tag to move to; nil when nothing moves.
    public var picked: String?
    /// What was decided about each tag: `picked`, or why not.
    public var verdicts: [String: String]
}

/// Why a question has no answer.
public struct ExplainError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String
}

/// Decides about every tag of a question; the order of the tags does not matter.
///
/// - Parameter now: what the age of a tag is counted to.
/// - Throws: ``ExplainError`` when the versioning, a pattern or an age cannot be read.
public func explain(_ question: ExplainQuestion, now: Date) throws(ExplainError) -> Explanation {
    let rules = question.rules ?? ExplainRules()
    let texts = try comparedTexts(question.tags.map(\.tag), rules)
    var verdicts: [String: String] = [:]
    for tag in question.tags { verdicts[tag.tag] = texts[tag.tag] == nil ? "not-allowed" : "not-a-version" }
    let explanation =
        if let policy = rules.imagePolicy {
            explain(policy, texts, question.current, verdicts)
        } else {
            try explain(question, rules, texts, verdicts, now)
        }
    return explanation
}

/// What is compared for each tag; tags that the patterns leave out are missing.
private func comparedTexts(_ tags: [String], _ rules: ExplainRules) throws(ExplainError) -> [String: String] {
    guard let written = rules.extractVersion ?? rules.filterTags?.pattern else {
        return Dictionary(tags.map { ($0, $0) }, uniquingKeysWith: { first, _ in first })
    }
    let text = rules.extractVersion == nil ? namingGroups(of: written) : written
    let pattern: Pattern
    do { pattern = try Pattern(text) } catch { throw ExplainError(description: "pattern \(text): \(error.message)") }
    var result: [String: String] = [:]
    for tag in tags {
        guard let groups = pattern.groups(in: tag) else { continue }
        if rules.extractVersion != nil {
            result[tag] = groups["version"]
        } else {
            result[tag] = rules.filterTags?.extract.map { expand($0, groups) } ?? tag
        }
    }
    return result
}

/// Names the groups that have only a number, so that `$1` finds its text: group 1 becomes `g1`.
private func namingGroups(of pattern: String) -> String {
    var result = ""
    var number = 0
    var isEscaped = false
    var isInClass = false
    for (character, next) in zip(pattern, pattern.dropFirst().map { Character?($0) } + [nil]) {
        result.append(character)
        if isEscaped {
            isEscaped = false
        } else if character == "\\" {
            isEscaped = true
        } else if character == "[" || character == "]" {
            isInClass = character == "["
        } else if character == "(", !isInClass, next != "?" {
            number += 1
            result += "?<g\(number)>"
        }
    }
    return result
}

/// Puts the groups in place of `${name}` and `$name`; the longest name is replaced first.
private func expand(_ template: String, _ groups: [String: String]) -> String {
    var result = template
    for (name, value) in groups.sorted(by: { ($0.key.count, $0.key) > ($1.key.count, $1.key) }) {
        result = result.replacingOccurrences(of: "${\(name)}", with: value)
        result = result.replacingOccurrences(of: "$\(name)", with: value)
        guard name.hasPrefix("g"), let number = Int(name.dropFirst()) else { continue }
        result = result.replacingOccurrences(of: "${\(number)}", with: value)
        result = result.replacingOccurrences(of: "$\(number)", with: value)
    }
    return result
}

private func explain(
    _ policy: ImagePolicy, _ texts: [String: String], _ current: String?, _ known: [String: String]
) -> Explanation {
    var verdicts = known
    var best: (tag: String, text: String)?
    for (tag, text) in texts.sorted(by: { $0.key < $1.key }) {
        verdicts[tag] = policy.reason(against: text) ?? "older"
        guard verdicts[tag] == "older" else { continue }
        if best.map({ !policy.prefers($0.text, to: text) }) ?? true { best = (tag, text) }
    }
    if let best { verdicts[best.tag] = best.tag == current ? "same-as-current" : "picked" }
    return Explanation(picked: best?.tag == current ? nil : best?.tag, verdicts: verdicts)
}

private func explain(
    _ question: ExplainQuestion, _ rules: ExplainRules, _ texts: [String: String], _ known: [String: String],
    _ now: Date
) throws(ExplainError) -> Explanation {
    let id = question.versioning ?? rules.versioning ?? "docker"
    guard let scheme = versioning(for: VersioningID(id)) else {
        throw ExplainError(description: "versioning \(id): there is none of this name; see docs/versioning.md")
    }
    guard let current = question.current else {
        throw ExplainError(description: "current: it is missing; say which tag is in use")
    }
    let options = SelectionOptions(
        ignoreUnstable: rules.ignoreUnstable ?? true, allowedVersions: rules.allowedVersions,
        ignoreVersions: rules.ignoreVersions ?? [])
    let age = try rules.minimumReleaseAge.map { (text) throws(ExplainError) in try seconds(text) } ?? 0
    let needsTime = rules.minimumReleaseAgeBehaviour != "timestamp-optional"
    let followed = rules.followTag.map { name in question.tags.first { $0.tag == name }?.digest }
    var late: [String: String] = [:]
    for tag in question.tags {
        guard let text = texts[tag.tag] else { continue }
        if let followed, followed == nil || tag.digest != followed { late[text] = "not-allowed" }
        guard age > 0 else { continue }
        if tag.timestamp.map({ now.timeIntervalSince($0) < age }) ?? needsTime { late[text] = "too-young" }
    }
    let releases = question.tags.compactMap { tag in
        texts[tag.tag].map { Release(version: $0, timestamp: tag.timestamp, digest: tag.digest) }
    }
    let first = pickVersion(from: releases, currentValue: current, scheme: scheme, options: options)
    var reasons: [String: String] = [:]
    for entry in first.verdicts where [.picked, .newerButNotPicked].contains(entry.verdict) {
        reasons[entry.version] = late[entry.version]
    }
    let rest = releases.filter { reasons[$0.version] == nil }
    let last = pickVersion(from: rest, currentValue: current, scheme: scheme, options: options)
    let best = last.newest?.release.version
    for entry in last.verdicts {
        let isSecond = entry.verdict == .picked && entry.version != best
        reasons[entry.version] = (isSecond ? .newerButNotPicked : entry.verdict).rawValue
    }
    var verdicts = known
    var picked: String?
    for (tag, text) in texts.sorted(by: { $0.key < $1.key }) {
        verdicts[tag] = reasons[text]
        guard text == best else { continue }
        if let before = picked { verdicts[before] = "newer-but-not-picked" }
        picked = tag
    }
    return Explanation(picked: picked, verdicts: verdicts)
}

/// Reads an age such as `3 days`, `12 hours` or `1 week`.
private func seconds(_ text: String) throws(ExplainError) -> TimeInterval {
    let digits = text.prefix { $0.isNumber }
    let unit = text.dropFirst(digits.count).drop(while: \.isWhitespace).lowercased()
    let units: [(names: [String], seconds: Double)] = [
        (["s", "sec", "second", "seconds"], 1), (["m", "min", "minute", "minutes"], 60),
        (["h", "hour", "hours"], 3600),
        (["d", "day", "days"], 86_400), (["w", "week", "weeks"], 604_800), (["month", "months"], 2_592_000),
        (["y", "year", "years"], 31_557_600),
    ]
    guard let count = Double(String(digits)), let known = units.first(where: { $0.names.contains(unit) }) else {
        throw ExplainError(description: "minimumReleaseAge \(text): write a number and a unit, such as 3 days")
    }
    return count * known.seconds
}
