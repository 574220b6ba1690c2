import Domain

/// Variables of Ansible that stand in images: `image: "name:{{ tool_version }}"`.
///
/// Sources: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_variables.html,
/// https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_reuse_roles.html
struct AnsibleVariables {
    let pins: PinBuilder

    private static let use = "ansible-variable"
    private static let candidatePrefix = "ansible-variable "
    private static let maximumCandidates = 5_000
    private static let maximumPlays = 1_000

    /// Whether it is a file of variables of which one may be a version.
    static func mayBeIn(_ file: SourceFile) -> Bool {
        isOfVariables(file.path) && (file.mentions("version:", rare: 0) || file.mentions("_tag:", rare: 0))
    }

    private static func isOfVariables(_ path: String) -> Bool {
        path.contains(bytes: "defaults/") || path.contains(bytes: "vars/")
    }

    func read(_ root: YAMLNode) {
        let isOfVariables = Self.isOfVariables(pins.file.path)
        guard isOfVariables || pins.file.mentions("{{") else { return }
        var scope = VariableScope(.jinja)
        scope.addVariables(of: root)
        for play in root.items.prefix(Self.maximumPlays) {
            if let variables = play["vars"] { scope.addVariables(of: variables) }
        }
        readImages(root, scope, depth: 0)
        if isOfVariables { addCandidates(root) }
    }

    private func readImages(_ node: YAMLNode, _ scope: VariableScope, depth: Int) {
        guard depth < YAMLComposer.maximumDepth else { return }
        for (key, value) in node.entries where value.isScalar && value.range.count > 4 && value.range.count <= 1024 {
            guard key.ends(caseless: "image"), let image = value.scalar, image.text.contains(bytes: "{{") else {
                continue
            }
            let expanded = scope.expanded(image)
            if !VariableText.isIn(expanded.text) {
                pins.addImage(expanded, unpinned: .ignore)
            } else if let found = VariableUse(of: expanded, [VariableBrackets].jinja.first) {
                pins.addFact(Self.use, found.name, found.image)
                if key.reads("image") { pins.addImage(expanded) }
            } else if key.reads("image") {
                pins.addImage(expanded)
            }
        }
        for child in node.children where !child.isScalar { readImages(child, scope, depth: depth + 1) }
    }

    private func addCandidates(_ root: YAMLNode) {
        var count = 0
        for (key, value) in root.entries where value.isScalar && value.range.count <= 256 {
            guard key.ends(caseless: "version") || key.ends(caseless: "tag") || key.ends(caseless: "image"),
                let name = key.text, let scalar = value.scalar, scalar.span != nil,
                scalar.text.contains(where: \.isNumber), !VariableText.isIn(scalar.text), count < Self.maximumCandidates
            else { continue }
            count += 1
            let candidate = pins.pin(
                name, scalar, datasource: "docker", versioning: "docker", depType: Self.candidatePrefix + name)
            pins.addCandidate(candidate)
        }
    }

    /// Makes a pin of a variable that an image of its role uses, and drops the others.
    static func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        guard let type = dependency.depType, type.hasPrefix(candidatePrefix) else { return dependency }
        let role = role(of: dependency.file)
        let found = facts.facts(use, String(type.dropFirst(candidatePrefix.count))).prefix(1_000).first { fact in
            role == nil || role == self.role(of: fact.file)
        }
        return found.flatMap { VariableUse.completed(dependency, image: $0.value) }
    }

    /// The folder of the role that a file belongs to; nil for variables of groups and hosts, which count everywhere.
    private static func role(of path: String) -> String? {
        let parts = path.split(separator: "/")
        let parents: Set<Substring> = ["defaults", "vars", "tasks", "handlers", "templates"]
        guard !parts.contains("group_vars"), !parts.contains("host_vars") else { return nil }
        guard let index = parts.firstIndex(where: parents.contains) else { return path }
        return parts[..<index].joined(separator: "/")
    }
}

extension VariableScope {
    /// Adds the texts of a mapping of variables.
    fileprivate mutating func addVariables(of node: YAMLNode) {
        for (key, value) in node.entries where value.isScalar && value.range.count <= 512 {
            guard let name = key.text, let scalar = value.scalar, !scalar.text.isEmpty else { continue }
            set(name, scalar)
        }
    }
}
