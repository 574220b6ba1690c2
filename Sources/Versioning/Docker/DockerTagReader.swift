/// Reads a tag from left to right: what stands before the version, the version, and what stands behind it.
struct DockerTagReader {
    private let tokens: [DockerToken]
    private var tag: DockerTag
    /// The index of the token to be read next.
    private var next: Int

    /// What the token before was, which decides what a bare number means.
    private enum Previous {
        case version, preRelease, counter, word
    }
    private var previous = Previous.version

    /// Reads `text`; nil when there is no version in it.
    static func read(_ text: String) -> DockerTag? {
        guard let (tokens, rest) = dockerTokens(of: text), tokens.first?.isAttached == true,
            let core = DockerCore(in: tokens)
        else { return nil }
        var reader = DockerTagReader(tokens: tokens, core: core)
        while reader.next < tokens.count { reader.readNext() }
        reader.tag.lane += rest
        return reader.tag
    }

    private init(tokens: [DockerToken], core: DockerCore) {
        self.tokens = tokens
        next = core.range.upperBound
        tag = DockerTag(shape: core.shape, numbers: core.numbers, spelling: core.spelling, lane: "")
        tag.patch = core.revision
        readPrefix(upTo: core.prefixEnd)
        tag.lane += core.separator + core.pattern
    }

    /// Before the version every word is part of the lane; only the versions of bases and hashes are held open.
    private mutating func readPrefix(upTo end: Int) {
        var index = 0
        while index < end {
            let token = tokens[index]
            if let base = base(at: index, before: end) {
                append(base: base, after: token)
                index = base.upperBound
            } else {
                tag.lane += token.separator + (token.kind == .hash ? "%" : token.text)
                index += 1
            }
        }
    }

    private mutating func readNext() {
        var token = tokens[next]
        // `-rc42.ce.0` becomes `-ce.0` when the pre-release ends, so the dot stands for the dash.
        if previous == .preRelease, token.separator == ".", token.kind != .number { token.separator = "-" }
        switch token.kind {
        case .hash: readHash(token)
        case .number: readNumber(token)
        case .opaque: readWord(token)
        case .word:
            if !readPreRelease(token) && !readRelease(token) && !readBase(token) && !readPatch(token)
                && !readCounter(token)
            {
                readWord(token)
            }
        }
    }

    /// A hash behind a pre-release belongs to it; behind `-N` with a `g` it is what `git describe` writes.
    private mutating func readHash(_ token: DockerToken) {
        next += 1
        if token.text.first == "g", let count = tag.builds.last, previous == .counter, tag.lane.hasSuffix("-#") {
            tag.builds.removeLast()
            tag.lane.removeLast(2)
            tag.ahead = count
        } else if tag.preReleases.isEmpty {
            tag.lane += token.separator + "%"
        }
        previous = .counter
    }

    private mutating func readNumber(_ token: DockerToken) {
        let chain = numberChain(from: next)
        switch previous {
        case .preRelease where tag.preReleases.last?.numbers.isEmpty == true:
            tag.preReleases[tag.preReleases.count - 1].numbers = numbers(in: chain)
            next = chain.upperBound
            return
        case .word where token.text.utf8.count < 8:
            // The number of another thing, such as the Java in `-temurin-17`: its author chose it.
            appendExactly(chain)
            return
        case .word, .version, .counter, .preRelease:
            tag.builds.append(numbers(in: chain))
            tag.lane += token.separator + (chain.count == 1 && token.mayBeHash ? "$" : "#")
        }
        previous = .counter
        next = chain.upperBound
    }

    private mutating func readPreRelease(_ token: DockerToken) -> Bool {
        guard let rank = DockerWords.preReleases[token.word] else { return false }
        // A date has nothing that it could come before: `20240101-nightly` is a lane.
        if case .stamp = tag.shape { return false }
        let hasNumber = following?.kind == .number && following?.isAttached == true
        if DockerWords.needNumber.contains(token.word), !hasNumber && following?.separator != "." { return false }
        if DockerWords.needNumberBefore.contains(token.word), !token.isAttached && token.separator != "." {
            return false
        }
        // Nobody makes a hundred betas: `0b793` counts builds.
        if token.word == "b", following.map({ $0.text.utf8.count > 2 }) == true { return false }
        tag.preReleases.append(.init(rank: rank))
        previous = .preRelease
        next += 1
        return true
    }

