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

    /// Reads all hints that begin with `word`.
    mutating func read(_ word: StaticString, rare: Int) {
        let bytes = bytes
        var offset = 0
        while let found = ByteText.firstIndex(of: word, in: bytes, from: offset, rare: rare) {
            let end = found + word.utf8CodeUnitCount
            let line = Self.line(bytes, around: found)
            offset = line.upperBound
            if line.count <= HintComment.maximumLineLength,
                let hint = HintComment(bytes, line: line, word: found, end: end)
            {
                read(hint)
            }
        }
    }

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
        let bytes = bytes
        if let token = VersionLine(bytes: bytes, range: hint.code, name: name).token() { return token }
        var start = hint.range.upperBound + 1
        for count in 0..<Self.reach where start < bytes.count {
            let end = ByteText.lineEnd(bytes, from: start)
            defer { start = end + 1 }
            guard end - start <= HintComment.maximumLineLength else { return nil }
            let text = bytes[start..<end].drop { ByteText.isSpace($0) }
            if text.isEmpty { return nil }
            // Another hint speaks of the same line, or this one's line is missing; other comments are passed over.
            if isHint(text.startIndex..<end) { continue }
            if isComment(text) { continue }
            if let token = VersionLine(bytes: bytes, range: start..<end, name: name).token() { return token }
            if count > 0, !isOpen(text) { return nil }
        }
        return nil
    }

    private func isHint(_ range: Range<Int>) -> Bool {
        let text = ByteText.string(bytes, range)
        return text.contains(bytes: "renovate:") || text.contains(bytes: "windlass:")
    }

    private func isComment(_ text: ArraySlice<UInt8>) -> Bool {
        text.first == UInt8(ascii: "#") || text.starts(with: "//".utf8) || text.starts(with: "<!--".utf8)
            || text.starts(with: "{#".utf8) || text.starts(with: "--".utf8) && text.dropFirst(2).first == 0x20
    }

    /// Whether a line without a version may be the beginning of the block that the hint speaks of.
    private func isOpen(_ text: ArraySlice<UInt8>) -> Bool {
        guard let last = text.last(where: { !ByteText.isSpace($0) }) else { return false }
        return text.contains(UInt8(ascii: ":")) || text.contains(UInt8(ascii: "=")) || "\\([{|>,".utf8.contains(last)
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
        dependency.extractVersion = hint.fields["extractVersion"]?.text
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
