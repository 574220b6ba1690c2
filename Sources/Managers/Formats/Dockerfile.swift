public import Domain
import Foundation
import TextEdits

/// Images of Dockerfiles.
///
/// **Files**: `Dockerfile`, `Containerfile`, and these words with something before or behind a dot, dash or underscore.
///
/// **Fields**: `FROM`, `COPY --from=`, `ADD --from=`, `RUN --mount=...from=`, the `# syntax=` line. A stage or `scratch` is no image. `ARG`
/// defaults that `FROM` uses are pins where the whole reference, or its tag, is one variable.
///
/// **Skipped, with a reason**: images without tag and digest (`unspecified-version`), variables without a usable default
/// (`contains-variable`). Source: https://docs.docker.com/reference/dockerfile/.
public struct Dockerfile: Manager {
    public static let id: ManagerID = "dockerfile"
    public static let summary = "FROM, COPY --from and ARG of Dockerfiles"
    public static let filePatterns = [
        "**/{Dockerfile,Containerfile}", "**/{Dockerfile,Containerfile}[-._]*", "**/*[-._]{Dockerfile,Containerfile,dockerfile}",
        "**/dockerfile",
    ]
    public static let datasources: [DatasourceID] = ["docker"]
    private static let globs = filePatterns.map { Glob($0) }

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        Self.globs.contains { $0.matches(file.path) }
    }

    public func extract(from file: SourceFile) -> Extraction {
        var reader = DockerfileReader(file)
        return reader.read()
    }
}

/// Reads one Dockerfile, instruction by instruction.
private struct DockerfileReader {
    private var pins: PinBuilder
    private let bytes: [UInt8]
    private let lines: LineIndex
    private var stages: Set<String> = []
    /// Defaults of `ARG`s before the first `FROM`, with the place of the text.
    private var arguments: [String: ByteSpan] = [:]
    private var heredoc: String?

    init(_ file: SourceFile) {
        pins = PinBuilder(file, Dockerfile.id)
        bytes = file.bytes
        lines = LineIndex(file.bytes)
    }

