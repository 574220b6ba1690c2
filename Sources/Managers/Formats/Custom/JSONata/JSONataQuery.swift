import Patterns

/// A query that finds dependencies in a document: `packages.{"depName": name, "currentValue": version}`.
///
/// A part of JSONata: paths with `*` and `**`, filters and indices, objects, lists, blocks with variables, conditions, functions, and
/// `$contains $match $exists $not $count $length $string $number $keys $lookup $each $map $filter $split $join $replace $trim`
/// `$lowercase $uppercase $substring $substringBefore $substringAfter`.
/// Source: https://docs.jsonata.org/
struct JSONataQuery: Sendable {
    private let node: JSONataNode

    /// - Throws: ``PatternError`` when the query cannot be read.
    init(_ text: String) throws(PatternError) { node = try JSONataParser.parse(text) }

    /// The objects that the query makes of a document; nil when it uses what is not supported, or takes too long.
    func objects(of root: YAMLNode) -> [[(key: String, value: JSONataValue)]]? {
        var run = JSONataRun(root: .node(root.resolved))
        let value = run.value(of: node, .node(root.resolved), [:])
        return run.isValid ? value.items.map(\.members).filter { !$0.isEmpty } : nil
    }
}

/// One evaluation of a query.
struct JSONataRun {
    let root: JSONataValue
    private(set) var isValid = true
    private var steps = 0
    private var depth = 0

    typealias Names = [String: JSONataValue]

    private static let maximumSteps = 200_000
    private static let maximumDepth = 100

    init(root: JSONataValue) { self.root = root }

    mutating func value(of node: JSONataNode, _ input: JSONataValue, _ names: Names) -> JSONataValue {
        steps += 1
        depth += 1
        defer { depth -= 1 }
        guard steps < Self.maximumSteps, depth < Self.maximumDepth, isValid else { return invalid() }
        switch node {
        case .text(let text): return .made(text)
        case .number(let number): return .number(number)
        case .flag(let flag): return .flag(flag)
        case .null: return .null
        case .regex(let text, let ignoresCase): return .regex(text, ignoresCase: ignoresCase)
        case .field(let name): return .sequence(input.field(name))
        case .wildcard: return .sequence(input.items.flatMap { $0.members }.flatMap { $0.value.items })
        case .descendants: return .sequence(descendants(of: input))
        case .variable(""): return input
        case .variable("$"): return root
        case .variable(let name): return names[name] ?? .nothing
        case .path(let parts): return path(parts, input, names)
        case .filter(let part, let condition): return filtered(value(of: part, input, names), condition, names)
        case .object(let entries):
            return .object(
                entries.compactMap { entry in
                    guard let key = value(of: entry.key, input, names).string else { return nil }
                    return (key, value(of: entry.value, input, names))
                })
        case .list(let items): return .list(items.flatMap { value(of: $0, input, names).items })
        case .binary(let sign, let left, let right): return binary(sign, left, right, input, names)
        case .condition(let condition, let first, let second):
            if value(of: condition, input, names).isTrue { return value(of: first, input, names) }
            return second.map { value(of: $0, input, names) } ?? .nothing
        case .block(let parts):
            var names = names
            var last = JSONataValue.nothing
            for part in parts {
                if case .bind(let name, let node) = part {
                    last = value(of: node, input, names)
                    names[name] = last
                } else {
                    last = value(of: part, input, names)
                }
            }
            return last
        case .bind: return invalid()
        case .function(let names, let body): return .function(names, body)
        case .call(let name, let arguments):
            return call(name, arguments.map { value(of: $0, input, names) }, input, names)
        }
    }

    private mutating func invalid() -> JSONataValue {
        isValid = false
        return .nothing
    }

    // MARK: Paths

    private mutating func path(_ parts: [JSONataNode], _ input: JSONataValue, _ names: Names) -> JSONataValue {
        var current = [input]
        for part in parts {
            var next: [JSONataValue] = []
            for item in current.flatMap(\.items) where isValid { next += value(of: part, item, names).items }
            current = next
        }
        return .sequence(current)
    }

