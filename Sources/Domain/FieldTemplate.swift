/// The part of Handlebars that settings use to put fields together.
///
/// `{{name}}`, `{{{name}}}`, `{{#if x}}..{{else if y}}..{{else}}..{{/if}}`, `{{#unless x}}..{{/unless}}`, comments, `~` that eats the
/// blanks beside it, expressions in brackets, and the helpers of ``TemplateExpression``.
/// Source: https://docs.renovatebot.com/templates/
public struct FieldTemplate: Hashable, Sendable {
    /// As it was written.
    public let text: String

    public init(text: String) { self.text = text }

    /// Replaces what a regular expression finds, by its text: expression, replacement, text; nil when one cannot be used.
    public typealias Replacement = @Sendable (_ pattern: String, _ replacement: String, _ text: String) -> String?

    /// Fills the template in; nil when it uses what is not supported, or is not closed.
    ///
    /// - Parameter replacing: what `{{replace}}` does with an expression; without it only plain texts are replaced.
    public func filled(with values: [String: String], replacing: Replacement? = nil) -> String? {
        guard text.contains("{{") else { return text }
        var reader = TemplateReader(rest: text[...], scope: TemplateExpression(values: values, replacing: replacing))
        let (result, end) = reader.fill(isShown: true, depth: 0)
        return reader.isValid && end == nil ? result : nil
    }
}

/// Reads a template from its beginning to its end.
private struct TemplateReader {
    var rest: Substring
    let scope: TemplateExpression
    var isValid = true
    private var steps = 0

    /// What a template may cost.
    private static let maximumSteps = 2000
    private static let maximumDepth = 20

    init(rest: Substring, scope: TemplateExpression) {
        self.rest = rest
        self.scope = scope
    }

    /// Fills up to the end, or to the `{{else}}` or `{{/if}}` of the block that `rest` begins in, which it returns.
    mutating func fill(isShown: Bool, depth: Int) -> (text: String, end: Substring?) {
        var result = ""
        while isValid, !rest.isEmpty {
            steps += 1
            guard steps < Self.maximumSteps, depth < Self.maximumDepth else {
                isValid = false
                break
            }
            guard let open = rest.firstRange(of: "{{") else {
                if isShown { result += rest }
                rest = ""
                break
            }
            if isShown { result += rest[..<open.lowerBound] }
            rest = rest[open.upperBound...]
            guard let action = takeAction(&result) else { continue }
            if action.hasPrefix("#") {
                let text = block(action.dropFirst(), isShown, depth)
                if isShown { result += text }
            } else if action.hasPrefix("/") || action == "^" || action == "else" || action.hasPrefix("else ") {
                if depth == 0 { isValid = false }
                return (result, action)
            } else if let value = scope.value(of: action) {
                if isShown { result += value.text }
            } else {
                isValid = false
            }
        }
        if depth > 0 { isValid = false }
        return (result, nil)
    }

    /// What stands between the braces that `rest` begins behind; nil for a comment and for braces that are not closed.
    private mutating func takeAction(_ before: inout String) -> Substring? {
        let isComment = rest.hasPrefix("!") || rest.hasPrefix("~!")
        let closing = rest.hasPrefix("!--") ? "--}}" : rest.hasPrefix("{") ? "}}}" : "}}"
        guard let close = rest.firstRange(of: closing) else {
            isValid = false
            return nil
        }
        var action = rest[..<close.lowerBound]
        rest = rest[close.upperBound...]
        if action.hasPrefix("{") { action = action.dropFirst() }
        if action.hasPrefix("~") {
            action = action.dropFirst()
            while let last = before.last, last.isWhitespace { before.removeLast() }
        }
        if action.hasSuffix("~") {
            action = action.dropLast()
            rest = rest.drop { $0.isWhitespace }
        }
        return isComment ? nil : action.trimmingBlanks()
    }

    private mutating func block(_ head: Substring, _ isShown: Bool, _ depth: Int) -> String {
        let kind = head.prefix { $0 != " " }
        guard kind == "if" || kind == "unless", let condition = scope.value(of: head.dropFirst(kind.count)) else {
            isValid = false
            return ""
        }
        var isDone = condition.isTrue == (kind == "if")
        var (result, end) = fill(isShown: isShown && isDone, depth: depth + 1)
        while isValid, let other = end, !other.hasPrefix("/") {
            var holds = true
            if other.hasPrefix("else if ") {
                guard let next = scope.value(of: other.dropFirst(8)) else {
                    isValid = false
                    return ""
                }
                holds = next.isTrue
            } else if other != "else", other != "^" {
                isValid = false
            }
            let part = fill(isShown: isShown && holds && !isDone, depth: depth + 1)
            result += part.text
            end = part.end
            isDone = isDone || holds
        }
        if end?.dropFirst() != kind { isValid = false }
        return result
    }
}

extension Substring {
    fileprivate func firstRange(of needle: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) { return start..<index(start, offsetBy: needle.count) }
            start = index(after: start)
        }
        return nil
    }

    fileprivate func trimmingBlanks() -> Substring {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }
}
