import Domain
import Patterns

/// One pattern of a package rule: an exact name, a glob, `/a regular expression/`, or one of these behind `!`.
///
/// Names and globs do not look at upper and lower case, and `*` alone is any name, as in Renovate.
/// Source: https://docs.renovatebot.com/string-pattern-matching/
struct NamePattern: Sendable {
    private enum Form: Sendable {
        case anything
        case exact(String)
        case glob(Glob)
        case expression(Pattern)
        /// An expression that cannot be read matches nothing; settings report it.
        case nothing
    }

    let isNegated: Bool
    private let form: Form

    init(_ text: String) {
        isNegated = text.hasPrefix("!")
        let body = isNegated ? String(text.dropFirst()) : text
        if body == "*" || body == "**" {
            form = .anything
        } else if body.hasPrefix("/") {
            form = Pattern.Delimited(body).map { .expression($0.pattern) } ?? .nothing
        } else if body.contains(where: { "*?{[".contains($0) }) {
            form = .glob(Glob(body.lowercased()))
        } else {
            form = .exact(body.lowercased())
        }
    }

    /// Whether `name` has the form, `!` not considered.
    func hasForm(_ name: String) -> Bool {
        switch form {
        case .anything: true
        case .exact(let text): text == name.lowercased()
        case .glob(let glob): glob.matches(name.lowercased())
        case .expression(let pattern): pattern.matches(name)
        case .nothing: false
        }
    }
}

/// A list of patterns, read once.
struct NamePatterns: Sendable {
    private let positive: [NamePattern]
    private let negated: [NamePattern]

    init(_ texts: [String]) {
        let parsed = texts.map(NamePattern.init)
        positive = parsed.filter { !$0.isNegated }
        negated = parsed.filter(\.isNegated)
    }

    /// Whether nothing was asked for.
    var isEmpty: Bool { positive.isEmpty && negated.isEmpty }

    /// Whether a name passes: it has the form of a positive pattern (or there is none), and of no negated one.
    func allow(_ name: String) -> Bool {
        (positive.isEmpty || positive.contains { $0.hasForm(name) }) && !negated.contains { $0.hasForm(name) }
    }

    /// Whether one of several names passes. A fact that is not known passes only when nothing was asked for.
    func allowAny(of names: [String]) -> Bool { isEmpty || names.contains(where: allow) }

    /// As ``allowAny(of:)`` for a fact that may be unknown.
    func allow(known name: String?) -> Bool { allowAny(of: [name].compactMap(\.self)) }
}
