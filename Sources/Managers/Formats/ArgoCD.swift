public import Domain
import TextEdits

/// Sources of Argo CD Applications and ApplicationSets.
///
/// **Files**: any YAML with `kind: Application` or `ApplicationSet` (also `AppProject`s beside them) of `argoproj.io`.
///
/// **Fields**: `source` and `sources[]`: `chart` with `targetRevision` from a chart repository or an OCI registry; `targetRevision` of Git
/// repositories (tags and commits; branches and `HEAD` are reported as `unspecified-version`); `kustomize.images` in all forms;
/// `helm.parameters` whose name ends in `tag` with one for the repository beside it; images in `helm.values` (YAML inside a text)
/// and `helm.valuesObject`. In an ApplicationSet, the same in `template` and in the templates of its generators.
///
/// **Skipped, with a reason**: revisions that a generator fills in (`contains-variable`).
public struct ArgoCD: Manager {
    public static let id: ManagerID = "argocd"
    public static let summary = "Charts, revisions, values and images of Applications and ApplicationSets"
    public static let filePatterns: [String] = []
    public static let datasources: [DatasourceID] = ["docker", "helm", "git-tags", "github-tags", "gitlab-tags"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        isYAML(file) && file.bytes.contains(text: "argoproj.io") && file.bytes.contains(text: "Application")
    }

    public func extract(from file: SourceFile) -> Extraction {
        var pins = PinBuilder(file, Self.id)
        for resource in YAMLFile.of(file).documents.flatMap(\.resources) where resource.group == "argoproj.io" {
            guard let spec = resource.root["spec"] else { continue }
            switch resource.kind {
            case "Application": readSpec(spec, &pins)
            case "ApplicationSet": readTemplates(spec, &pins)
            default: break
            }
        }
        return pins.extraction
    }

    /// Templates may stand in generators too, at any depth of matrix and merge.
    private func readTemplates(_ node: YAMLNode, _ pins: inout PinBuilder) {
        if let spec = node[["template", "spec"]] { readSpec(spec, &pins) }
        for (key, value) in node.pairs where key.scalar?.text != "template" {
            if value.scalar == nil { readTemplates(value, &pins) }
        }
        for item in node.items { readTemplates(item, &pins) }
    }

    private func readSpec(_ spec: YAMLNode, _ pins: inout PinBuilder) {
        if let source = spec["source"] { readSource(source, &pins) }
        for source in spec["sources"]?.items ?? [] { readSource(source, &pins) }
    }

    private func readSource(_ source: YAMLNode, _ pins: inout PinBuilder) {
        let repository = source["repoURL"]?.text
        if let chart = source["chart"]?.text {
            pins.addChart(
                name: chart, version: source["targetRevision"], repository: repository.map(chartRepository), line: source.line)
        } else if let repository {
            readRevision(repository, source["targetRevision"], &pins)
        }
        for item in source[["kustomize", "images"]]?.items ?? [] { readKustomizeImage(item, &pins) }
        if let helm = source["helm"] { readHelm(helm, &pins) }
    }

    /// An address without a scheme is an OCI registry to Argo CD.
    private func chartRepository(_ address: String) -> String {
        address.contains("://") || looksLikeVariable(address) ? address : "oci://" + address
    }

    private func readRevision(_ repository: String, _ revision: YAMLNode?, _ pins: inout PinBuilder) {
        if repository.hasPrefix("oci://"), let slash = repository.lastIndex(of: "/") {
            let name = String(repository[repository.index(after: slash)...])
            pins.addChart(name: name, version: revision, repository: String(repository[..<slash]), line: revision?.line ?? 1)
            return
        }
        guard let text = revision?.text, text != "HEAD", isVersionLike(text) else { return }
        pins.addGitReference(repository: repository, reference: revision)
    }

    /// `name`, `name:tag`, `name@digest`, `alias=name:tag`, or `name=newName:tag`.
    private func readKustomizeImage(_ node: YAMLNode, _ pins: inout PinBuilder) {
        guard let scalar = node.scalar else { return Kustomize.addImage(node, &pins) }
        var start = 0
        if let equals = scalar.text.utf8.lastIndex(of: UInt8(ascii: "=")) {
            start = scalar.text.utf8.distance(from: scalar.text.utf8.startIndex, to: equals) + 1
        }
        let text = String(scalar.text.utf8.dropFirst(start)) ?? ""
        guard let reference = ImageReference(text), reference.tag != nil || reference.digest != nil else { return }
        pins.addImage(text, at: scalar.span(of: start..<scalar.text.utf8.count), line: scalar.line)
    }

    private func readHelm(_ helm: YAMLNode, _ pins: inout PinBuilder) {
        if let values = helm["valuesObject"] { HelmValues.walk(values, &pins) }
        if let values = helm["values"]?.scalar { readValuesText(values, &pins) }
        let parameters = helm["parameters"]?.items ?? []
        for parameter in parameters { readParameter(parameter, among: parameters, &pins) }
    }

    /// YAML inside a block scalar: its spans are moved into the file around it.
    private func readValuesText(_ scalar: YAMLScalar, _ pins: inout PinBuilder) {
        guard let block = scalar.block else { return }
        var inner = PinBuilder(SourceFile(path: pins.file.path, bytes: block.bytes), Self.id)
        for document in YAMLFile(block.bytes).documents { HelmValues.walk(document.root, &inner) }
        for var dependency in inner.extraction.dependencies {
            dependency.line = block.outerLine(dependency.line)
            let spans = dependency.spans.compactMap { part in
                block.outer(part.span).map { DependencySpan(part.role, $0) }
            }
            guard spans.count == dependency.spans.count else { continue }
            dependency.spans = spans
            pins.add(dependency)
        }
    }

    /// `image.tag` takes its name from the parameter `image.repository`.
    private func readParameter(_ parameter: YAMLNode, among all: [YAMLNode], _ pins: inout PinBuilder) {
        guard let name = parameter["name"]?.text, let value = parameter["value"] else { return }
        if name == "tag" || name.hasSuffix(".tag") || name.hasSuffix("Tag") {
            let stem = name.hasSuffix("Tag") ? String(name.dropLast(3)) : String(name.dropLast(3))
            let siblings = [stem + "repository", stem + "Repository", stem + "name", stem + "image"]
            guard let repository = all.first(where: { siblings.contains($0["name"]?.text ?? "") })?["value"]?.text else { return }
            let registry = all.first { $0["name"]?.text == stem + "registry" }?["value"]?.text.map { $0 + "/" } ?? ""
            pins.addImage(name: registry + repository, tag: value, line: parameter.line)
        } else if name.lowercased().hasSuffix("image"), let text = value.text, ImageReference(text)?.tag != nil {
            pins.addImage(value)
        }
    }
}

/// Whether a Git revision is a version or commit rather than a branch.
func isVersionLike(_ text: String) -> Bool {
    if GitSource.isCommit(text) || looksLikeVariable(text) { return true }
    let digits = text.hasPrefix("v") ? text.dropFirst() : text[...]
    if digits.first?.isNumber == true { return true }
    // A prefix before the version, such as `release-1.2.3` or `chart-v4.0.1`.
    guard let dash = text.lastIndex(where: { $0 == "-" || $0 == "/" }) else { return false }
    let rest = text[text.index(after: dash)...]
    let number = rest.hasPrefix("v") ? rest.dropFirst() : rest
    return number.first?.isNumber == true && number.contains(".")
}
