/// How the subject of a commit, which is also the title of its merge request, is put together; nil means the usual text.
///
/// Parts may hold templates; see ``FieldTemplate``. Names are Renovate's.
public struct CommitMessageOptions: Hashable, Sendable {
    /// Whether subjects begin as `chore(deps):` does.
    public enum Semantic: String, Hashable, Sendable, CaseIterable {
        /// As `disabled`: what a repository's commits look like is not guessed.
        case auto
        case enabled
        case disabled
    }

    public var prefix: String?
    public var action: String?
    public var topic: String?
    public var extra: String?
    public var suffix: String?
    public var semanticCommits: Semantic?
    public var semanticType: String?
    /// Empty for no scope.
    public var semanticScope: String?

    public init() {}

    /// Puts what `other` says over this.
    public mutating func apply(_ other: CommitMessageOptions) {
        prefix = other.prefix ?? prefix
        action = other.action ?? action
        topic = other.topic ?? topic
        extra = other.extra ?? extra
        suffix = other.suffix ?? suffix
        semanticCommits = other.semanticCommits ?? semanticCommits
        semanticType = other.semanticType ?? semanticType
        semanticScope = other.semanticScope ?? semanticScope
    }

    /// Whether anything departs from the usual text.
    public var isSet: Bool {
        semanticCommits == .enabled || [prefix, action, topic, extra, suffix].contains { $0 != nil }
    }

    /// The subject on one line.
    ///
    /// - Parameters:
    ///   - usual: what parts are that nothing is said of.
    ///   - values: what templates are filled with. A part whose template cannot be filled in is the usual one.
    public func subject(usual: (topic: String, extra: String, suffix: String), values: [String: String]) -> String {
        let fill = { (text: String?, standard: String) in
            text.flatMap { FieldTemplate(text: $0).filled(with: values) } ?? standard
        }
        let start = fill(prefix, semanticPrefix)
        var verb = fill(action, "Update")
        if semanticCommits == .enabled { verb = verb.prefix(1).lowercased() + verb.dropFirst() }
        return [start, verb, fill(topic, usual.topic), fill(extra, usual.extra), fill(suffix, usual.suffix)]
            .flatMap { $0.split(whereSeparator: \.isWhitespace) }.joined(separator: " ")
    }

    private var semanticPrefix: String {
        guard semanticCommits == .enabled else { return "" }
        let scope = semanticScope ?? "deps"
        let type = semanticType ?? "chore"
        if type.isEmpty && scope.isEmpty { return "" }
        return type + (scope.isEmpty ? "" : "(\(scope))") + ":"
    }
}
