import Domain

/// Reads the text of one Dockerfile, instruction by instruction.
final class DockerfileReader {
    private let pins: PinBuilder
    private let text: YAMLScalar
    private let bytes: [UInt8]
    private var escape = UInt8(ascii: "\\")
    private var stages: Set<String> = []
    /// Defaults of the `ARG`s before the first `FROM`; the only ones that `FROM` sees.
    private var arguments = VariableScope()
    private var isBeforeFirstInstruction = true
    private var isBeforeFirstStage = true
    /// The markers of heredocs whose text comes next.
    private var heredocs: [String] = []

    /// A longer line holds nothing that a person pinned.
    private static let maximumLineLength = 65_536

    init(pins: PinBuilder, text: YAMLScalar) {
        self.pins = pins
        self.text = text
        bytes = Array(text.text.utf8)
    }

    func read() {
        var words: [Range<Int>] = []
        var offset = 0
        while offset < bytes.count {
            let end = ByteText.lineEnd(bytes, from: offset)
            let line = offset..<end
            offset = end + 1
            if readHeredoc(line) { continue }
            let found = self.words(in: line)
            if let first = found.first, bytes[first.lowerBound] == UInt8(ascii: "#") {
                if words.isEmpty { readDirective(line) }
                continue
            }
            // An empty line between continued lines goes on with the instruction; Docker warns only.
            if found.isEmpty, !words.isEmpty { continue }
            words += found
            if let last = words.last, bytes[last.upperBound - 1] == escape, !found.isEmpty {
                words[words.count - 1] = last.lowerBound..<(last.upperBound - 1)
                if words.last?.isEmpty == true { words.removeLast() }
                if words.count < 10_000 { continue }
            }
            readInstruction(words)
            words = []
        }
        readInstruction(words)
    }

    /// Parser directives stand at the top; any instruction or other comment ends them.
    private func readDirective(_ line: Range<Int>) {
        guard isBeforeFirstInstruction, let equals = bytes[line].firstIndex(of: UInt8(ascii: "=")) else { return }
        let key = string(line.lowerBound..<equals).filter { $0 != "#" && !$0.isWhitespace }.lowercased()
        guard let value = words(in: (equals + 1)..<line.upperBound).first else { return }
        if key == "escape", string(value) == "`" { escape = UInt8(ascii: "`") }
        if key == "syntax" { pins.addImage(text.part(value), depType: "syntax") }
    }

    private func readInstruction(_ words: [Range<Int>]) {
        guard let first = words.first else { return }
        isBeforeFirstInstruction = false
        var operands = words.dropFirst()
        var name = string(first).uppercased()
        if name == "ONBUILD", let next = operands.first {
            name = string(next).uppercased()
            operands = operands.dropFirst()
        }
        switch name {
        case "FROM": readFrom(operands)
        case "ARG": if isBeforeFirstStage { operands.forEach(readArgument) }
        case "COPY", "ADD", "RUN":
            for word in operands.prefix(while: { string($0).hasPrefix("--") }) { readOption(word) }
            if name == "ADD" { operands.forEach(readSource) }
            for word in operands { noteHeredoc(word) }
        default: break
        }
    }

    private func readFrom(_ operands: ArraySlice<Range<Int>>) {
        isBeforeFirstStage = false
        let operands = Array(operands.drop { string($0).hasPrefix("--") })
        guard let image = operands.first else { return }
        addReference(image, depType: operands.count > 2 ? "stage" : "final")
        if operands.count >= 3, string(operands[1]).uppercased() == "AS" {
            stages.insert(string(operands[2]).lowercased())
        }
    }

    private func addReference(_ word: Range<Int>, depType: String) {
        let reference = arguments.expanded(unquoted(word))
        guard !reference.text.isEmpty, reference.text.lowercased() != "scratch", Int(reference.text) == nil,
            !stages.contains(reference.text.lowercased()), !isChosenStage(reference.text.lowercased())
        else { return }
        pins.addImage(reference, depType: depType)
    }

