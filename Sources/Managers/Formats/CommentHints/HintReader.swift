import Domain
import TextEdits

/// Reads the hints of one file, each with the version that it speaks of.
struct HintReader {
    let pins: PinBuilder
    private(set) var diagnostics: [Diagnostic] = []

    /// How many lines behind a hint are looked at.
    private static let reach = 6
    private static let maximumDiagnostics = 20

    private var bytes: [UInt8] { pins.file.bytes }

    init(pins: PinBuilder) { self.pins = pins }

    /// Reads all hints that begin with `word`: `renovate:`, or `renovate datasource=`.
    mutating func read(_ word: StaticString, rare: Int) {
        let bytes = bytes
        var offset = 0
        while let found = ByteText.firstIndex(of: word, in: bytes, from: offset, rare: rare) {
            let end = found + word.utf8CodeUnitCount
            offset = end
            guard let start = Self.fieldStart(bytes, behind: end) else { continue }
            let line = Self.line(bytes, around: found)
            offset = line.upperBound
            if line.count <= HintComment.maximumLineLength,
                let hint = HintComment(bytes, line: line, word: found, end: start),
                !isMarkdown || ByteText.equals(bytes, hint.range.prefix(4), "<!--")
            {
                read(hint)
            }
        }
    }

    private static func fieldStart(_ bytes: [UInt8], behind end: Int) -> Int? {
        guard end < bytes.count else { return nil }
        if bytes[end] == UInt8(ascii: ":") { return end + 1 }
        let next = (end + 1)..<min(end + 12, bytes.count)
        return bytes[end] == 0x20 && ByteText.equals(bytes, next, "datasource=") ? end + 1 : nil
    }

    /// In pages for people, hints of other forms are examples.
    private var isMarkdown: Bool { [".md", ".mdx", ".markdown"].contains(where: pins.file.traits.name.hasSuffix) }

    private static func line(_ bytes: [UInt8], around offset: Int) -> Range<Int> {
        let limit = max(0, offset - HintComment.maximumLineLength)
        var start = offset
        while start > limit, bytes[start - 1] != ByteText.lineFeed { start -= 1 }
        var end = offset
        while end < bytes.count, bytes[end] != ByteText.lineFeed { end += 1 }
        return start..<end
    }

    private mutating func read(_ hint: HintComment) {
        guard let subject = subject(of: hint) else { return }
        guard let token = token(for: hint, subject.depName) else {
            return warn(hint, "this hint for \(subject.depName) leads to no version; put it above or behind one")
        }
        add(token, hint, subject)
    }

    private mutating func warn(_ hint: HintComment, _ message: String) {
        guard diagnostics.count < Self.maximumDiagnostics else { return }
        let line = pins.file.line(at: hint.range.lowerBound)
        diagnostics.append(Diagnostic(file: pins.file.path, line: line, severity: .warning, message: message))
    }

    /// What a hint names.
    private struct Subject {
        var datasource: String
        var depName: String
        var packageName: String
    }

    /// nil for a hint that is not complete; a warning when it was meant to be.
    private mutating func subject(of hint: HintComment) -> Subject? {
        func field(_ names: String...) -> String? {
            names.lazy.compactMap { hint.fields[$0]?.text }.first { !$0.isEmpty }
        }
        let chart = field("chart")
        let image = field("image")
        let given = field("datasource")
        guard let datasource = given ?? (chart != nil ? "helm" : image != nil ? "docker" : nil) else {
            return nil
        }
        let package = field("packageName", "lookupName")
        guard let name = field("depName") ?? package ?? chart ?? image else {
            // `datasource=docker` alone stands above lines that name the rest, for which a repository has its own rules.
            if hint.fields.count > 1 || !hint.words.isEmpty {
                warn(hint, "this hint names no package; add depName=NAME")
            }
            return nil
        }
        guard datasource.utf8.allSatisfy({ VariableText.isNameByte($0) || $0 == 0x2D || $0 == 0x2E }) else {
            warn(hint, "this hint's datasource is not a name such as docker or github-releases")
            return nil
        }
        return Subject(datasource: datasource, depName: name, packageName: package ?? name)
    }

    /// The version before the comment on its line, else the one on the next line that has one.
    private func token(for hint: HintComment, _ name: String) -> VersionToken? {
        if let token = VersionLine(bytes: bytes, range: hint.code, name: name).token() { return token }
        return commentedToken(below: hint, name) ?? tokenBelow(hint, name)
    }

    private func tokenBelow(_ hint: HintComment, _ name: String) -> VersionToken? {
        let bytes = bytes
        var start = hint.range.upperBound + 1
        var blankLines = 0
        for count in 0..<Self.reach where start < bytes.count {
            let end = ByteText.lineEnd(bytes, from: start)
            defer { start = end + 1 }
            guard end - start <= HintComment.maximumLineLength else { return nil }
            let text = bytes[start..<end].drop { ByteText.isSpace($0) }
            if text.isEmpty {
                // Blank lines may stand between a hint and its version, but not in the middle of what it speaks of.
                guard count == blankLines, count < 2 else { return nil }
                blankLines += 1
                continue
            }
            // Another hint speaks of the same line, or this one's line is missing; other comments are passed over.
            if isHint(text.startIndex..<end) {
                guard count == 0 else { return nil }
                continue
            }
            if isComment(text, beside: hint) {
                guard blankLines == 0 else { return nil }
                continue
            }
            if let token = VersionLine(bytes: bytes, range: start..<end, name: name).token() { return token }
            if blankLines > 0 || !isOpen(text) { return nil }
        }
        return nil
    }

