public import Domain

/// Images and includes of GitLab pipelines.
///
/// **Files**: `.gitlab-ci.yml`, `*.gitlab-ci.yml`, and anything below a folder `.gitlab/`, `.gitlab-ci/` or `gitlab-ci/`.
///
/// **Fields**: `image` and `services` as texts or with `name`, in jobs, `default` and at the top; `include` of another project with `ref`
/// (looked up as `gitlab-tags`), and `include: component` with a version.
///
/// **Skipped, with a reason**: variables (`contains-variable`). Includes without `ref`, and refs that are branches, pin nothing.
public struct GitLabCI: Manager {
    public static let id: ManagerID = "gitlabci"
    public static let summary = "Images, services and includes of GitLab pipelines"
    public static let filePatterns = [
        "**/*.gitlab-ci.{yaml,yml}", "**/.gitlab-ci.{yaml,yml}", "**/{.gitlab,.gitlab-ci,gitlab-ci}/**/*.{yaml,yml}",
    ]
    public static let datasources: [DatasourceID] = ["docker", "gitlab-tags"]
    private static let globs = filePatterns.map { Glob($0) }

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        isYAML(file) && Self.globs.contains { $0.matches(file.path) }
    }

    public func extract(from file: SourceFile) -> Extraction {
        var pins = PinBuilder(file, Self.id)
        for document in YAMLFile.of(file).documents where document.kind == nil || document.apiVersion == nil {
            readJob(document.root, &pins)
            for (key, value) in document.root.pairs where key.scalar?.text != "variables" { readJob(value, &pins) }
            readInclude(document.root["include"], &pins)
        }
        return pins.extraction
    }

    private func readJob(_ job: YAMLNode, _ pins: inout PinBuilder) {
        if let image = job["image"] { readImage(image, "image", &pins) }
        for service in job["services"]?.items ?? [] { readImage(service, "service", &pins) }
    }

    private func readImage(_ node: YAMLNode, _ depType: String, _ pins: inout PinBuilder) {
        pins.addImage(node["name"] ?? node, depType: depType)
    }

    private func readInclude(_ node: YAMLNode?, _ pins: inout PinBuilder) {
        guard let node else { return }
        for item in node.items.isEmpty ? [node] : node.items {
            if let project = item["project"]?.text, let reference = item["ref"]?.scalar { addProject(project, reference, &pins) }
            if let component = item["component"]?.scalar { addComponent(component, &pins) }
        }
    }

    private func addProject(_ project: String, _ reference: YAMLScalar, _ pins: inout PinBuilder) {
        guard isVersionLike(reference.text) else { return }
        let isCommit = GitSource.isCommit(reference.text)
        pins.add(
            Dependency(
                file: pins.file.path, line: reference.line, manager: Self.id, depName: project, datasource: "gitlab-tags",
                versioning: "semver-coerced", currentValue: isCommit ? nil : reference.text,
                currentDigest: isCommit ? reference.text : nil, depType: "include",
                skipReason: looksLikeVariable(project + reference.text) ? .containsVariable : nil,
                spans: reference.span.map { [DependencySpan(isCommit ? .digest : .value, $0)] } ?? []))
    }

    /// `$CI_SERVER_FQDN/group/project/name@1.0.0`
    private func addComponent(_ component: YAMLScalar, _ pins: inout PinBuilder) {
        guard let at = component.text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return }
        let version = String(component.text[component.text.utf8.index(after: at)...])
        guard isVersionLike(version) else { return }
        let parts = component.text[..<at].split(separator: "/").dropFirst().dropLast()
        let start = component.text.utf8.distance(from: component.text.utf8.startIndex, to: at) + 1
        pins.add(
            Dependency(
                file: pins.file.path, line: component.line, manager: Self.id, depName: parts.joined(separator: "/"),
                datasource: "gitlab-tags", versioning: "semver-coerced", currentValue: version, depType: "component",
                spans: component.span(of: start..<component.text.utf8.count).map { [DependencySpan(.value, $0)] } ?? []))
    }
}