    /// Whether a variable chooses among stages, as in `FROM build-$TARGETOS`: what stands around it is part of a stage's name.
    private func isChosenStage(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let dollar = bytes.firstIndex(of: UInt8(ascii: "$")), !text.contains(bytes: "/"),
            !text.contains(bytes: ":"),
            let (_, end) = VariableScope.variable(in: bytes, at: dollar), dollar > 0 || end < bytes.count
        else { return false }
        let head = ByteText.string(bytes, 0..<dollar)
        let tail = ByteText.string(bytes, end..<bytes.count)
        return stages.contains { $0.hasPrefix(head) && $0.hasSuffix(tail) }
    }

    private func readArgument(_ word: Range<Int>) {
        guard let equals = bytes[word].firstIndex(of: UInt8(ascii: "=")), equals > word.lowerBound else { return }
        let value = unquoted((equals + 1)..<word.upperBound)
        if !value.text.isEmpty { arguments.set(string(word.lowerBound..<equals), value) }
    }

    /// `--from=image` and `--mount=type=bind,from=image,...`.
    private func readOption(_ word: Range<Int>) {
        let option = string(word)
        if option.hasPrefix("--from=") {
            addReference((word.lowerBound + 7)..<word.upperBound, depType: "copy")
        } else if option.hasPrefix("--mount=") {
            var start = word.lowerBound + 8
            while start < word.upperBound {
                let end = bytes[start..<word.upperBound].firstIndex(of: UInt8(ascii: ",")) ?? word.upperBound
                if bytes[start..<end].starts(with: "from=".utf8) { addReference((start + 5)..<end, depType: "mount") }
                start = end + 1
            }
        }
    }

    /// A source of `ADD`: `https://host/path.git#v1.2.3:folder`, `git@host:path#v1.2.3`, and files of a release or at a tag.
    private func readSource(_ word: Range<Int>) {
        guard let mark = bytes[word].firstIndex(of: UInt8(ascii: "#")), mark > word.lowerBound else {
            let address = arguments.expanded(unquoted(word))
            if address.text.hasPrefix("https://"), !address.text.contains(bytes: "?") {
                RemoteBase.add(address, pins, depType: "add")
            }
            return
        }
        let address = string(word.lowerBound..<mark)
        guard address.hasSuffix(".git") || address.hasPrefix("git@") else { return }
        let end = bytes[mark..<word.upperBound].firstIndex(of: UInt8(ascii: ":")) ?? word.upperBound
        guard end > mark + 1, let source = GitAddress(address) else { return }
        pins.addRevision(text.part((mark + 1)..<end), of: source, depType: "add")
    }

    // MARK: Heredocs

    /// Takes a line of a heredoc's text; returns whether it was one.
    private func readHeredoc(_ line: Range<Int>) -> Bool {
        guard let marker = heredocs.first else { return false }
        let end = line.upperBound > line.lowerBound && bytes[line.upperBound - 1] == ByteText.carriageReturn ? 1 : 0
        let content = bytes[line.lowerBound..<(line.upperBound - end)].drop { $0 == ByteText.tab }
        if content.elementsEqual(marker.utf8) { heredocs.removeFirst() }
        return true
    }

    /// `<<EOF`, `<<-EOF`, `<<"EOF"`.
    private func noteHeredoc(_ word: Range<Int>) {
        var rest = string(word).drop { $0.isNumber }
        guard rest.hasPrefix("<<"), !rest.hasPrefix("<<<") else { return }
        rest = rest.dropFirst(2)
        if rest.hasPrefix("-") { rest = rest.dropFirst() }
        let marker = rest.filter { $0 != "\"" && $0 != "'" }
        if !marker.isEmpty, marker.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) { heredocs.append(marker) }
    }

    // MARK: Words

    private func words(in line: Range<Int>) -> [Range<Int>] {
        guard line.count <= Self.maximumLineLength else { return [] }
        return bytes[line].split(whereSeparator: ByteText.isSpace).map { $0.startIndex..<$0.endIndex }
    }

    private func unquoted(_ word: Range<Int>) -> YAMLScalar {
        let isQuoted =
            word.count >= 2 && [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[word.lowerBound])
            && bytes[word.upperBound - 1] == bytes[word.lowerBound]
        return text.part(isQuoted ? (word.lowerBound + 1)..<(word.upperBound - 1) : word)
    }

    private func string(_ range: Range<Int>) -> String { ByteText.string(bytes, range) }
}
