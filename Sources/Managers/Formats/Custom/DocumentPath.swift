import Patterns

/// A path into a YAML or JSON document: `$.services.api.tag`, `$.images[*].tag`, `$.list[0]['odd name']`.
///
/// A part of JSONPath: names, indices and `*`; no filters, slices or descent. Source: https://www.rfc-editor.org/rfc/rfc9535
struct DocumentPath: Sendable {
    enum Step: Hashable, Sendable {
        case name(String)
        case index(Int)
        case all
    }

    let steps: [Step]

    /// - Throws: ``PatternError`` when the path is not of the part that is understood.
    init(_ text: String) throws(PatternError) {
        var steps: [Step] = []
        var rest = Substring(text)
        if rest.hasPrefix("$") { rest.removeFirst() }
        while let first = rest.first {
            rest.removeFirst()
            if first == "." {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { throw PatternError(message: "the path '\(text)' has an empty part") }
                steps.append(name == "*" ? .all : .name(String(name)))
                rest = rest[name.endIndex...]
            } else if first == "[", let close = rest.firstIndex(of: "]") {
                let inside = rest[..<close]
                rest = rest[rest.index(after: close)...]
                if inside == "*" {
                    steps.append(.all)
                } else if let index = Int(inside), index >= 0 {
                    steps.append(.index(index))
                } else if inside.count > 2, let quote = inside.first, "'\"".contains(quote), inside.last == quote {
                    steps.append(.name(String(inside.dropFirst().dropLast())))
                } else {
                    throw PatternError(message: "the path '\(text)' uses what is not supported: [\(inside)]")
                }
            } else {
                throw PatternError(message: "the path '\(text)' is none: expected . or [ behind $")
            }
        }
        guard !steps.isEmpty, steps.count <= 50 else {
            throw PatternError(message: "the path '\(text)' must have 1 to 50 parts")
        }
        self.steps = steps
    }

    /// The nodes that the path leads to, at most `limit` of them at any step.
    func nodes(from root: YAMLNode, limit: Int = 10_000) -> [YAMLNode] {
        steps.reduce([root]) { nodes, step in
            Array(nodes.lazy.flatMap { Self.below($0, step) }.prefix(limit))
        }
    }

    private static func below(_ node: YAMLNode, _ step: Step) -> [YAMLNode] {
        switch step {
        case .all: return node.isSequence ? node.items : node.entries.map(\.value)
        case .index(let index):
            let items = node.items
            return index < items.count ? [items[index]] : []
        case .name(let name): return node.entries.first { $0.key.text == name }.map { [$0.value] } ?? []
        }
    }
}
