import Domain

/// Reads one pipeline or template of Azure Pipelines.
///
/// Steps are looked for at any depth: expressions such as `${{ if }}` and `${{ each }}` are keys of mappings that may
/// stand between any two levels of the schema.
struct AzurePipelineReader {
    let pins: PinBuilder
    /// The names of the containers among the resources; a job may name one in place of an image.
    private var containers: Set<String> = []

    init(pins: PinBuilder) { self.pins = pins }

    /// - Parameter isKnown: whether the name of the file says that it is a pipeline. In others tasks have to say it.
    mutating func read(_ root: YAMLNode, isKnown: Bool) {
        let resources = root["resources"]
        containers = Set((resources?["containers"]?.items ?? []).compactMap { $0["container"]?.text })
        let scope = VariableScope(.azure).with(parametersOf: root)
        walk(root, scope, depth: 0, isTasksOnly: true)
        guard isKnown || !pins.extraction.dependencies.isEmpty else { return }
        walk(root, scope, depth: 0, isTasksOnly: false)
        let outer = scope.with(variablesOf: root, pins)
        for container in resources?["containers"]?.items ?? [] where pins.isFirstVisit(container) {
            if let image = container["image"]?.scalar { pins.addImage(outer.expanded(image), depType: "container") }
        }
        for repository in resources?["repositories"]?.items ?? [] where pins.isFirstVisit(repository) {
            readRepository(repository)
        }
    }

    private func walk(_ node: YAMLNode, _ outer: VariableScope, depth: Int, isTasksOnly: Bool) {
        guard depth <= YAMLComposer.maximumDepth else { return }
        if node.isSequence {
            for item in node.children { walk(item, outer, depth: depth + 1, isTasksOnly: isTasksOnly) }
            return
        }
        let scope = outer.with(variablesOf: node, pins)
        for (key, value) in node.entries {
            if isTasksOnly {
                if key.reads("task"), value.isScalar { readTask(value, node, scope) }
            } else if key.reads("container") {
                if pins.isFirstVisit(value) { readContainer(value.resolved, scope) }
            } else if key.reads("vmImage"), value.isScalar {
                readRunner(value, scope)
            }
            if key.reads("resources"), depth == 0 { continue }
            if !value.isScalar { walk(value, scope, depth: depth + 1, isTasksOnly: isTasksOnly) }
        }
    }

    /// `Name@1`, `Publisher.extension.Name@1.2.3`.
    private func readTask(_ node: YAMLNode, _ step: YAMLNode, _ scope: VariableScope) {
        guard let scalar = node.scalar, scalar.text.utf8.count <= 512,
            let at = scalar.text.utf8.lastIndex(of: UInt8(ascii: "@"))
        else { return }
        let name = String(scalar.text[..<at])
        let start = name.utf8.count + 1
        let version = scalar.part(start..<scalar.text.utf8.count)
        guard !name.isEmpty, version.text.utf8.first.map({ (0x30...0x39).contains($0) }) == true else { return }
        var dependency = pins.pin(
            name, version, datasource: "azure-pipelines-tasks", versioning: "loose", depType: "task")
        if VariableText.isIn(name) { dependency.skipReason = .containsVariable }
        pins.add(dependency)
        guard let inputs = step["inputs"] else { return }
        for tool in azureInstallers[name.lowercased()] ?? [] { tool.read(inputs, depType: "input", pins, scope) }
    }

    private func readContainer(_ node: YAMLNode, _ scope: VariableScope) {
        guard let scalar = (node["image"] ?? node).scalar.map(scope.expanded), !containers.contains(scalar.text) else {
            return
        }
        pins.addImage(scalar, depType: "container", unpinned: .ignore)
    }

    private func readRunner(_ node: YAMLNode, _ scope: VariableScope) {
        guard let scalar = node.scalar.map(scope.expanded),
            let dash = scalar.text.utf8.firstIndex(of: UInt8(ascii: "-"))
        else { return }
        let name = String(scalar.text[..<dash])
        guard ["ubuntu", "windows", "macos"].contains(name.lowercased()) else { return }
        let version = scalar.part((name.utf8.count + 1)..<scalar.text.utf8.count)
        var dependency = pins.pin(
            name, packageName: name.lowercased(), version, datasource: "github-runners", versioning: "docker",
            depType: "runner")
        if dependency.skipReason == nil, version.text.utf8.first.map({ (0x30...0x39).contains($0) }) != true {
            dependency.skipReason = .unspecifiedVersion
        }
        pins.add(dependency)
    }

    private func readRepository(_ repository: YAMLNode) {
        guard let name = repository["name"]?.text, let reference = repository["ref"]?.scalar, !reference.text.isEmpty
        else { return }
        let prefix = "refs/tags/"
        let isTag = reference.text.hasPrefix(prefix)
        let revision = isTag ? reference.part(prefix.utf8.count..<reference.text.utf8.count) : reference
        let host: String? =
            switch repository["type"]?.text?.lowercased() {
            case "github": "github.com"
            case "bitbucket": "bitbucket.org"
            default: nil
            }
        if let host, !VariableText.isIn(name) {
            pins.addRevision(revision, of: GitAddress(host: host, path: name), depType: "repository")
            return
        }
        var dependency = pins.pin(
            name, revision, datasource: "git-tags", versioning: "semver-coerced", depType: "repository")
        if VariableText.isIn(name) {
            dependency.skipReason = .containsVariable
        } else if dependency.skipReason == nil {
            dependency.skipReason = isTag ? .unknownRegistry : .unspecifiedVersion
        }
        pins.add(dependency)
    }
}

/// Tasks that install a tool, by their name in lower case.
private let azureInstallers: [String: [ToolInput]] = [
    "gotool": [.go("version")],
    "helminstaller": [.release("helmVersionToInstall", "helm/helm")],
    "kubectlinstaller": [.release("kubectlVersion", "kubernetes/kubernetes")],
    "nodetool": [.node("versionSpec")],
    "terraforminstaller": [.release("terraformVersion", "hashicorp/terraform")],
    "usenode": [.node("version")],
    "usepythonversion": [.python("versionSpec")],
]
