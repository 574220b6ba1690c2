import Domain

/// What is to take the place of a package or version.
struct Replacement {
    /// Another name; nil when only the version is replaced.
    var name: String?
    var version: String?
}

extension DependencyOptions {
    /// What the rules want in place of a dependency; nil when nothing is wanted.
    func replacement(of dependency: Dependency) -> Replacement? {
        let name = updates.replacementName.flatMap { $0 == dependency.packageName ? nil : $0 }
        return name == nil && updates.replacementVersion == nil
            ? nil : Replacement(name: name, version: updates.replacementVersion)
    }
}

extension Planner {
    /// Writes the version that rules want. Another name is held, because names in files are not changed.
    func replace(
        _ dependency: Dependency, with wanted: Replacement, from current: String, _ list: ReleaseList,
        _ scheme: any VersioningScheme
    ) -> Judgement {
        if let name = wanted.name {
            let held = HeldUpdate(dependency: dependency, version: wanted.version, reason: .replaced(by: name))
            return Judgement(held: [held])
        }
        // Where the wanted version is in use, moving on from it would only have it replaced again.
        guard let version = wanted.version, version != dependency.currentValue else { return Judgement() }
        let type = scheme.updateType(from: current, to: version) ?? scheme.updateType(from: version, to: current)
        let update = Update(
            dependency: dependency, type: type ?? .major, currentVersion: current, newVersion: version,
            newValue: version, released: list.releases.first { $0.version == version }?.timestamp,
            sourceURL: list.sourceURL, registryURL: list.registryURL)
        guard effectiveOptions(update).enabled else {
            return Judgement(held: [HeldUpdate(dependency: dependency, version: version, reason: .disabled)])
        }
        return Judgement(updates: [update])
    }
}