    private mutating func readRelease(_ token: DockerToken) -> Bool {
        guard previous == .version, DockerWords.releases.contains(token.word), following?.kind != .number else {
            return false
        }
        next += 1
        return true
    }

    private mutating func readBase(_ token: DockerToken) -> Bool {
        guard let range = base(at: next, before: tokens.count) else { return false }
        append(base: range, after: token)
        previous = .counter
        next = range.upperBound
        return true
    }

    /// `_p1`, `-patch2`, `1.1.1w`: on top of a full version; a rolling tag (`1.25`) has no patches of its own.
    private mutating func readPatch(_ token: DockerToken) -> Bool {
        if isLetterPatch(token) {
            tag.patch = [WholeNumber(UInt64(token.word.utf8.first ?? 0))]
            if tag.numbers.count < 3 {
                tag.builds.append(tag.patch)
                tag.patch = []
                tag.lane += "#"
            }
            next += 1
        } else if DockerWords.patches.contains(token.word), following?.kind == .number, tag.numbers.count >= 3,
            tag.patch.isEmpty
        {
            let chain = numberChain(from: next + 1)
            tag.patch = numbers(in: chain)
            next = chain.upperBound
        } else {
            return false
        }
        previous = .counter
        return true
    }

    private func isLetterPatch(_ token: DockerToken) -> Bool {
        previous == .version && token.isAttached && token.text.utf8.count == 1 && following?.isAttached != true
            && tokens[next - 1].kind == .number
    }

    private mutating func readCounter(_ token: DockerToken) -> Bool {
        guard let number = following, number.kind == .number else { return false }
        let chain = numberChain(from: next + 1)
        // `7.4.0-v3`, `4.6.7_v2.0.11`: of this very version; behind a word it is the version of that.
        let isRevision = token.word == "v" && number.isAttached && previous != .word
        let isKnown =
            DockerWords.counters.contains(token.word) || DockerWords.patches.contains(token.word)
            || token.text == "CU" || isRevision
        guard isKnown || (number.separator == "." && chain.count == 1) else { return false }
        tag.lane += token.separator + token.text + number.separator + "#"
        tag.builds.append(numbers(in: chain))
        previous = .counter
        next = chain.upperBound
        return true
    }

    /// Takes the word and all that is attached to it as it stands.
    private mutating func readWord(_ token: DockerToken) {
        tag.lane += token.separator + token.text
        next += 1
        while let attached = tokens.indices.contains(next) ? tokens[next] : nil, attached.isAttached {
            if attached.kind == .number {
                appendExactly(numberChain(from: next))
            } else {
                tag.lane += attached.text
                next += 1
            }
        }
        previous = token.kind == .opaque ? .counter : .word
    }

    private mutating func appendExactly(_ range: Range<Int>) {
        for token in tokens[range] { tag.lane += token.separator + token.text }
        next = range.upperBound
    }

    private mutating func append(base range: Range<Int>, after word: DockerToken) {
        tag.lane += word.separator + word.text
        for token in tokens[range.dropFirst()] { tag.lane += token.separator + "@" }
        tag.bases.append(numbers(in: range.dropFirst()))
        tag.builds.append(numbers(in: range.dropFirst()))
    }

    /// The word of a system and its version, when these tokens are that.
    private func base(at index: Int, before end: Int) -> Range<Int>? {
        guard index + 1 < end, DockerWords.bases.contains(tokens[index].word), tokens[index + 1].kind == .number,
            tokens[index + 1].separator != "."
        else { return nil }
        return index..<min(end, numberChain(from: index + 1).upperBound)
    }

    private var following: DockerToken? { tokens.indices.contains(next + 1) ? tokens[next + 1] : nil }

    /// A number and those that follow it behind dots.
    private func numberChain(from start: Int) -> Range<Int> { tokens.numberChain(from: start) }

    private func numbers(in range: Range<Int>) -> [WholeNumber] { tokens[range].map(\.number) }
}

extension [DockerToken] {
    /// The range of the number at `start` and of those that follow it behind dots.
    func numberChain(from start: Int) -> Range<Int> {
        var end = Swift.min(start + 1, count)
        while end < count, self[end].kind == .number, self[end].separator == "." { end += 1 }
        return Swift.min(start, count)..<end
    }
}