    mutating func read() -> Extraction {
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            readLine(start..<end)
            start = end + 1
        }
        return pins.extraction
    }

    private mutating func readLine(_ range: Range<Int>) {
        guard range.count < 20_000 else { return }
        let words = words(in: range)
        guard let first = words.first else { return }
        if let marker = heredoc {
            if words.count == 1, text(first) == marker { heredoc = nil }
            return
        }
        let instruction = text(first)
        if instruction.hasPrefix("#") { return readSyntax(range, words) }
        switch instruction.uppercased() {
        case "FROM": readFrom(Array(words.dropFirst()))
        case "ARG": for word in words.dropFirst() { readArgument(word) }
        case "COPY", "ADD", "RUN":
            for word in words.dropFirst() { readOption(word) }
            noteHeredoc(words)
        default: break
        }
    }

    /// `# syntax=docker/dockerfile:1.7` counts before the first instruction only.
    private mutating func readSyntax(_ range: Range<Int>, _ words: [ByteSpan]) {
        guard stages.isEmpty, let equals = bytes[range].firstIndex(of: UInt8(ascii: "=")) else { return }
        let key = String(decoding: bytes[range.lowerBound..<equals], as: UTF8.self)
            .filter { $0 != "#" && !$0.isWhitespace }
        guard key == "syntax", let value = self.words(in: equals + 1..<range.upperBound).first else { return }
        addImage(value, depType: "syntax")
    }

    private mutating func readFrom(_ words: [ByteSpan]) {
        let operands = words.drop { text($0).hasPrefix("--") }
        guard let image = operands.first else { return }
        addReference(image, depType: operands.count > 2 ? "stage" : "final")
        if operands.count >= 3, let name = operands.dropFirst(2).first, text(operands[operands.startIndex + 1]).uppercased() == "AS" {
            stages.insert(text(name).lowercased())
        }
    }

    private mutating func addReference(_ span: ByteSpan, depType: String) {
        let reference = text(span)
        guard reference != "scratch", !stages.contains(reference.lowercased()), Int(reference) == nil else { return }
        guard reference.contains("$") else { return addImage(span, depType: depType) }
        addVariable(reference, span, depType)
    }

    /// `${IMAGE}` stands for the whole reference, `name:${TAG}` for its tag.
    private mutating func addVariable(_ reference: String, _ span: ByteSpan, _ depType: String) {
        if let name = variable(reference), let value = arguments[name] {
            return addImage(value, depType: depType)
        }
        if let colon = reference.lastIndex(of: ":"), let name = variable(String(reference[reference.index(after: colon)...])),
            let value = arguments[name], !reference[..<colon].contains("$")
        {
            let image = String(reference[..<colon])
            let tag = text(value)
            let line = lines.line(at: value.start)
            guard ImageReference(image + ":" + tag) != nil else { return }
            pins.add(
                Dependency(
                    file: pins.file.path, line: line, manager: Dockerfile.id, depName: image, datasource: "docker",
                    versioning: "docker", currentValue: tag, depType: depType, spans: [DependencySpan(.value, value)]))
            return
        }
        pins.addImage(reference, at: span, line: lines.line(at: span.start), depType: depType)
    }

    /// The name in `$NAME` or `${NAME}`; nil for anything else.
    private func variable(_ text: String) -> String? {
        guard text.hasPrefix("$") else { return nil }
        var name = text.dropFirst()
        if name.hasPrefix("{"), name.hasSuffix("}") { name = name.dropFirst().dropLast() }
        return !name.isEmpty && name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) ? String(name) : nil
    }

    private mutating func readArgument(_ word: ByteSpan) {
        guard let equals = bytes[word.range].firstIndex(of: UInt8(ascii: "=")), equals > word.start else { return }
        let name = String(decoding: bytes[word.start..<equals], as: UTF8.self)
        var value = ByteSpan(start: equals + 1, end: word.end)
        if value.count >= 2, let quote = bytes[value.range].first, [0x22, 0x27].contains(quote), bytes[value.end - 1] == quote {
            value = ByteSpan(start: value.start + 1, end: value.end - 1)
        }
        if value.count > 0 { arguments[name] = value }
    }

    /// `--from=image` and `--mount=type=bind,from=image,...`.
    private mutating func readOption(_ word: ByteSpan) {
        let option = text(word)
        if option.hasPrefix("--from=") {
            addReference(ByteSpan(start: word.start + 7, end: word.end), depType: "copy")
        } else if option.hasPrefix("--mount="), let from = option.range(of: "from=") {
            let start = word.start + option.utf8.distance(from: option.utf8.startIndex, to: from.upperBound)
            let end = bytes[start..<word.end].firstIndex(of: UInt8(ascii: ",")) ?? word.end
            if start < end { addReference(ByteSpan(start: start, end: end), depType: "mount") }
        }
    }

    private mutating func noteHeredoc(_ words: [ByteSpan]) {
        for word in words {
            let text = text(word)
            guard let mark = text.range(of: "<<") else { continue }
            let name = text[mark.upperBound...].filter { $0.isLetter || $0.isNumber || $0 == "_" }
            if !name.isEmpty { heredoc = name }
        }
    }

    private mutating func addImage(_ span: ByteSpan, depType: String) {
        pins.addImage(text(span), at: span, line: lines.line(at: span.start), depType: depType)
    }

    private func text(_ span: ByteSpan) -> String { String(decoding: bytes[span.range], as: UTF8.self) }

    /// The words of a line, split at blanks.
    private func words(in range: Range<Int>) -> [ByteSpan] {
        bytes[range].split { [0x20, 0x09, 0x0D].contains($0) }.map { ByteSpan($0.startIndex..<$0.endIndex) }
    }
}
