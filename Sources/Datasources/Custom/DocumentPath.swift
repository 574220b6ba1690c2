import Domain

/// A JSONPath, as far as lists of versions need it: `$`, `.name`, `['name']`, `[0]`, `[-1]`, `[*]`, `.*` and `..name`.
///
/// Filters and scripts are not supported. Source: RFC 9535.
struct DocumentPath: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case name(String)
        case index(Int)
        case all
        /// The name anywhere below.
        case anywhere(String)
    }

    let steps: [Step]

    /// - Throws: ``LookupError`` `.unsupported` when `text` is something else.
    init(_ text: String) throws {
        var rest = Substring(text)
        if rest.first == "$" { rest.removeFirst() }
        var steps: [Step] = []
        while !rest.isEmpty {
            guard let step = Self.step(&rest, isFirst: steps.isEmpty) else {
                throw LookupError(
                    .unsupported,
                    "the path \(text) is not understood; write names, [numbers], [*] and ..name: $.data[*].version")
            }
            steps.append(step)
        }
        self.steps = steps
    }

    /// All values that the path leads to, in the order of the document.
    func values(in document: DocumentValue) -> [DocumentValue] {
        steps.reduce([document]) { values, step in values.flatMap { Self.follow(step, $0) } }
    }

    private static func follow(_ step: Step, _ value: DocumentValue) -> [DocumentValue] {
        switch (step, value) {
        case (.name(let name), _): return value[name].map { [$0] } ?? []
        case (.index(let index), .list(let items)):
            let position = index < 0 ? items.count + index : index
            return items.indices.contains(position) ? [items[position]] : []
        case (.all, .list(let items)): return items
        case (.all, .map(let members)): return members.map(\.value)
        case (.anywhere(let name), _): return below(value, name)
        default: return []
        }
    }

    private static func below(_ value: DocumentValue, _ name: String) -> [DocumentValue] {
        switch value {
        case .scalar: []
        case .list(let items): items.flatMap { below($0, name) }
        case .map(let members): members.flatMap { ($0.key == name ? [$0.value] : []) + below($0.value, name) }
        }
    }

    private static func step(_ rest: inout Substring, isFirst: Bool) -> Step? {
        if rest.hasPrefix("..") {
            rest.removeFirst(2)
            return name(&rest).map(Step.anywhere)
        }
        if rest.first == "[" { return bracket(&rest) }
        if rest.first == "." { rest.removeFirst() } else if !isFirst { return nil }
        if rest.first == "*" {
            rest.removeFirst()
            return .all
        }
        return name(&rest).map(Step.name)
    }

    private static func name(_ rest: inout Substring) -> String? {
        let name = rest.prefix { $0 != "." && $0 != "[" && $0 != "]" && $0 != "*" && $0 != "(" }
        rest = rest[name.endIndex...]
        return name.isEmpty ? nil : String(name)
    }

    private static func bracket(_ rest: inout Substring) -> Step? {
        rest.removeFirst()
        if let quote = rest.first, quote == "'" || quote == "\"" {
            rest.removeFirst()
            guard let end = rest.firstIndex(of: quote) else { return nil }
            let name = String(rest[..<end])
            rest = rest[rest.index(after: end)...]
            guard rest.first == "]" else { return nil }
            rest.removeFirst()
            return .name(name)
        }
        guard let end = rest.firstIndex(of: "]") else { return nil }
        let inner = rest[..<end]
        rest = rest[rest.index(after: end)...]
        return inner == "*" ? .all : Int(inner).map(Step.index)
    }
}
