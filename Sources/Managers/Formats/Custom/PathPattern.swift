import Domain
import Patterns

/// A pattern of file paths as settings write it: a glob, or a regular expression between slashes.
enum PathPattern: Sendable {
    case glob(Glob)
    case expression(Pattern)

    /// - Throws: ``PatternError`` when the expression cannot be read.
    init(_ text: String) throws(PatternError) {
        let isIgnoringCase = text.hasSuffix("/i")
        let body = isIgnoringCase ? text.dropLast() : text[...]
        guard body.count > 2, body.hasPrefix("/"), body.hasSuffix("/") else {
            self = .glob(Glob(text))
            return
        }
        self = .expression(try Pattern(String(body.dropFirst().dropLast()), ignoringCase: isIgnoringCase))
    }

    func matches(_ path: String) -> Bool {
        switch self {
        case .glob(let glob): glob.matches(path)
        case .expression(let pattern): pattern.matches(path)
        }
    }
}
