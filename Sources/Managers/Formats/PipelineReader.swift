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
        if root.entries.contains(where: { Self.isHeir($0.value) }) { readHeirs(globals) }
        for (key, value) in root.entries where value.isMapping && !key.reads("variables") {
            if key.reads("include") {
                readInclude(value)
            } else if key.reads("spec") {
                readInputs(value)
            } else {
                readJob(value, scope(of: value, in: globals))
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
        for (key, value) in node["variables"]?.entries ?? .none where pins.maySetVariables(in: VariableScope()) {
            let value = value.resolved
            if let name = key.text, let scalar = (value["value"] ?? value).scalar, !scalar.text.isEmpty {
                scope.set(name, scalar)
            }
        }
        return scope
    }

    private func readJob(_ job: YAMLNode, _ scope: VariableScope) {
        if let image = job["image"] {
            readImage(image, "image", scope)
            readMatrix(job, image, scope)
        }
        // `!reference [.job, services]` names a place of this pipeline, where its images are found.
        guard let services = job["services"], !services.isReference else { return }
        for service in services.items { readImage(service, "service", scope) }
    }

    private func readImage(_ node: YAMLNode, _ depType: String, _ scope: VariableScope) {
        guard let scalar = (node["name"] ?? node).scalar, !scalar.text.isEmpty else { return }
        let image = withoutProxy(scope.expanded(scalar))
        GitLabVariables.noteUse(of: image, pins)
        pins.addImage(image, depType: depType)
    }

    // MARK: Variables of jobs

    private static let maximumParents = 11

    /// Whether a job takes its image from elsewhere, and sets variables that may stand in it.
    private static func isHeir(_ job: YAMLNode) -> Bool {
        job.isMapping && job["image"] == nil && job["variables"] != nil
    }

    /// Images that jobs take from those they extend, from `default` or from the top, where a variable of the job stands in them.
    private func readHeirs(_ globals: VariableScope) {
        var jobs: [String: YAMLNode] = [:]
        for (key, value) in root.entries where value.isMapping { if let name = key.text { jobs[name] = value } }
        for (_, job) in root.entries where Self.isHeir(job) {
            let parents = ancestors(of: job, jobs)
            guard
                let node = parents.lazy.compactMap({ $0["image"] }).first ?? root["default", "image"] ?? root["image"],
                let image = (node["name"] ?? node).scalar, image.text.contains(bytes: "$")
            else { continue }
            var scope = globals
            for parent in parents.reversed() { scope = self.scope(of: parent, in: scope) }
            let expanded = withoutProxy(self.scope(of: job, in: scope).expanded(image))
            if !VariableText.isIn(expanded.text) { pins.addImage(expanded, depType: "image") }
        }
    }

    /// What a job extends, the nearest first; of several names the last one counts most.
    /// Source: https://docs.gitlab.com/ci/yaml/#extends
    private func ancestors(of job: YAMLNode, _ jobs: [String: YAMLNode]) -> [YAMLNode] {
        var found: [YAMLNode] = []
        var open = [job]
        var seen: Set<Int32> = []
        while let next = open.first, found.count < Self.maximumParents {
            open.removeFirst()
            guard let extends = next["extends"] else { continue }
            for name in (extends.isSequence ? extends.items : [extends]).compactMap(\.text).suffix(20).reversed() {
                guard let parent = jobs[name], seen.insert(parent.index).inserted else { continue }
                found.append(parent)
                open.append(parent)
            }
        }
        return found
    }

    /// `outer` with the variables that a job sets.
    private func scope(of job: YAMLNode, in outer: VariableScope) -> VariableScope {
        guard job["variables"] != nil, pins.maySetVariables(in: outer) else { return outer }
        return outer.overlaid(with: scope(of: job))
    }

    /// `parallel: matrix` over the images of one job. One version of an image is a pin; several are what a job supports.
    private func readMatrix(_ job: YAMLNode, _ node: YAMLNode, _ scope: VariableScope) {
        guard let matrix = job["parallel", "matrix"], let image = (node["name"] ?? node).scalar,
            image.text.contains(bytes: "$")
        else { return }
        var images: [String: [YAMLScalar]] = [:]
        for (name, values) in matrix.items.prefix(50).flatMap({ Array($0.entries) }) {
            guard let name = name.text else { continue }
            let values = values.resolved
            for value in values.isSequence ? values.items.prefix(50) : [values] {
                guard let value = value.scalar else { continue }
                var variables = scope
                variables.set(name, value)
                let expanded = withoutProxy(variables.expanded(image))
                guard let reference = ImageText(expanded.text), !reference.hasVariable else { continue }
                images[reference.name, default: []].append(expanded)
            }
        }
        for (_, found) in images.sorted(by: { $0.key < $1.key }) where Set(found.map(\.text)).count == 1 {
            for image in found { pins.addImage(image, depType: "image", unpinned: .ignore) }
        }
    }

    // MARK: Headers and includes

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
            for (key, value) in item["inputs"]?.entries ?? .none where key.ends(caseless: "image") {
                if let image = value.scalar { pins.addVersionedImage(withoutProxy(image), depType: "input") }
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
