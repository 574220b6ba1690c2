import Domain

/// The lock file that `helmfile deps` writes beside a Helmfile.
///
/// It holds the exact version of each chart and a digest over them all, which only Helmfile computes; so what it lists is
/// shown and held. Source: https://helmfile.readthedocs.io/en/latest/#deps
enum HelmfileLock {
    private static let factKind = "helmfile-lock"

    static func report(_ pins: PinBuilder) {
        for item in pins.file.yaml.roots.flatMap({ $0["dependencies"]?.items ?? [] }) {
            guard let name = item["name"]?.text, !name.isEmpty, let version = item["version"]?.scalar,
                !version.text.isEmpty
            else { continue }
            pins.addFact(factKind, pins.file.folder + "|" + name, version.text)
            var dependency = pins.pin(name, version, datasource: "helm", versioning: "helm", depType: "lock")
            if let address = item["repository"]?.text { setChartSource(address, of: &dependency) }
            dependency.skipReason = .lockFile
            pins.add(dependency)
        }
    }

    /// `dependency`, held when the lock file of its folder lists it.
    static func held(_ dependency: Dependency, by facts: RepositoryFacts) -> Dependency {
        guard dependency.depType == "helm-chart", dependency.skipReason == nil else { return dependency }
        let folder = dependency.file.lastIndex(of: "/").map { String(dependency.file[..<$0]) } ?? ""
        guard !facts.facts(factKind, folder + "|" + dependency.depName).isEmpty else { return dependency }
        var held = dependency
        held.skipReason = .lockFile
        return held
    }
}
