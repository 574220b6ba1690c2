public import Foundation

/// The pick among the tags, and what was decided about each.
public struct Explanation: Hashable, Sendable {
    /// The tag to move to; nil when nothing moves.
    public var picked: String?
    /// What was decided about each tag: `picked`, or why not.
    public var verdicts: [String: String]
    /// What would be written, where that is not the picked tag: a range that is moved, a part of the tag.
    public var newValue: String?
    /// The given options that were not considered, sorted.
    public var unsupported: [String] = []
}

/// Why a question has no answer.
public struct ExplainError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what to do; begins with the name of the option.
    public var description: String

    public init(description: String) { self.description = description }
}

/// Decides about every tag of a question; the order of the tags does not matter.
///
/// - Parameter now: what the age of a tag is counted to.
/// - Throws: ``ExplainError`` when the versioning, a range, a pattern, a policy or an age cannot be read.
public func explain(_ question: ExplainQuestion, now: Date) throws(ExplainError) -> Explanation {
    let rules = question.rules ?? ExplainRules()
    let tags = mergedTags(question.tags)
    var explanation: Explanation
    if let policy = rules.imagePolicy {
        let texts = try ComparedTexts(extractVersion: rules.extractVersion, filter: rules.filterTags)
        explanation = explain(try PolicyOrder(policy), tags, texts, question.current)
        if question.updateType != nil { explanation.unsupported.append("updateType") }
        if question.versioning != nil { explanation.unsupported.append("versioning") }
        if !question.packageRules.isEmpty { explanation.unsupported.append("packageRules") }
    } else {
        explanation = try VersionExplanation(question, rules, tags, now).explanation
    }
    explanation.unsupported = Set(explanation.unsupported + rules.unsupported).sorted()
    return explanation
}

/// Each tag once, sorted: of several entries the latest time and the first digest by its text.
private func mergedTags(_ tags: [ExplainQuestion.Tag]) -> [ExplainQuestion.Tag] {
    var result: [String: ExplainQuestion.Tag] = [:]
    for tag in tags {
        guard let known = result[tag.tag] else {
            result[tag.tag] = tag
            continue
        }
        result[tag.tag] = ExplainQuestion.Tag(
            tag: tag.tag, timestamp: [known.timestamp, tag.timestamp].compactMap(\.self).max(),
            digest: [known.digest, tag.digest].compactMap(\.self).min())
    }
    return result.values.sorted { $0.tag < $1.tag }
}

/// Of tags that the policy puts equal, the one whose text comes last is picked.
private func explain(
    _ policy: PolicyOrder, _ tags: [ExplainQuestion.Tag], _ texts: ComparedTexts, _ current: String?
) -> Explanation {
    var verdicts: [String: String] = [:]
    var best: (tag: String, text: String)?
    for tag in tags.map(\.tag) {
        guard let text = texts.text(of: tag) else {
            verdicts[tag] = "filtered-out"
            continue
        }
        if let reason = policy.reason(against: text) {
            verdicts[tag] = reason
            continue
        }
        verdicts[tag] = tag == current ? "same-as-current" : "lower-in-order"
        if best.map({ !policy.prefers($0.text, to: text) }) ?? true { best = (tag, text) }
    }
    guard let best, best.tag != current else { return Explanation(picked: nil, verdicts: verdicts) }
    verdicts[best.tag] = "picked"
    return Explanation(picked: best.tag, verdicts: verdicts)
}
