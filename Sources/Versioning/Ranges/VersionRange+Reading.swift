extension VersionRange {
    /// Reads a range of `dialect`; nil when it is none. At most four times the length of a version is read.
    init?(_ text: String, dialect: RangeDialect) {
        let bytes = Array(text.utf8.prefix(maximumVersionLength * 4 + 1))
        guard bytes.count <= maximumVersionLength * 4 else { return nil }
        var reader = RangeReader(bytes: bytes, dialect: dialect)
        guard let groups = reader.readGroups() else { return nil }
        self.dialect = dialect
        self.text = bytes
        self.groups = groups
    }
}

private struct RangeReader {
    let bytes: [UInt8]
    let dialect: RangeDialect
    var position = 0

    init(bytes: [UInt8], dialect: RangeDialect) {
        self.bytes = bytes
        self.dialect = dialect
    }

    mutating func readGroups() -> [VersionRange.Group]? {
        var groups: [VersionRange.Group] = []
        repeat {
            guard let group = readGroup() else { return nil }
            groups.append(group)
        } while take("||")
        return position == bytes.count ? groups : nil
    }

    private mutating func readGroup() -> VersionRange.Group? {
        skipBlanks()
        let start = position
        var terms: [VersionRange.Term] = []
        var end = position
        while position < bytes.count, !isNext("||") {
            guard let term = readTerm() else { return nil }
            terms.append(term)
            end = position
            if let last = readHyphenEnd() {
                guard term.comparison == .equal, bytes[start..<term.span.lowerBound].last != UInt8(ascii: "=") else {
                    return nil
                }
                terms[terms.count - 1].comparison = .greaterOrEqual
                terms.append(last)
                end = position
            }
            guard skipSeparator() else { return nil }
        }
        return terms.isEmpty ? nil : VersionRange.Group(terms: terms, span: start..<end)
    }

    private mutating func readTerm() -> VersionRange.Term? {
        guard let comparison = readComparison() else { return nil }
        skipBlanks()
        guard let (parts, span) = readVersion() else { return nil }
        return VersionRange.Term(comparison, parts, span)
    }

    /// The ` - 2.0` of `1.0 - 2.0`.
    private mutating func readHyphenEnd() -> VersionRange.Term? {
        guard dialect == .helm, isBlank(position) else { return nil }
        let start = position
        skipBlanks()
        if take("-"), isBlank(position) {
            skipBlanks()
            if let (parts, span) = readVersion() {
                return VersionRange.Term(.lessOrEqual, parts, span)
            }
        }
        position = start
        return nil
    }

    private mutating func readComparison() -> VersionRange.Comparison? {
        let known: [(String, VersionRange.Comparison, RangeDialect?)] = [
            (">=", .greaterOrEqual, nil), ("=>", .greaterOrEqual, .helm), ("<=", .lessOrEqual, nil),
            ("=<", .lessOrEqual, .helm), ("!=", .notEqual, nil), ("~>", .tilde, nil), ("=", .equal, nil),
            (">", .greater, nil), ("<", .less, nil), ("~", .tilde, .helm), ("^", .caret, .helm),
        ]
        for (text, comparison, only) in known where only == nil || only == dialect {
            if take(text) { return comparison }
        }
        return .equal
    }

    private mutating func readVersion() -> (VersionParts, Range<Int>)? {
        let start = position
        while position < bytes.count, isVersionByte(bytes[position]) { position += 1 }
        guard let parts = VersionParts(String(decoding: bytes[start..<position], as: UTF8.self)) else { return nil }
        return dialect == .hashicorp && !parts.wildcard.isEmpty ? nil : (parts, start..<position)
    }

    /// Skips what stands between two terms; false when they are not parted as the dialect wants it.
    private mutating func skipSeparator() -> Bool {
        let start = position
        skipBlanks()
        let hasComma = take(",")
        skipBlanks()
        if position == bytes.count || isNext("||") { return !hasComma }
        return hasComma || (dialect == .helm && position > start)
    }

    private func isVersionByte(_ byte: UInt8) -> Bool {
        byte.isDigit || byte.isLetter || [".", "*", "+", "-"].contains { UInt8(ascii: $0) == byte }
    }

    private func isBlank(_ offset: Int) -> Bool {
        offset < bytes.count && (bytes[offset] == UInt8(ascii: " ") || bytes[offset] == UInt8(ascii: "\t"))
    }

    private mutating func skipBlanks() {
        while isBlank(position) { position += 1 }
    }

    private func isNext(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private mutating func take(_ text: String) -> Bool {
        guard isNext(text), dialect == .helm || text != "||" else { return false }
        position += text.utf8.count
        return true
    }
}
