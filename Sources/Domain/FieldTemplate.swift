/// The part of Handlebars that settings use to put fields together: `{{name}}`, `{{{name}}}`, `{{#if name}}..{{else}}..{{/if}}`,
/// and `{{lowercase x}}`, `{{replace 'pattern' 'text' x}}` with a plain text to find.
///
/// Source: https://docs.renovatebot.com/templates/
public struct FieldTemplate: Hashable, Sendable {
    /// As it was written.
    public let text: String

    public init(text: String) { self.text = text }

    /// What a template may cost.
    private static let maximumSteps = 2000

    /// Fills the template in; nil when it uses what is not supported, or is not closed.
    public func filled(with values: [String: String]) -> String? {
        guard text.contains("{{") else { return text }
        var rest = text[...]
        var steps = 0
        var isClosed = true
        let result = Self.fill(&rest, values, isShown: true, depth: 0, &steps, &isClosed)
        return isClosed && rest.isEmpty ? result : nil
    }

    /// Fills up to the end, or to the `{{else}}` or `{{/if}}` of the block that `rest` begins in.
    private static func fill(
        _ rest: inout Substring, _ values: [String: String], isShown: Bool, depth: Int, _ steps: inout Int,
        _ isClosed: inout Bool
    ) -> String {
        var result = ""
        while !rest.isEmpty {
            steps += 1
            guard steps < maximumSteps, depth < 20 else {
                isClosed = false
                return result
            }
            guard let open = rest.firstRange(of: "{{") else {
                if isShown { result += rest }
                rest = ""
                break
            }
            if isShown { result += rest[..<open.lowerBound] }
            rest = rest[open.upperBound...]
            let before = rest
            let isTriple = rest.hasPrefix("{")
            if isTriple { rest.removeFirst() }
            guard let close = rest.firstRange(of: isTriple ? "}}}" : "}}") else {
                isClosed = false
                return result
            }
            let action = rest[..<close.lowerBound].trimmingBlanks()
            rest = rest[close.upperBound...]
            if action == "else" || action.hasPrefix("/") {
                if depth == 0 { isClosed = false }
                // The block's reader wants to see which one it is.
                rest = before
                return result
            }
            if action.hasPrefix("#") {
                result += block(action, &rest, values, isShown, depth, &steps, &isClosed)
            } else if let value = value(of: action, values) {
                if isShown { result += value }
            } else {
                isClosed = false
            }
        }
        if depth > 0 { isClosed = false }
        return result
    }

    private static func block(
        _ action: String, _ rest: inout Substring, _ values: [String: String], _ isShown: Bool, _ depth: Int,
        _ steps: inout Int, _ isClosed: inout Bool
    ) -> String {
        let parts = action.dropFirst().split(separator: " ")
        guard parts.count == 2, parts[0] == "if" || parts[0] == "unless" else {
            isClosed = false
            return ""
        }
        let isSet = !(values[String(parts[1])] ?? "").isEmpty
        let holds = isSet == (parts[0] == "if")
        let first = fill(&rest, values, isShown: isShown && holds, depth: depth + 1, &steps, &isClosed)
        guard isClosed, takeEnd(&rest) == "else" else { return first }
        let second = fill(&rest, values, isShown: isShown && !holds, depth: depth + 1, &steps, &isClosed)
        _ = takeEnd(&rest)
        return first + second
    }

    private static func takeEnd(_ rest: inout Substring) -> String? {
        guard let close = rest.firstRange(of: "}}") else { return nil }
        let action = rest[..<close.lowerBound].trimmingBlanks()
        rest = rest[close.upperBound...]
        return action
    }

    /// A name, or a helper with arguments; nil for what is not supported.
    private static func value(of action: String, _ values: [String: String]) -> String? {
        var parts = arguments(action)
        guard let last = parts.popLast() else { return nil }
        let value = last.isQuoted ? last.text : values[last.text] ?? ""
        switch (parts.first?.text, parts.count) {
        case (nil, 0): return value
        case ("lowercase", 1): return value.lowercased()
        case ("encodeURIComponent", 1), ("stringToPrettyJSON", 1): return value
        case ("replace", 3) where !parts[1].text.contains { "\\^$.|?*+()[]{}".contains($0) }:
            return parts[1].text.isEmpty ? value : value.replacing(parts[1].text, with: parts[2].text)
        default: return nil
        }
    }

    private static func arguments(_ action: String) -> [(text: String, isQuoted: Bool)] {
        var result: [(String, Bool)] = []
        var rest = action[...]
        while let first = rest.first {
            if first == " " {
                rest.removeFirst()
            } else if first == "'" || first == "\"" {
                rest.removeFirst()
                let end = rest.firstIndex(of: first) ?? rest.endIndex
                result.append((String(rest[..<end]), true))
                rest = end == rest.endIndex ? "" : rest[rest.index(after: end)...]
            } else {
                let end = rest.firstIndex(of: " ") ?? rest.endIndex
                result.append((String(rest[..<end]), false))
                rest = rest[end...]
            }
        }
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

    fileprivate func trimmingBlanks() -> String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
