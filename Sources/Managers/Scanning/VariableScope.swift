import TextEdits

/// Variables that a file defines itself, each with the place of its value, so that what they pin can be edited there.
struct VariableScope {
    private var values: [String: YAMLScalar] = [:]
    /// How the format writes variables; empty means as the shell does, and as GitLab writes inputs.
    private let brackets: [VariableBrackets]

    /// How often values may hold variables in turn.
    private static let maximumDepth = 4

    init(_ brackets: [VariableBrackets] = []) { self.brackets = brackets }

    var isEmpty: Bool { values.isEmpty }
    var count: Int { values.count }

    mutating func set(_ name: String, _ value: YAMLScalar) { values[name] = value }

    /// The scope with the variables of `inner` in front of these.
    func overlaid(with inner: VariableScope) -> VariableScope {
        var result = self
        result.values.merge(inner.values) { _, new in new }
        return result
    }

    /// `scalar` with its known variables replaced by their values, and the others by their defaults where they have one.
    func expanded(_ scalar: YAMLScalar) -> YAMLScalar {
        guard !values.isEmpty, mayHoldVariable(scalar.text) else { return scalar.withDefaults }
        var result = scalar
        for _ in 0..<Self.maximumDepth {
            guard result.text.utf8.count <= 2048, let next = expandedOnce(result) else { break }
            result = next
        }
        return result.withDefaults
    }

    /// Most texts hold none of the signs that a variable begins with.
    private func mayHoldVariable(_ text: String) -> Bool {
        text.utf8.contains { byte in
            brackets.isEmpty ? byte == UInt8(ascii: "$") : brackets.contains { $0.begins(with: byte) }
        }
    }

    private func expandedOnce(_ scalar: YAMLScalar) -> YAMLScalar? {
        let bytes = Array(scalar.text.utf8)
        var made: [UInt8] = []
        var map = TextMap()
        var offset = 0
        var isChanged = false
        while offset < bytes.count {
            if let (name, end) = variable(in: bytes, at: offset), let value = values[name] {
                for piece in value.map.pieces {
                    map.append(inner: made.count + piece.inner, outer: piece.outer, count: piece.count)
                }
                made += Array(value.text.utf8)
                offset = end
                isChanged = true
            } else {
                if let span = scalar.span(of: offset..<(offset + 1)) {
                    map.append(inner: made.count, outer: span.start, count: 1)
                }
                made.append(bytes[offset])
                offset += 1
            }
        }
        return isChanged ? YAMLScalar(text: String(decoding: made, as: UTF8.self), map: map) : nil
    }

    private func variable(in bytes: [UInt8], at offset: Int) -> (name: String, end: Int)? {
        guard brackets.isEmpty else { return brackets.lazy.compactMap { $0.variable(in: bytes, at: offset) }.first }
        return bytes[offset] == UInt8(ascii: "$") ? Self.variable(in: bytes, at: offset) : nil
    }

    /// GitLab's `$[[ inputs.name ]]`; with functions behind the name it is not the text of the input.
    /// Source: https://docs.gitlab.com/ci/inputs/
    private static let inputs = VariableBrackets("$[[", "]]")

    /// The name of the variable whose `$` stands at `start`, and where it ends: `$NAME`, `${NAME}`, `${NAME:-default}`.
    static func variable(in bytes: [UInt8], at start: Int) -> (name: String, end: Int)? {
        if let input = inputs.variable(in: bytes, at: start) { return input }
        let isBraced = start + 1 < bytes.count && bytes[start + 1] == UInt8(ascii: "{")
        let first = start + (isBraced ? 2 : 1)
        var end = first
        while end < bytes.count, VariableText.isNameByte(bytes[end]) { end += 1 }
        guard end > first else { return nil }
        let name = ByteText.string(bytes, first..<end)
        guard isBraced else { return (name, end) }
        var depth = 1
        while end < bytes.count {
            if bytes[end] == UInt8(ascii: "{") { depth += 1 }
            if bytes[end] == UInt8(ascii: "}") { depth -= 1 }
            end += 1
            if depth == 0 { return (name, end) }
        }
        return nil
    }
}
