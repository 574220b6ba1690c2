public import Domain

/// Flux's sources, releases and kustomizations.
///
/// **Files**: any YAML with a kind of `*.toolkit.fluxcd.io`.
///
/// **Fields**: `HelmRelease`: `chart.spec.version`, looked up at the `HelmRepository` that `sourceRef` names, in whatever file it stands, and
/// images in `values`; `HelmChart`: `version`; `OCIRepository`: `ref.tag`, `ref.semver`, `ref.digest`; `GitRepository`: `ref.tag`, `ref.semver`,
/// `ref.commit`; `Kustomization`: `images`.
///
/// **Skipped, with a reason**: releases whose repository is not in this tree (`unknown-registry`), variables of `postBuild`
/// (`contains-variable`).
public struct Flux: Manager {
    public static let id: ManagerID = "flux"
    public static let summary = "HelmRelease, OCIRepository, GitRepository and Kustomization of Flux"
    public static let filePatterns: [String] = []
    public static let datasources: [DatasourceID] = ["docker", "helm", "git-tags", "github-tags", "gitlab-tags"]

    /// A chart repository by `namespace/name`, and by name alone for releases that say no namespace.
    static let helmRepository = "flux-helm-repository"

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        isYAML(file) && file.bytes.contains(text: "toolkit.fluxcd.io")
    }

    public func extract(from file: SourceFile) -> Extraction {
        var pins = PinBuilder(file, Self.id)
        for resource in YAMLFile.of(file).documents.flatMap(\.resources) where resource.group.hasSuffix("toolkit.fluxcd.io") {
            guard let spec = resource.root["spec"] else { continue }
            switch resource.kind {
            case "HelmRelease": readRelease(spec, resource, &pins)
            case "HelmChart": readChart(spec, resource, &pins)
            case "HelmRepository": noteRepository(spec, resource, &pins)
            case "OCIRepository": readOCI(spec, &pins)
            case "GitRepository": readGit(spec, &pins)
            case "Kustomization": for image in spec["images"]?.items ?? [] { Kustomize.addImage(image, &pins) }
            default: break
            }
        }
        return pins.extraction
    }

    /// Completes a chart whose repository stood in another file: until then `registryURLs` holds a reference to it.
    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency {
        guard let reference = dependency.registryURLs.first, reference.hasPrefix(Self.pending) else { return dependency }
        var dependency = dependency
        dependency.registryURLs = []
        let name = String(reference.dropFirst(Self.pending.count))
        let short = name.split(separator: "/").last.map(String.init) ?? name
        let found = facts.facts(Self.helmRepository, name) + facts.facts(Self.helmRepository, short)
        let addresses = Set(found.map(\.value))
        guard let address = found.first?.value, addresses.count == 1 || facts.facts(Self.helmRepository, name).count == 1 else {
            dependency.skipReason = dependency.skipReason ?? .unknownRegistry
            return dependency
        }
        apply(repository: address, chart: dependency.depName, to: &dependency)
        return dependency
    }

    private static let pending = "flux-source:"

    private func readRelease(_ spec: YAMLNode, _ resource: YAMLDocument, _ pins: inout PinBuilder) {
        if let chart = spec[["chart", "spec"]] {
            addChart(chart["chart"]?.text, chart["version"], source: chart["sourceRef"], resource, &pins)
        }
        if let values = spec["values"] { HelmValues.walk(values, &pins) }
    }

    private func readChart(_ spec: YAMLNode, _ resource: YAMLDocument, _ pins: inout PinBuilder) {
        addChart(spec["chart"]?.text, spec["version"], source: spec["sourceRef"], resource, &pins)
    }

    private func addChart(
        _ name: String?, _ version: YAMLNode?, source: YAMLNode?, _ resource: YAMLDocument, _ pins: inout PinBuilder
    ) {
        guard let name, let scalar = version?.scalar, !scalar.text.isEmpty else { return }
        var dependency = Dependency(
            file: pins.file.path, line: scalar.line, manager: Self.id, depName: name, datasource: "helm", versioning: "helm",
            currentValue: scalar.text, depType: "helm-chart", spans: scalar.span.map { [DependencySpan(.value, $0)] } ?? [])
        if name.hasPrefix(".") || name.contains("/") && source?["kind"]?.text == "GitRepository" {
            dependency.skipReason = .localPath
        } else if looksLikeVariable(scalar.text) || looksLikeVariable(name) {
            dependency.skipReason = .containsVariable
        } else if let repository = source?["name"]?.text {
            let namespace = source?["namespace"]?.text ?? resource.namespace
            dependency.registryURLs = [Self.pending + (namespace.map { $0 + "/" } ?? "") + repository]
        } else {
            dependency.skipReason = .unknownRegistry
        }
        pins.add(dependency)
    }

    private func noteRepository(_ spec: YAMLNode, _ resource: YAMLDocument, _ pins: inout PinBuilder) {
        guard let name = resource.name, let address = spec["url"]?.text else { return }
        for key in Set([resource.namespace.map { $0 + "/" + name } ?? name, name]) {
            pins.extraction.facts.append(
                RepositoryFact(kind: Self.helmRepository, name: key, value: address, file: pins.file.path))
        }
    }

    private func readOCI(_ spec: YAMLNode, _ pins: inout PinBuilder) {
        guard let address = spec["url"]?.text, let reference = spec["ref"] else { return }
        let name = address.hasPrefix("oci://") ? String(address.dropFirst(6)) : address
        if let range = reference["semver"]?.scalar {
            pins.add(
                Dependency(
                    file: pins.file.path, line: range.line, manager: Self.id, depName: name, datasource: "docker",
                    versioning: "helm", currentValue: range.text, depType: "oci-repository",
                    skipReason: looksLikeVariable(name) ? .containsVariable : nil,
                    spans: range.span.map { [DependencySpan(.value, $0)] } ?? []))
        } else {
            pins.addImage(
                name: name, tag: reference["tag"], digest: reference["digest"], line: reference.line, depType: "oci-repository")
        }
    }

    private func readGit(_ spec: YAMLNode, _ pins: inout PinBuilder) {
        guard let address = spec["url"]?.text, let reference = spec["ref"] else { return }
        if let tag = reference["tag"] ?? reference["semver"] {
            pins.addGitReference(repository: address, reference: tag)
        } else if let commit = reference["commit"] {
            pins.addGitReference(repository: address, reference: commit)
        }
    }
}
