import Domain

/// Reads one document of a GitLab pipeline.
struct PipelineReader {
    let pins: PinBuilder
    let root: YAMLNode
    /// The defaults of the inputs that the header of the file declares, named as `inputs.name`.
    var inputs = VariableScope()

    func read() {
        var globals = scope(of: root)
        if !inputs.isEmpty { globals = inputs.overlaid(with: globals) }
        readJob(root, globals)
        for (key, value) in root.entries where value.isMapping && !key.reads("variables") {
            if key.reads("include") {
                readInclude(value)
            } else if key.reads("spec") {
                readInputs(value)
            } else {
                readJob(value, globals.overlaid(with: scope(of: value)))
                readInclude(value["trigger", "include"])
            }
        }
        if let include = root["include"], !include.isMapping { readInclude(include) }
    }

    /// The defaults in `spec: inputs: {name: {default: text}}`, which stands in a document of its own before the jobs.
    static func inputs(of root: YAMLNode) -> VariableScope {
        var scope = VariableScope()
        for (key, value) in root["spec", "inputs"]?.entries ?? .none where value.isMapping {
            if let name = key.text, let scalar = value["default"]?.scalar, !scalar.text.isEmpty {
                scope.set("inputs." + name, scalar)
            }
        }
        return scope
    }

    /// `variables: {NAME: text}` or `{NAME: {value: text}}`.
    private func scope(of node: YAMLNode) -> VariableScope {
        var scope = VariableScope()
        for (key, value) in node["variables"]?.entries ?? .none {
            let value = value.resolved
            if let name = key.text, let scalar = (value["value"] ?? value).scalar, !scalar.text.isEmpty {
                scope.set(name, scalar)
            }
        }
        return scope
    }

    private func readJob(_ job: YAMLNode, _ scope: VariableScope) {
        if let image = job["image"] { readImage(image, "image", scope) }
        // `!reference [.job, services]` names a place of this pipeline, where its images are found.
        guard let services = job["services"], !services.isReference else { return }
        for service in services.items { readImage(service, "service", scope) }
    }

    private func readImage(_ node: YAMLNode, _ depType: String, _ scope: VariableScope) {
        guard let scalar = (node["name"] ?? node).scalar, !scalar.text.isEmpty else { return }
        pins.addImage(withoutProxy(scope.expanded(scalar)), depType: depType)
    }

    /// GitLab's dependency proxy stands in front of names of Docker Hub.
    /// https://docs.gitlab.com/user/packages/dependency_proxy/
    private func withoutProxy(_ image: YAMLScalar) -> YAMLScalar {
        for name in ["CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX", "CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX"] {
            for prefix in ["$\(name)/", "${\(name)}/"] where image.text.hasPrefix(prefix) {
                return image.part(prefix.utf8.count..<image.text.utf8.count)
            }
        }
        return image
    }

    /// `spec: inputs: {image: {default: name:tag}}` in the header of a component.
    private func readInputs(_ spec: YAMLNode) {
        for (key, value) in spec["inputs"]?.entries ?? .none where key.ends(caseless: "image") {
            pins.addImage(value.resolved["default"], depType: "input", unpinned: .ignore)
        }
    }

    private func readInclude(_ node: YAMLNode?) {
        guard let node else { return }
        for item in node.isSequence ? node.items : [node] {
            if let project = item["project"]?.text, let reference = item["ref"]?.scalar, !reference.text.isEmpty {
                addProject(project, reference)
            }
            if let component = item["component"]?.scalar { addComponent(component) }
            if let local = item["local"]?.text ?? (item.isScalar ? item.text : nil), local.count < 512,
                !local.contains(bytes: "://")
            {
                pins.addFact(GitLabCI.included, "", String(local.drop { $0 == "/" }))
            }
            if let remote = item["remote"] ?? (item.isScalar ? item : nil) {
                RemoteBase.add(remote, pins, depType: "include")
            }
        }
    }

    private func addProject(_ project: String, _ reference: YAMLScalar) {
        let isCommit = GitAddress.isCommit(reference.text)
        var dependency = pins.pin(
            project, reference, role: isCommit ? .digest : .value, datasource: "gitlab-tags",
            versioning: "semver-coerced",
            depType: "include")
        if VariableText.isIn(project) {
            dependency.skipReason = .containsVariable
        } else if dependency.skipReason == nil, !isCommit, !GitAddress.isVersion(reference.text) {
            dependency.skipReason = .unspecifiedVersion
        }
        pins.add(dependency)
    }

    /// `$CI_SERVER_FQDN/group/project/component@1.0.0`: the project is what stands between host and component.
    private func addComponent(_ component: YAMLScalar) {
        let bytes = Array(component.text.utf8)
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return }
        let parts = ByteText.string(bytes, 0..<at).split(separator: "/").map(String.init)
        guard parts.count >= 3 else { return }
        let version = component.part((at + 1)..<bytes.count)
        let host = parts[0]
        let project = parts[1..<(parts.count - 1)].joined(separator: "/")
        var dependency = pins.pin(
            project, version, role: GitAddress.isCommit(version.text) ? .digest : .value, datasource: "gitlab-tags",
            registryURLs: VariableText.isIn(host) || host == "gitlab.com" ? [] : ["https://" + host],
            versioning: "semver-coerced", depType: "component")
        if dependency.skipReason == nil, VariableText.isIn(project) { dependency.skipReason = .containsVariable }
        if dependency.skipReason == nil, dependency.currentDigest == nil, !GitAddress.isVersion(version.text) {
            dependency.skipReason = .unspecifiedVersion
        }
        pins.add(dependency)
    }
}
