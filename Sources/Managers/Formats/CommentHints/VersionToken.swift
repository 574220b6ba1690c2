import Domain
import TextEdits

/// The version, the digest, or both, that a line holds.
struct VersionToken: Hashable {
    /// Several where the same version is written more than once.
    var values: [Range<Int>] = []
    var digest: Range<Int>?
    /// The image name or address in front of the version, where there is one.
    var name: Range<Int>?
    /// Whether the `v` in front of some of the values is no part of them, because another has none.
    var isBare = false

    /// Leaves the `v` of an address such as `download/v1.2.3/x.tgz` alone, where versions are looked up without it.
    func withoutPrefix(_ bytes: [UInt8], _ extractVersion: String?) -> VersionToken {
        guard let extractVersion, ["^v(", "^v?(", "v("].contains(where: extractVersion.hasPrefix) else { return self }
        var token = self
        token.values = values.map { range in
            let isPart = range.lowerBound > 0 && bytes[range.lowerBound - 1] == UInt8(ascii: "/")
            return isPart && bytes[range.lowerBound] == UInt8(ascii: "v") && range.count > 1
                ? range.lowerBound + 1..<range.upperBound : range
        }
        return token
    }
}

/// Finds what a hint speaks of: the version-like part of a line.
///
/// A digest or commit with a version beside it are taken together; else the version that looks most like one counts:
/// one with dots before a bare number, one that is a whole value before a part of an address.
struct VersionLine {
    let bytes: [UInt8]
    let range: Range<Int>
    /// The name that the hint gives; text that only repeats it is no version.
    var name: String?

    private struct Word {
        var range: Range<Int>
        var isQuoted: Bool
    }

    func token() -> VersionToken? {
        let words = words()
        for word in words {
            if let token = reference(word) { return token }
        }
        var best: (score: Int, range: Range<Int>)?
        for word in words {
            for candidate in candidates(in: word) where candidate.score > (best?.score ?? 0) { best = candidate }
        }
        guard let best else { return bareDigest(words) }
        let all = words.flatMap { candidates(in: $0) }.map(\.range)
        if let bare = bothSpellings(of: best.range, all) { return VersionToken(values: bare, isBare: true) }
        let same = all.filter { bytes[$0].elementsEqual(bytes[best.range]) }
        return VersionToken(values: same.isEmpty ? [best.range] : same)
    }

    /// The places of a version that one address holds with and without `v`, as addresses of releases do; all without it.
    private func bothSpellings(of range: Range<Int>, _ all: [Range<Int>]) -> [Range<Int>]? {
        guard bytes[self.range].contains(UInt8(ascii: "/")) else { return nil }
        func bare(_ range: Range<Int>) -> Range<Int> {
            Self.isLetter(bytes[range.lowerBound]) ? range.lowerBound + 1..<range.upperBound : range
        }
        let text = bytes[bare(range)]
        let same = all.filter { bytes[bare($0)].elementsEqual(text) }
        guard same.contains(where: { bare($0) == $0 }), same.contains(where: { bare($0) != $0 }) else { return nil }
        return same.map(bare)
    }

    /// What blanks, quotes, brackets and the signs of assignments divide.
    private func words() -> [Word] {
        var words: [Word] = []
        var start = range.lowerBound
        func close(_ end: Int) {
            if end > start {
                let isQuoted = start > range.lowerBound && (bytes[start - 1] == 0x22 || bytes[start - 1] == 0x27)
                words.append(Word(range: start..<end, isQuoted: isQuoted))
            }
            start = end + 1
        }
        for offset in range where Self.isDivider(bytes[offset]) { close(offset) }
        close(range.upperBound)
        return words
    }

