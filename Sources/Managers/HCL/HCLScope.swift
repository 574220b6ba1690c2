import TextEdits

/// What `var.name` and `local.name` stand for in one file: defaults of variables and local values, each with its place.
struct HCLScope {
    private var values: [String: HCLNode] = [:]

    /// How often values may stand for other values in turn.
    private static let maximumSteps = 4
    /// A longer text is no version, name or address.
    private static let maximumLength = 4096

    init() {}

    /// Takes the variables and locals of a file.
    init(of root: HCLNode) {
        for block in root.children {
            if block.isCalled("variable"), let name = block.labels.first, let value = block["default"] {
                set("var." + name, value, depth: 0)
            } else if block.isCalled("locals") {
                for entry in block.entries { set("local." + entry.key, entry, depth: 0) }
            } else if block.isCalled("data"), let address = block["url"] {
                setRepository(block.labels, address)
            }
        }
    }

    /// Before its version 2, the provider of Helm named repositories in data sources of their own.
    private mutating func setRepository(_ labels: [String], _ address: HCLNode) {
        guard labels.count == 2, labels[0] == "helm_repository" else { return }
        for field in ["metadata[0].name", "metadata.0.name", "name", "url"] {
            set("data.helm_repository.\(labels[1]).\(field)", address, depth: 0)
        }
    }

    private mutating func set(_ name: String, _ value: HCLNode, depth: Int) {
        guard name.utf8.count < 256 else { return }
        if value.kind == .object {
            guard depth < 4 else { return }
            for entry in value.entries { set(name + "." + entry.key, entry, depth: depth + 1) }
        } else {
            values[name] = value
        }
    }

    /// What an attribute says: its text with known names filled in, or the expression as written when it is open.
    func value(of node: HCLNode) -> HCLValue {
        var node = node
        for _ in 0..<Self.maximumSteps {
            guard node.kind == .reference, let next = values[Self.name(of: node)],
                next.range.count <= Self.maximumLength
            else { break }
            node = next
        }
        guard let scalar = HCLText.scalar(of: node) else {
            return HCLValue(scalar: HCLText.verbatim(node), isOpen: true)
        }
        guard node.kind == .string else { return HCLValue(scalar: scalar, isOpen: false) }
        let expanded = expanded(scalar)
        return HCLValue(scalar: expanded, isOpen: HCLValue.hasTemplate(expanded.text))
    }

    /// `local.tags["app"]` is `local.tags.app`.
    private static func name(of node: HCLNode) -> String {
        node.source.replacing("[\"", with: ".").replacing("\"]", with: "")
    }

    private func expanded(_ scalar: YAMLScalar) -> YAMLScalar {
        guard !values.isEmpty else { return scalar }
        var result = scalar
        for _ in 0..<Self.maximumSteps {
            guard result.text.utf8.count <= Self.maximumLength, let next = expandedOnce(result) else { break }
            result = next
        }
        return result
    }

    private func expandedOnce(_ scalar: YAMLScalar) -> YAMLScalar? {
        guard scalar.text.contains(bytes: "${") else { return nil }
        let bytes = Array(scalar.text.utf8)
        var made: [UInt8] = []
        var map = TextMap()
        func copy(_ pieces: [TextMap.Piece], from start: Int) {
            for piece in pieces {
                map.append(inner: made.count + piece.inner - start, outer: piece.outer, count: piece.count)
            }
        }
        var offset = 0
        var isChanged = false
        while offset < bytes.count {
            guard made.count <= Self.maximumLength else { return nil }
            if let (name, end) = Self.interpolation(in: bytes, at: offset), let node = values[name],
                node.range.count <= Self.maximumLength, let value = HCLText.scalar(of: node) ?? reference(node)
            {
                copy(value.map.pieces, from: 0)
                made += Array(value.text.utf8)
                offset = end
                isChanged = true
            } else {
                let end = bytes[(offset + 1)...].firstIndex(of: UInt8(ascii: "$")) ?? bytes.count
                copy(scalar.map.pieces(of: offset..<end), from: offset)
                made += bytes[offset..<end]
                offset = end
            }
        }
        return isChanged ? YAMLScalar(text: String(decoding: made, as: UTF8.self), map: map) : nil
    }

    /// A value that is another name, as an interpolation to be filled in next.
    private func reference(_ node: HCLNode) -> YAMLScalar? {
        guard node.kind == .reference else { return nil }
        return YAMLScalar(text: "${" + node.source + "}", map: TextMap())
    }

    /// The name in `${name}`, and where that ends; nil for anything more than a name.
    private static func interpolation(in bytes: [UInt8], at start: Int) -> (name: String, end: Int)? {
        guard start + 3 < bytes.count, bytes[start] == UInt8(ascii: "$"), bytes[start + 1] == UInt8(ascii: "{"),
            start == 0 || bytes[start - 1] != UInt8(ascii: "$")
        else { return nil }
        let around: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "~")]
        var first = start + 2
        while first < bytes.count, around.contains(bytes[first]) { first += 1 }
        var end = first
        while end < bytes.count, HCLLexer.isNameByte(bytes[end]) || ".[]".utf8.contains(bytes[end]) { end += 1 }
        let name = first..<end
        while end < bytes.count, around.contains(bytes[end]) { end += 1 }
        guard !name.isEmpty, end < bytes.count, bytes[end] == UInt8(ascii: "}") else { return nil }
        return (ByteText.string(bytes, name), end + 1)
    }
}

/// What an attribute says.
struct HCLValue {
    let scalar: YAMLScalar
    /// Whether a part of it is known only when Terraform runs.
    let isOpen: Bool

    var text: String { scalar.text }

    /// Whether a template stands in the text.
    static func hasTemplate(_ text: String) -> Bool { text.contains(bytes: "${") || text.contains(bytes: "%{") }
}
