import Domain

/// A `.env` file: variables that Compose files of the same folder use. Which of them hold versions, and of what, only the
/// Compose file says; so each value with a digit is a candidate until all files are read.
/// Source: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/
enum EnvironmentFile {
    /// The fact that a Compose file of a folder uses a variable; its name is folder and variable.
    private static let use = "compose-variable"
    private static let candidatePrefix = "environment-file "
    private static let maximumSize = 262_144

    static func isOne(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        return (name.hasSuffix(".env") || name.hasPrefix(".env.")) && file.bytes.count <= maximumSize
    }

    /// Notes a variable that stands for a whole reference, or for a tag.
    static func noteUse(of image: YAMLScalar, _ pins: PinBuilder) {
        guard let found = VariableUse(of: image) else { return }
        pins.addFact(use, pins.file.folder + "/" + found.name, found.image)
    }

    static func addCandidates(_ pins: PinBuilder) {
        let bytes = pins.file.bytes
        var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while offset < bytes.count {
            let end = ByteText.lineEnd(bytes, from: offset)
            if end - offset <= 4096 { addCandidate(offset..<end, pins) }
            offset = end + 1
        }
    }

    private static func addCandidate(_ line: Range<Int>, _ pins: PinBuilder) {
        let bytes = pins.file.bytes
        var start = line.lowerBound
        while start < line.upperBound, ByteText.isBlank(bytes[start]) { start += 1 }
        if bytes[start..<line.upperBound].starts(with: "export ".utf8) { start += 7 }
        var offset = start
        while offset < line.upperBound, VariableText.isNameByte(bytes[offset]) { offset += 1 }
        guard offset > start, offset < line.upperBound, bytes[offset] == UInt8(ascii: "=") else { return }
        let name = ByteText.string(bytes, start..<offset)
        let value = value(bytes, (offset + 1)..<line.upperBound)
        guard bytes[value].contains(where: { (0x30...0x39).contains($0) }), value.count <= 512 else { return }
        let scalar = YAMLScalar(
            text: ByteText.string(bytes, value), map: .verbatim(at: value.lowerBound, count: value.count))
        pins.add(pins.pin(name, scalar, datasource: "docker", versioning: "docker", depType: candidatePrefix + name))
    }

    private static func value(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        guard let first = bytes[range].first else { return range }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            let close = bytes[range].dropFirst().firstIndex(of: first) ?? range.upperBound
            return (range.lowerBound + 1)..<max(close, range.lowerBound + 1)
        }
        let end = bytes[range].firstIndex { ByteText.isSpace($0) } ?? range.upperBound
        return range.lowerBound..<end
    }

    /// Makes a pin of a variable that a Compose file uses, and drops the others.
    static func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        guard let type = dependency.depType, type.hasPrefix(candidatePrefix) else { return dependency }
        let name = type.dropFirst(candidatePrefix.count)
        let folder = dependency.file.lastIndex(of: "/").map { dependency.file[..<$0] } ?? ""
        if let image = facts.facts(use, folder + "/" + name).first?.value {
            return VariableUse.completed(dependency, image: image)
        }
        return isImage(name, dependency.currentValue) ? VariableUse.completed(dependency, image: "") : nil
    }

    /// Whether name and value say by themselves that it is an image, for scripts and Compose files elsewhere:
    /// `PANEL_IMAGE=registry.example.com/panel:3.0`.
    private static func isImage(_ name: Substring, _ value: String?) -> Bool {
        guard name.uppercased().hasSuffix("IMAGE"), let value, let reference = ImageReference(value),
            let tag = reference.tag, tag.contains(where: \.isNumber)
        else { return false }
        return reference.name.contains("/") || tag.contains(".")
    }
}
