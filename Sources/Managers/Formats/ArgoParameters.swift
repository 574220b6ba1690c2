import Domain

/// What the parameters of an ApplicationSet's template stand for: one element of a list generator.
struct ArgoParameters {
    private let element: YAMLNode?
    /// The generator that the element is of.
    private let group: Int
    /// What the other generators know. Without an element (a file fills the template) only names and addresses come from there.
    private let pool: ArgoParameterPool?

    init(_ element: YAMLNode? = nil, group: Int = 0, pool: ArgoParameterPool? = nil) {
        self.element = element
        self.group = group
        self.pool = pool
    }

    /// The key in a text that is nothing but one parameter: `{{version}}`, `{{ .app.version }}`; nil for other texts.
    static func key(in text: String) -> String? {
        let trimmed = text.drop { $0.isWhitespace }
        guard trimmed.hasPrefix("{{") else { return nil }
        let inner = trimmed.dropFirst(2)
        guard let close = inner.firstRange(of: "}}"), inner[close.upperBound...].allSatisfy(\.isWhitespace) else {
            return nil
        }
        var key = withoutFormat(bare(inner[..<close.lowerBound]))
        if key.hasPrefix(".") { key = key.dropFirst() }
        guard !key.isEmpty, key.allSatisfy({ $0.isLetter || $0.isNumber || "._-".contains($0) }) else { return nil }
        return String(key)
    }

    /// An action without blanks and the dashes that take blanks away around it.
    private static func bare(_ action: Substring) -> Substring {
        var rest = action
        if rest.hasPrefix("-") { rest = rest.dropFirst() }
        if rest.hasSuffix("-") { rest = rest.dropLast() }
        rest = rest.drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return rest
    }

    /// An action without the functions at its end that leave a version as it is: `.version | quote`, `.version | toString`.
    private static func withoutFormat(_ action: Substring) -> Substring {
        var rest = action
        while let bar = rest.lastIndex(of: "|") {
            let function = bare(rest[rest.index(after: bar)...])
            guard ["quote", "squote", "toString", "trim"].contains(function) else { break }
            rest = bare(rest[..<bar])
        }
        return rest
    }

    /// The scalar that a field holds, or that its parameter stands for; then with the place of the parameter's value.
    func scalar(of node: YAMLNode) -> YAMLScalar? {
        guard let scalar = node.scalar else { return nil }
        guard let key = Self.key(in: scalar.text), let value = self.scalar(forKey: key) else {
            guard element != nil, scalar.text.contains(bytes: "{{") else { return scalar }
            return YAMLScalar(text: filled(scalar.text), map: TextMap())
        }
        return value
    }

    /// The text of a field with all known parameters filled in.
    func text(of node: YAMLNode) -> String? {
        node.text.map { $0.contains(bytes: "{{") ? filled($0) : $0 }
    }

    func scalar(forKey key: String) -> YAMLScalar? {
        var node = element
        var parts = key.split(separator: ".").map(String.init)
        // List generators put elements of `elementsYaml` and of merges under names of their own.
        if parts.first == "values" || parts.first == "item" || parts.first == "element", node?.entry(parts[0]) == nil {
            parts.removeFirst()
        }
        for part in parts { node = node?.entry(part) }
        return node?.scalar ?? (element == nil ? nil : pool?.scalar(forKey: key, besides: group))
    }

    /// Whether another generator, several of whose elements differ, fills a field: then they are the ones to report it.
    func isOfOthers(_ node: YAMLNode) -> Bool {
        guard element != nil, let key = node.text.flatMap({ Self.key(in: $0) }), scalar(forKey: key) == nil else {
            return false
        }
        return pool?.knows(key, besides: group) == true
    }

    /// The key of a field that is nothing but a parameter which is not known here.
    func openKey(of node: YAMLNode) -> String? {
        guard let key = node.text.flatMap({ Self.key(in: $0) }), scalar(forKey: key) == nil else { return nil }
        return key
    }

    private func filled(_ text: String) -> String {
        Self.fill(text) { (scalar(forKey: $0) ?? pool?.scalar(forKey: $0, besides: group))?.text }
    }

    /// Replaces each `{{key}}` that `value` knows.
    static func fill(_ text: String, _ value: (String) -> String?) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            let action = rest[open.lowerBound..<close.upperBound]
            result += rest[..<open.lowerBound]
            result += key(in: String(action)).flatMap(value) ?? String(action)
            rest = rest[close.upperBound...]
        }
        return result + rest
    }
}

/// A field of a template that a parameter fills: what its value would pin.
struct ArgoParameterUse {
    enum Kind: String { case chart, git, image }

    var key: String
    var kind: Kind
    var name: String
    var address: String
}

extension YAMLNode {
    /// The value of a key that is only known at run time.
    func entry(_ key: String) -> YAMLNode? {
        var found: YAMLNode?
        for entry in entries where entry.key.text == key { found = entry.value.resolved }
        return found
    }
}