    /// The version in a comment right below: `// +default="name:1.2"`, or an image of the name that the hint gives.
    private func commentedToken(below hint: HintComment, _ name: String) -> VersionToken? {
        let bytes = bytes
        let start = hint.range.upperBound + 1
        guard start < bytes.count else { return nil }
        let end = ByteText.lineEnd(bytes, from: start)
        guard end - start <= HintComment.maximumLineLength, !isHint(start..<end) else { return nil }
        let line = bytes[start..<end].drop { ByteText.isSpace($0) }
        guard isComment(line, beside: hint) else { return nil }
        let text = line.drop { "#/*-;! \t".utf8.contains($0) }
        guard let sign = text.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") }),
            !text[..<sign].contains(where: ByteText.isSpace),
            let token = VersionLine(bytes: bytes, range: (sign + 1)..<end, name: name).token()
        else { return nil }
        if text.first == UInt8(ascii: "+") { return token }
        let value = bytes[(sign + 1)..<end].drop { " \t\"'".utf8.contains($0) }
        let image = value.prefix { !ByteText.isSpace($0) && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "@") }
        guard let own = image.split(separator: UInt8(ascii: "/")).last,
            let wanted = name.utf8.split(separator: UInt8(ascii: "/")).last, own.elementsEqual(wanted),
            value.endIndex > image.endIndex
        else { return nil }
        return token
    }

    private func isHint(_ range: Range<Int>) -> Bool {
        let text = ByteText.string(bytes, range)
        return text.contains(bytes: "renovate:") || text.contains(bytes: "windlass:")
    }

    private func isComment(_ text: ArraySlice<UInt8>, beside hint: HintComment) -> Bool {
        if text.first == UInt8(ascii: "#") {
            // Where comments begin with slashes, `#Version` and `#define` are names.
            let next = text.dropFirst().first ?? 0x20
            return !ByteText.equals(bytes, hint.range.prefix(1), "/") || ByteText.isSpace(next)
                || next == UInt8(ascii: "#")
        }
        return text.starts(with: "//".utf8) || text.starts(with: "<!--".utf8)
            || text.starts(with: "{#".utf8) || text.starts(with: "--".utf8) && text.dropFirst(2).first == 0x20
    }

    /// Whether a line without a version may be the beginning of the block that the hint speaks of.
    ///
    /// `KEY=value` of a shell and what ends in `;` is complete in itself.
    private func isOpen(_ text: ArraySlice<UInt8>) -> Bool {
        guard let last = text.last(where: { !ByteText.isSpace($0) }) else { return false }
        if "\\([{|>,:=".utf8.contains(last) { return true }
        return last != UInt8(ascii: ";")
            && zip(text, text.dropFirst()).contains {
                ($0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=")) && $1 == 0x20
            }
    }

    private func add(_ token: VersionToken, _ hint: HintComment, _ subject: Subject) {
        let bytes = bytes
        var dependency = Dependency(
            file: pins.file.path, line: 1, manager: CommentHints.id, depName: subject.depName,
            packageName: subject.packageName, datasource: DatasourceID(subject.datasource),
            versioning: VersioningID(hint.fields["versioning"]?.text ?? Self.versioning(of: subject.datasource)),
            depType: hint.fields["depType"]?.text)
        dependency.registryURLs = ["registryUrl", "registryUrls", "repository", "registryURL"].lazy.compactMap {
            hint.fields[$0]?.text
        }.prefix(1).map { $0 }
        dependency.extractVersion = hint.fields["extractVersion"]?.text ?? (token.isBare ? "^v?(?<version>.+)$" : nil)
        let token = token.withoutPrefix(bytes, dependency.extractVersion)
        if let value = token.values.first {
            dependency.currentValue = ByteText.string(bytes, value)
            dependency.spans = token.values.map { DependencySpan(.value, ByteSpan($0)) }
        }
        if let digest = token.digest {
            dependency.currentDigest = ByteText.string(bytes, digest)
            dependency.spans.append(DependencySpan(.digest, ByteSpan(digest)))
        }
        if token.values.isEmpty, let version = hint.fields["digestVersion"] {
            // The comment itself says of which version the checksum is; both move together.
            dependency.currentValue = version.text
            dependency.spans.insert(DependencySpan(.value, ByteSpan(version.range)), at: 0)
        } else if token.values.isEmpty {
            dependency.currentValue = hint.fields["currentValue"]?.text ?? hint.fields["branch"]?.text
        }
        dependency.line = pins.file.line(at: (token.values.first ?? token.digest)?.lowerBound ?? hint.start)
        if VariableText.isIn(dependency.currentValue ?? "") { dependency.skipReason = .containsVariable }
        dependency.acceptsDigest = subject.datasource == "docker" && token.name != nil && token.digest == nil
        pins.add(dependency)
    }

    /// What versions of a datasource look like, unless the hint says otherwise.
    static func versioning(of datasource: String) -> String {
        switch datasource {
        case "docker": "docker"
        case "helm": "helm"
        case "terraform-provider", "terraform-module": "hashicorp"
        case "kubernetes-api": "kubernetes-api"
        default: "semver-coerced"
        }
    }
}
