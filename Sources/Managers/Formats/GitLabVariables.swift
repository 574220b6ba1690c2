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
        for (key, value) in root["variables"]?.entries ?? .none {
            let value = value.resolved
            guard let name = key.text, let scalar = (value["value"] ?? value).scalar, scalar.text.utf8.count <= 512,
                scalar.span != nil, scalar.text.contains(where: \.isNumber), !VariableText.isIn(scalar.text)
            else { continue }
            if key.ends(caseless: "image"), !isBuilt(name, pins.file.bytes) {
                pins.addVersionedImage(scalar, depType: "variable")
            }
            let candidate = pins.pin(
                name, scalar, datasource: "docker", versioning: "docker", depType: candidatePrefix + name)
            pins.addCandidate(candidate)
        }
    }

    /// Whether a script of the file builds or pushes what the variable names: `docker build -t $NAME`, `docker push "$NAME"`.
    private static func isBuilt(_ name: String, _ bytes: [UInt8]) -> Bool {
        for variable in ["$" + name, "${" + name] {
            var offset = 0
            while let start = bytes[offset...].firstRange(of: variable.utf8)?.lowerBound {
                offset = start + variable.utf8.count
                let before = bytes[..<start].suffix(64)
                let words = before.split { ByteText.isSpace($0) || "=\"'".utf8.contains($0) }
                if let last = words.last, buildWords.contains(ByteText.string(bytes, last.indices)) { return true }
            }
        }
        return false
    }

    private static let buildWords: Set<String> = ["-t", "--tag", "--destination", "push", "tag", "--cache-from"]

    static func isCandidate(_ depType: String) -> Bool { depType.hasPrefix(candidatePrefix) }

    /// Makes a pin of a variable that an included file uses, and drops the others.
    static func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        let name = String((dependency.depType ?? "").dropFirst(candidatePrefix.count))
        let found = facts.facts(use, name).first { fact in
            GitLabCI.isIncluded(fact.file, by: dependency.file, facts)
                || (fact.file != dependency.file && GitLabCI.isIncluded(dependency.file, by: nil, facts))
        }
        return found.flatMap { VariableUse.completed(dependency, image: $0.value) }
    }
}
