import Domain
import Patterns
import Versioning

/// One pattern of a package rule: an exact name, a glob, `/a regular expression/`, or one of these behind `!`.
struct NamePattern {
    private enum Form {
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
        if body.hasPrefix("/") {
            form = Pattern.Delimited(body).map { .expression($0.pattern) } ?? .nothing
        } else if body.contains(where: { "*?{[".contains($0) }) {
            form = .glob(Glob(body))
        } else {
            form = .exact(body)
        }
    }

    /// Whether `name` has the form, `!` not considered.
    func hasForm(_ name: String) -> Bool {
        switch form {
        case .exact(let text): text == name
        case .glob(let glob): glob.matches(name)
        case .expression(let pattern): pattern.matches(name)
        case .nothing: false
        }
    }
}

/// Whether a name passes a list of patterns: it has the form of a positive one (or there is none), and of no negated one.
func matches(_ name: String, _ patterns: [String]) -> Bool {
    let parsed = patterns.map(NamePattern.init)
    let positive = parsed.filter { !$0.isNegated }
    return (positive.isEmpty || positive.contains { $0.hasForm(name) })
        && !parsed.contains { $0.isNegated && $0.hasForm(name) }
}
