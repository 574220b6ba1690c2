/// A word, number or hash of a container tag.
struct DockerToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case number, word
        /// A word with digits that mean no version, such as `amd64`.
        case opaque
        /// A commit or content hash.
        case hash
    }

    var kind: Kind
    /// The bytes between the token before and this one: `-`, `.`, `_`, `+`, or nothing.
    var separator: String
    var text: String

    /// The text in lower case.
    var word: String { text.lowercased() }
    var number: WholeNumber { WholeNumber(text.utf8) ?? .zero }
    var isAttached: Bool { separator.isEmpty }
    /// Whether the digits may be a short commit that happens to have no letter: seven to nine, and no date.
    var mayBeHash: Bool { (7...9).contains(text.utf8.count) && DockerCore.shape(of: self) == .plain }
}

/// Cuts a tag into tokens, and gives the separators behind the last one; nil when a byte cannot be in a tag.
func dockerTokens(of tag: String) -> (tokens: [DockerToken], rest: String)? {
    var scanner = DockerScanner(bytes: Array(tag.utf8))
    var tokens: [DockerToken] = []
    while true {
        let separator = scanner.takeSeparators()
        guard !scanner.isAtEnd else { return (tokens, separator) }
        guard let (kind, text) = scanner.takeToken(isBoundary: tokens.isEmpty || !separator.isEmpty) else { return nil }
        let isHash =
            kind == .number && text.utf8.count >= 7 && !separator.isEmpty
            && tokens.last.map { DockerWords.hashes.contains($0.word) } == true
        tokens.append(DockerToken(kind: isHash ? .hash : kind, separator: separator, text: text))
    }
}

private struct DockerScanner {
    let bytes: [UInt8]
    var position = 0

    var isAtEnd: Bool { position >= bytes.count }

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func takeSeparators() -> String {
        take(upTo: run(from: position, while: Self.isSeparator))
    }

    mutating func takeToken(isBoundary: Bool) -> (DockerToken.Kind, String)? {
        if isBoundary {
            if let end = hashEnd() ?? splitHashEnd() { return (.hash, take(upTo: end)) }
            if let end = wordEnd(DockerWords.opaque, mayEndAtDigit: false) { return (.opaque, take(upTo: end)) }
            if let end = wordEnd(DockerWords.mixed, mayEndAtDigit: true) { return (.word, take(upTo: end)) }
        }
        let isNumber = bytes[position].isDigit
        let end = run(from: position) { isNumber ? $0.isDigit : $0.isLetter }
        return end > position ? (isNumber ? .number : .word, take(upTo: end)) : nil
    }

    /// The end of a run of 7 to 64 hexadecimal digits, `g` allowed before them, with letters and digits in it.
    private func hashEnd() -> Int? {
        let hasMark = bytes[position] == UInt8(ascii: "g")
        let start = hasMark ? position + 1 : position
        let end = run(from: start, while: \.isLowerHex)
        guard (7...64).contains(end - start), isBoundary(end) else { return nil }
        let digits = bytes[start..<end].count(where: \.isDigit)
        return hasMark || (digits > 0 && digits < end - start) ? end : nil
    }

    /// The end of a hash behind `.v` with `_` in it, as Jenkins writes versions: `3261.v9c670a_4748a_9`.
    private func splitHashEnd() -> Int? {
        guard bytes[position] == UInt8(ascii: "v"), position > 0, bytes[position - 1] == UInt8(ascii: ".") else {
            return nil
        }
        let end = run(from: position + 1) { $0.isLowerHex || $0 == UInt8(ascii: "_") }
        let digits = bytes[position + 1..<end].filter(\.isLowerHex)
        let hasBoth = digits.contains(where: \.isDigit) && !digits.allSatisfy(\.isDigit)
        return (10...40).contains(digits.count) && hasBoth && isBoundary(end) ? end : nil
    }

    private func wordEnd(_ words: [String], mayEndAtDigit: Bool) -> Int? {
        for word in words {
            let end = position + word.utf8.count
            if end <= bytes.count, bytes[position..<end].elementsEqual(word.utf8, by: { $0 | 0x20 == $1 | 0x20 }),
                isBoundary(end) || (mayEndAtDigit && bytes[end].isDigit)
            {
                return end
            }
        }
        return nil
    }

    private mutating func take(upTo end: Int) -> String {
        defer { position = end }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    private func run(from start: Int, while test: (UInt8) -> Bool) -> Int {
        var end = start
        while end < bytes.count, test(bytes[end]) { end += 1 }
        return end
    }

    private func isBoundary(_ offset: Int) -> Bool { offset >= bytes.count || Self.isSeparator(bytes[offset]) }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "+")
    }
}