    private mutating func filtered(_ value: JSONataValue, _ condition: JSONataNode, _ names: Names) -> JSONataValue {
        let items = value.items
        if case .number(let number) = condition {
            guard abs(number) < 1e9 else { return .nothing }
            let index = number < 0 ? items.count + Int(number.rounded(.down)) : Int(number)
            return items.indices.contains(index) ? items[index] : .nothing
        }
        return .sequence(items.filter { self.value(of: condition, $0, names).isTrue })
    }

    private mutating func descendants(of value: JSONataValue) -> [JSONataValue] {
        var found: [JSONataValue] = []
        var open = value.items
        while let next = open.popLast() {
            steps += 1
            guard steps < Self.maximumSteps else {
                isValid = false
                return []
            }
            found.append(next)
            open += next.members.flatMap { $0.value.items }.reversed()
        }
        return found
    }

    // MARK: Operators

    private mutating func binary(
        _ sign: String, _ left: JSONataNode, _ right: JSONataNode, _ input: JSONataValue, _ names: Names
    ) -> JSONataValue {
        let first = value(of: left, input, names)
        if sign == "and", !first.isTrue { return .flag(false) }
        if sign == "or", first.isTrue { return .flag(true) }
        let second = value(of: right, input, names)
        switch sign {
        case "and", "or": return .flag(second.isTrue)
        case "=": return .flag(first.string != nil && first.string == second.string)
        case "!=": return .flag(first.string != second.string)
        case "in": return .flag(second.items.contains { $0.string != nil && $0.string == first.string })
        case "&": return joined([first, second])
        default:
            guard let a = first.string.flatMap(Double.init), let b = second.string.flatMap(Double.init) else {
                return .nothing
            }
            switch sign {
            case "<": return .flag(a < b)
            case ">": return .flag(a > b)
            case "<=": return .flag(a <= b)
            case ">=": return .flag(a >= b)
            case "+": return .number(a + b)
            case "-": return .number(a - b)
            case "*": return .number(a * b)
            default: return invalid()
            }
        }
    }

    /// Texts one behind the other; one that is joined with nothing keeps its place.
    private func joined(_ values: [JSONataValue]) -> JSONataValue {
        let scalars = values.compactMap(\.scalar).filter { !$0.text.isEmpty }
        return scalars.count == 1 ? .text(scalars[0]) : .made(scalars.map(\.text).joined())
    }

    // MARK: Functions

    private mutating func call(
        _ name: String, _ given: [JSONataValue], _ input: JSONataValue, _ names: Names
    ) -> JSONataValue {
        // Most functions of texts take the context when their first argument is missing.
        let isShort = ["trim", "lowercase", "uppercase", "string", "length", "number"].contains(name) && given.isEmpty
        let values = isShort ? [input] : given
        func text(_ index: Int) -> YAMLScalar? { index < values.count ? values[index].scalar : nil }
        switch name {
        case "exists":
            guard let first = values.first else { return invalid() }
            if case .nothing = first { return .flag(false) }
            return .flag(true)
        case "not": return .flag(values.first?.isTrue != true)
        case "count": return .number(Double(values.first?.items.count ?? 0))
        case "string": return text(0).map { .text($0) } ?? .nothing
        case "number": return text(0).flatMap { Double($0.text) }.map { .number($0) } ?? .nothing
        case "length": return text(0).map { .number(Double($0.text.count)) } ?? .nothing
        case "lowercase": return text(0).map { .made($0.text.lowercased()) } ?? .nothing
        case "uppercase": return text(0).map { .made($0.text.uppercased()) } ?? .nothing
        case "keys": return .sequence((values.first?.items ?? []).flatMap(\.members).map { .made($0.key) })
        case "lookup": return .sequence(text(1).map { values[0].field($0.text) } ?? [])
        case "each", "map", "filter": return applied(name, values, names)
        case "join":
            return .made((values.first?.items ?? []).compactMap(\.string).joined(separator: text(1)?.text ?? ""))
        case "match", "contains":
            guard let subject = text(0) else { return .nothing }
            return .flag(finds(values.count > 1 ? values[1] : .nothing, in: subject.text))
        case "replace":
            guard let subject = text(0), values.count > 2, let other = text(2) else { return .nothing }
            return replaced(subject.text, values[1], other.text)
        case "trim", "split", "substring", "substringBefore", "substringAfter":
            return text(0).map { piece(name, $0, values) } ?? .nothing
        default: return invalid()
        }
    }