    private static func isDivider(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: ","),
            UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "|"), UInt8(ascii: ";"), 0:
            true
        default: false
        }
    }

    /// Reads `name:tag@sha256:...`, `tag@sha256:...`, and `name@commit`.
    private func reference(_ word: Word) -> VersionToken? {
        guard let at = bytes[word.range].lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let digest = (at + 1)..<word.range.upperBound
        let text = ByteText.string(bytes, digest)
        guard ImageReference.isDigest(text) || GitAddress.isCommit(text) else { return nil }
        var token = VersionToken(digest: digest)
        var start = word.range.lowerBound
        if let equal = bytes[start..<at].lastIndex(of: UInt8(ascii: "=")) { start = equal + 1 }
        let head = start..<at
        let colon = bytes[head].lastIndex(of: UInt8(ascii: ":"))
        if let colon, !bytes[(colon + 1)..<at].contains(UInt8(ascii: "/")) {
            token.name = start..<colon
            if colon + 1 < at { token.values = [(colon + 1)..<at] }
        } else if ImageReference.isDigest(text), !bytes[head].contains(UInt8(ascii: "/")), !head.isEmpty {
            token.values = [head]
        } else {
            token.name = head
            token.values = commentedVersion(behind: word.range.upperBound).map { [$0] } ?? []
        }
        return token
    }

    /// `uses: owner/repository@commit # v1.2.3`.
    private func commentedVersion(behind start: Int) -> Range<Int>? {
        guard let sign = bytes[start..<range.upperBound].firstIndex(of: UInt8(ascii: "#")) else { return nil }
        let rest = VersionLine(bytes: bytes, range: (sign + 1)..<range.upperBound)
        return rest.words().lazy.flatMap { rest.candidates(in: $0) }.first?.range
    }

    /// A commit or checksum alone.
    private func bareDigest(_ words: [Word]) -> VersionToken? {
        for word in words {
            var start = word.range.lowerBound
            while let sign = bytes[start..<word.range.upperBound].firstIndex(where: { $0 == 0x3D || $0 == 0x3F }) {
                start = sign + 1
            }
            let digest = start..<word.range.upperBound
            if Self.isDigest(ByteText.string(bytes, digest)) { return VersionToken(digest: digest) }
        }
        return nil
    }

    private static func isDigest(_ text: String) -> Bool {
        if ImageReference.isDigest(text) || GitAddress.isCommit(text) { return true }
        return text.utf8.count == 64 && text.utf8.allSatisfy { isHex($0) }
    }

    private static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte | 0x20) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    /// Enough for any line that a person wrote, and few enough for one that is meant to be slow.
    private static let candidateLimit = 64

    /// The version-like parts of one word, with how much they look like one.
    private func candidates(in word: Word) -> [(score: Int, range: Range<Int>)] {
        if Self.isDigest(ByteText.string(bytes, word.range)) { return [] }
        var found: [(Int, Range<Int>)] = []
        var offset = word.range.lowerBound
        while offset < word.range.upperBound, found.count < Self.candidateLimit {
            guard let start = versionStart(from: offset, in: word.range) else { break }
            let part = part(around: start, in: word.range)
            var range = version(from: start, in: part, word.range)
            offset = max(range.upperBound, start + 1)
            guard let score = score(range, part: part, word: word) else { continue }
            let isNamed = self.isNamed(part, in: word.range)
            if let epoch = epoch(before: part, in: word.range), range.lowerBound == part.lowerBound {
                range = epoch..<range.upperBound
            }
            found.append((isNamed ? score + 40 : score, range))
        }
        return found
    }

    /// Where the number of `name=1:2.3.4` begins that orders packages of Debian before their version.
    private func epoch(before part: Range<Int>, in word: Range<Int>) -> Int? {
        guard part.lowerBound > word.lowerBound, bytes[part.lowerBound - 1] == UInt8(ascii: ":") else { return nil }
        var start = part.lowerBound - 1
        while start > word.lowerBound, Self.isDigit(bytes[start - 1]) { start -= 1 }
        guard start < part.lowerBound - 1, start > word.lowerBound, bytes[start - 1] == UInt8(ascii: "=") else {
            return nil
        }
        return start
    }

    /// Whether the package that the hint names stands in front of a part: `curl=7.88`, where another package stands beside.
    private func isNamed(_ part: Range<Int>, in word: Range<Int>) -> Bool {
        guard let last = name?.split(separator: "/").last, part.lowerBound > word.lowerBound else { return false }
        let name = bytes[word.lowerBound..<part.lowerBound].prefix {
            $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "@")
        }
        return name.endIndex < part.lowerBound && name.elementsEqual(last.utf8)
    }

    /// The next digit that begins a number, or the `v` before it.
    private func versionStart(from start: Int, in word: Range<Int>) -> Int? {
        var offset = start
        while offset < word.upperBound {
            let previous = offset > word.lowerBound ? bytes[offset - 1] : 0x20
            let isBoundary = !Self.isDigit(previous) && !Self.isLetter(previous) && previous != UInt8(ascii: ".")
            if isBoundary, Self.isDigit(bytes[offset]) { return offset }
            if isBoundary, bytes[offset] | 0x20 == UInt8(ascii: "v"), offset + 1 < word.upperBound,
                Self.isDigit(bytes[offset + 1])
            {
                return offset
            }
            if isBoundary, ByteText.equals(bytes, offset..<min(offset + 8, word.upperBound), "RELEASE.") {
                return offset
            }
            offset += 1
        }
        return nil
    }

    /// The part of a path or assignment that `offset` lies in.
    private func part(around offset: Int, in word: Range<Int>) -> Range<Int> {
        func isEdge(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "@"),
                UInt8(ascii: "#"), UInt8(ascii: ":"), UInt8(ascii: "\\"):
                true
            default: false
            }
        }
        let start = bytes[word.lowerBound..<offset].lastIndex(where: isEdge).map { $0 + 1 } ?? word.lowerBound
        let end = bytes[offset..<word.upperBound].firstIndex(where: isEdge) ?? word.upperBound
        return start..<end
    }

    /// From `start` to the end of its part, when the part is a version as a whole; else numbers, dots and a pre-release only.
    private func version(from start: Int, in part: Range<Int>, _ word: Range<Int>) -> Range<Int> {
        let isAddress = bytes[word].contains(UInt8(ascii: "/"))
        if start == part.lowerBound || isNamePrefix(part.lowerBound..<start),
            !isAddress || part.upperBound < word.upperBound
                || !hasExtension(part)
        {
            var end = part.upperBound
            while end > start, !Self.isDigit(bytes[end - 1]), !Self.isLetter(bytes[end - 1]) { end -= 1 }
            return start..<end
        }
        return start..<core(from: start, to: part.upperBound)
    }

    /// Whether a file name ends in letters behind a dot, such as `.yaml`.
    private func hasExtension(_ part: Range<Int>) -> Bool {
        guard let dot = bytes[part].lastIndex(of: UInt8(ascii: ".")) else { return false }
        return dot + 1 < part.upperBound && bytes[(dot + 1)..<part.upperBound].contains { Self.isLetter($0) }
            && !bytes[(dot + 1)..<part.upperBound].contains { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    }

    /// `chart-` in front of `1.2.3`, where the hint names `chart`.
    private func isNamePrefix(_ prefix: Range<Int>) -> Bool {
        guard let name, let last = name.split(separator: "/").last, prefix.count == last.utf8.count + 1 else {
            return false
        }
        return bytes[prefix.dropLast()].elementsEqual(last.utf8)
    }

    private func core(from start: Int, to limit: Int) -> Int {
        var end = start + (Self.isLetter(bytes[start]) ? 1 : 0)
        func takeNumbers() {
            while end < limit, Self.isDigit(bytes[end]) { end += 1 }
            while end + 1 < limit, bytes[end] == UInt8(ascii: "."), Self.isDigit(bytes[end + 1]) {
                end += 1
                while end < limit, Self.isDigit(bytes[end]) { end += 1 }
            }
        }
        takeNumbers()
        for word: StaticString in ["-rc", "-beta", "-alpha", "-pre", "+k3s", "+rke2r", "-eksbuild"] {
            let tail = end..<min(end + word.utf8CodeUnitCount, limit)
            guard ByteText.equals(bytes, tail, word) else { continue }
            end = tail.upperBound
            if end + 1 < limit, bytes[end] == UInt8(ascii: ".") || bytes[end] == UInt8(ascii: "-"),
                Self.isDigit(bytes[end + 1])
            {
                end += 1
            }
            takeNumbers()
            break
        }
        return end
    }

    /// nil for what is a part of a longer word.
    private func score(_ range: Range<Int>, part: Range<Int>, word: Word) -> Int? {
        guard !range.isEmpty else { return nil }
        if range.upperBound < part.upperBound {
            let next = bytes[range.upperBound]
            if Self.isLetter(next) || Self.isDigit(next) { return nil }
        }
        let dots = bytes[range].count { $0 == UInt8(ascii: ".") }
        var score = 1 + min(dots, 3) * 10
        if Self.isLetter(bytes[range.lowerBound]) { score += 5 }
        if range == part { score += 20 }
        if range == word.range { score += word.isQuoted ? 12 : 8 }
        if range.upperBound == word.range.upperBound { score += 4 }
        // A number alone in the middle of an address is a port or a part of a name.
        if dots == 0, range != part { return nil }
        return score
    }
}
