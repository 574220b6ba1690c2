/// Variables and templates in values, which only another program can resolve.
enum VariableText {
    /// Whether `text` holds a variable, a template action or a placeholder: `$X`, `${X}`, `{{ x }}`, `%x%`, `<x>`.
    static func isIn(_ text: some StringProtocol) -> Bool {
        var previous = UInt8(ascii: " ")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "$"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "%"): return true
            default: break
            }
            // `<2.0.0` is a range, `<version>` a placeholder, `<< inputs.version >>` an action of the Flux operator.
            if previous == UInt8(ascii: "<") {
                if byte == previous || (isNameByte(byte) && byte > UInt8(ascii: "9")) { return true }
            }
            previous = byte
        }
        return false
    }

    /// Where the first `${name:-default}` of `bytes` from `start` on stands, and where its default does.
    ///
    /// Understands the operators `:-`, `-`, `:=` and `=` of the shell, which Compose and Flux have taken over.
    /// Sources: https://docs.docker.com/reference/compose-file/interpolation/,
    /// https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
    static func firstDefault(in bytes: [UInt8], from start: Int) -> (whole: Range<Int>, standard: Range<Int>)? {
        var open = start
        while open + 2 < bytes.count {
            guard bytes[open] == UInt8(ascii: "$"), bytes[open + 1] == UInt8(ascii: "{") else {
                open += 1
                continue
            }
            var offset = open + 2
            while offset < bytes.count, isNameByte(bytes[offset]) { offset += 1 }
            if offset < bytes.count, bytes[offset] == UInt8(ascii: ":") { offset += 1 }
            guard offset < bytes.count, bytes[offset] == UInt8(ascii: "-") || bytes[offset] == UInt8(ascii: "="),
                let close = closingBrace(in: bytes, from: offset + 1)
            else {
                open += 2
                continue
            }
            return (open..<(close + 1), (offset + 1)..<close)
        }
        return nil
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func closingBrace(in bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        for offset in start..<max(start, bytes.count) {
            if bytes[offset] == UInt8(ascii: "{") { depth += 1 }
            if bytes[offset] == UInt8(ascii: "}") {
                if depth == 0 { return offset }
                depth -= 1
            }
        }
        return nil
    }
}

extension YAMLScalar {
    /// This text with each `${name:-default}` replaced by its default, which keeps its place in the file.
    var withDefaults: YAMLScalar {
        guard text.utf8.count < 4096, text.contains(bytes: "${") else { return self }
        var result = self
        // Defaults may hold variables with defaults; each round writes out one level.
        for _ in 0..<4 {
            guard let next = result.replacingDefaults() else { break }
            result = next
        }
        return result
    }

    private func replacingDefaults() -> YAMLScalar? {
        let bytes = Array(text.utf8)
        var made: [UInt8] = []
        var inner = TextMap()
        var offset = 0
        func copy(_ range: Range<Int>) {
            inner.append(inner: made.count, outer: range.lowerBound, count: range.count)
            made += bytes[range]
        }
        while let found = VariableText.firstDefault(in: bytes, from: offset) {
            copy(offset..<found.whole.lowerBound)
            copy(found.standard)
            offset = found.whole.upperBound
        }
        guard offset > 0 else { return nil }
        copy(offset..<bytes.count)
        return YAMLScalar(text: String(decoding: made, as: UTF8.self), map: map.composed(with: inner))
    }
}