    private mutating func applied(_ name: String, _ values: [JSONataValue], _ names: Names) -> JSONataValue {
        guard let first = values.first, values.count == 2, case .function(let parameters, let body) = values[1] else {
            return invalid()
        }
        let members = first.members
        let items: [(value: JSONataValue, key: JSONataValue)] =
            name == "each" && !members.isEmpty
            ? members.map { ($0.value, .made($0.key)) }
            : first.items.enumerated().map { ($1, .number(Double($0))) }
        return .sequence(
            items.flatMap { item -> [JSONataValue] in
                var inner = names
                for (parameter, value) in zip(parameters, [item.value, item.key]) { inner[parameter] = value }
                let result = value(of: body, item.value, inner)
                return name == "filter" ? (result.isTrue ? [item.value] : []) : result.items
            })
    }

    private mutating func finds(_ what: JSONataValue, in text: String) -> Bool {
        if case .regex(let pattern, let ignoresCase) = what {
            guard let expression = try? Pattern(pattern, ignoringCase: ignoresCase) else {
                isValid = false
                return false
            }
            return expression.matches(text)
        }
        return what.string.map { $0.isEmpty || text.contains($0) } ?? false
    }

    private mutating func replaced(_ text: String, _ what: JSONataValue, _ other: String) -> JSONataValue {
        if case .regex(let pattern, let ignoresCase) = what {
            let flagged = ignoresCase ? "(?i)" + pattern : pattern
            return Pattern.replacing(flagged, with: other, in: text).map { .made($0) } ?? invalid()
        }
        guard let what = what.string, !what.isEmpty else { return .made(text) }
        return .made(text.replacing(what, with: other))
    }

    /// Parts of a text keep their place.
    private mutating func piece(_ name: String, _ subject: YAMLScalar, _ values: [JSONataValue]) -> JSONataValue {
        let bytes = Array(subject.text.utf8)
        func part(_ range: Range<Int>) -> JSONataValue { .text(subject.part(range)) }
        if name == "trim" {
            let first = bytes.firstIndex { !ByteText.isSpace($0) } ?? bytes.count
            let last = bytes.lastIndex { !ByteText.isSpace($0) } ?? first - 1
            return part(first..<max(first, last + 1))
        }
        if name == "substring" {
            guard values.count > 1, let start = values[1].string.flatMap({ Int($0) }) else { return invalid() }
            let from = min(max(0, start < 0 ? bytes.count + start : start), bytes.count)
            let length = values.count > 2 ? max(0, values[2].string.flatMap { Int($0) } ?? 0) : bytes.count
            return part(from..<min(bytes.count, from + min(length, bytes.count)))
        }
        guard values.count > 1, let mark = values[1].string.map({ Array($0.utf8) }), !mark.isEmpty else {
            return invalid()
        }
        var ranges: [Range<Int>] = []
        var (start, offset) = (0, 0)
        while offset + mark.count <= bytes.count {
            if bytes[offset..<(offset + mark.count)].elementsEqual(mark) {
                ranges.append(start..<offset)
                start = offset + mark.count
                offset = start
            } else {
                offset += 1
            }
        }
        switch name {
        case "split": return .list((ranges + [start..<bytes.count]).map(part))
        case "substringBefore": return ranges.first.map(part) ?? .text(subject)
        default: return ranges.first.map { part(($0.upperBound + mark.count)..<bytes.count) } ?? .text(subject)
        }
    }
}
