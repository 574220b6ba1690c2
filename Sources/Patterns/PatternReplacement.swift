extension Pattern {
    /// `text` with every match of `pattern` replaced; nil when the expression cannot be read or takes too long.
    ///
    /// In `replacement`, `$1` and `$<name>` stand for groups, `$&` for the match and `$$` for a dollar; anything else stays.
    /// Source: https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/String/replace
    public static func replacing(_ pattern: String, with replacement: String, in text: String) -> String? {
        guard let expression = try? Pattern(keepingAllGroups: pattern) else { return nil }
        let bytes = Array(text.utf8)
        var budget = 1_000_000
        let found = expression.matches(in: bytes, range: bytes.indices, budget: &budget)
        guard found.isComplete else { return nil }
        var result: [UInt8] = []
        var end = 0
        for match in found.matches where match.range.lowerBound >= end {
            result += bytes[end..<match.range.lowerBound]
            expression.expand(Array(replacement.utf8), match, bytes, into: &result)
            end = match.range.upperBound
        }
        result += bytes[end...]
        return String(decoding: result, as: UTF8.self)
    }

    private func expand(_ template: [UInt8], _ match: PatternMatch, _ bytes: [UInt8], into result: inout [UInt8]) {
        var offset = 0
        while offset < template.count {
            let rest = template[(offset + 1)...]
            guard template[offset] == UInt8(ascii: "$"), let next = rest.first else {
                result.append(template[offset])
                offset += 1
                continue
            }
            let digits = rest.prefix(2).prefix { (0x30...0x39).contains($0) }
            if next == UInt8(ascii: "$") {
                result.append(next)
                offset += 2
            } else if next == UInt8(ascii: "&") {
                result += bytes[match.range]
                offset += 2
            } else if next == UInt8(ascii: "<"), let close = rest.firstIndex(of: UInt8(ascii: ">")) {
                let name = String(decoding: rest[(offset + 2)..<close], as: UTF8.self)
                if let range = match.groups[name] { result += bytes[range] }
                offset = close + 1
            } else if let number = Int(String(decoding: digits, as: UTF8.self)), number > 0 {
                let name = numberOfName.first { $0.value == number }?.key ?? "#\(number)"
                if let range = match.groups[name] { result += bytes[range] }
                offset += 1 + digits.count
            } else {
                result.append(template[offset])
                offset += 1
            }
        }
    }
}
