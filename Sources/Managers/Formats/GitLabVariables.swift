import Domain

/// Variables that one file of a pipeline sets and another one uses in its images.
///
/// A pipeline and the files that it includes are one text to GitLab, so a variable at the top of one counts in all.
/// Source: https://docs.gitlab.com/ci/yaml/includes/
enum GitLabVariables {
    private static let use = "gitlabci-variable"
    private static let candidatePrefix = "gitlabci-variable "

    /// Notes that `image` holds a variable which the file does not set.
    static func noteUse(of image: YAMLScalar, _ pins: PinBuilder) {
        guard image.text.contains(bytes: "$"), let found = VariableUse(of: image) else { return }
        pins.addFact(use, found.name, found.image)
    }

    /// Adds what `variables` at the top of a pipeline set; values with variables are left to others.
    static func addCandidates(_ root: YAMLNode, _ pins: PinBuilder) {
        var built: Set<String>?
        for (key, value) in root["variables"]?.entries ?? .none {
            let value = value.resolved
            guard let name = key.text, let scalar = (value["value"] ?? value).scalar, scalar.text.utf8.count <= 512,
                scalar.span != nil, scalar.text.contains(where: \.isNumber), !VariableText.isIn(scalar.text)
            else { continue }
            if key.ends(caseless: "image") {
                let known = built ?? Self.built(in: pins.file.bytes)
                built = known
                if !known.contains(name) { pins.addVersionedImage(scalar, depType: "variable") }
            }
            let candidate = pins.pin(
                name, scalar, datasource: "docker", versioning: "docker", depType: candidatePrefix + name)
            pins.addCandidate(candidate)
        }
    }

    /// The variables that scripts of the file build or push: `docker build -t $NAME`, `docker push "$NAME"`.
    private static func built(in bytes: [UInt8]) -> Set<String> {
        var names: Set<String> = []
        var offset = 0
        while let dollar = bytes[offset...].firstIndex(of: UInt8(ascii: "$")) {
            offset = dollar + 1
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "{") { offset += 1 }
            let start = offset
            while offset < bytes.count, VariableText.isNameByte(bytes[offset]) { offset += 1 }
            guard offset > start, offset - start <= 256 else { continue }
            let words = bytes[max(0, dollar - 32)..<dollar].split { ByteText.isSpace($0) || "=\"'".utf8.contains($0) }
            guard let last = words.last, buildWords.contains(ByteText.string(bytes, last.indices)) else { continue }
            names.insert(ByteText.string(bytes, start..<offset))
        }
        return names
    }

    private static let buildWords: Set<String> = ["-t", "--tag", "--destination", "push", "tag", "--cache-from"]

    static func isCandidate(_ depType: String) -> Bool { depType.hasPrefix(candidatePrefix) }

    /// Makes a pin of a variable that an included file uses, and drops the others.
    static func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        let name = String((dependency.depType ?? "").dropFirst(candidatePrefix.count))
        let found = facts.facts(use, name).prefix(50).first { fact in
            GitLabCI.isIncluded(fact.file, by: dependency.file, facts)
                || (fact.file != dependency.file && GitLabCI.isIncluded(dependency.file, by: nil, facts))
        }
        return found.flatMap { VariableUse.completed(dependency, image: $0.value) }
    }
}
