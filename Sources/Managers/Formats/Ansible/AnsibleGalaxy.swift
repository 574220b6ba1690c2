public import Domain
import TextEdits

/// Roles and collections of Ansible.
///
/// **Files**: `requirements.yml`, `requirements.yaml` and `galaxy.yml`, also as templates (`requirements.yml.j2`); other YAML with
/// `requirements` in its name; `meta/main.yml` of a role.
///
/// **Fields**: `roles[]` (or the list that the file is) with `src`, `name`, `role`, `version` and `scm`; `collections[]` with `name`, `source`,
/// `type` and `version`, or `name:version`; `dependencies` of `galaxy.yml`. A source that is a Git address is looked up there,
/// anything else at Galaxy.
///
/// **Skipped, with a reason**: branches, `*` and no version (`unspecified-version`), variables (`contains-variable`).
///
/// Source: https://docs.ansible.com/ansible/latest/galaxy/user_guide.html
public struct AnsibleGalaxy: Manager {
    public static let id: ManagerID = "ansible-galaxy"
    public static let summary = "roles and collections in requirements.yml"
    public static let filePatterns = [
        "**/*requirements*.{yml,yaml}{,.j2}", "**/galaxy.{yml,yaml}", "**/meta/main.{yml,yaml}",
    ]
    public static let datasources: [DatasourceID] = [
        "galaxy", "galaxy-collection", "git-tags", "github-tags", "gitlab-tags",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        guard file.traits.isYAML else { return false }
        return name.contains(bytes: "requirements") || name.hasPrefix("galaxy.y") || isOfRole(file)
    }

    /// `meta/main.yml`, which says what a role needs.
    private func isOfRole(_ file: SourceFile) -> Bool {
        file.traits.name.hasPrefix("main.y") && (file.folder == "meta" || file.folder.hasSuffix("/meta"))
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots {
            if file.traits.name.hasPrefix("galaxy.") {
                addDependencies(root["dependencies"], pins)
                continue
            }
            if isOfRole(file) {
                // Most roles are named without a version there, because others install them.
                for role in root["dependencies"]?.items ?? [] where role["version"] != nil { addRole(role, pins) }
                continue
            }
            // `requirements.yaml` of a Helm chart has `dependencies` and neither of these.
            let isNamed = file.traits.name.hasPrefix("requirements.")
            let roles = root.isSequence && isNamed ? root.items : root["roles"]?.items ?? []
            // Other files that speak of requirements have roles of their own kind, but no versions of them.
            for role in roles where isNamed || role["version"] != nil { addRole(role, pins) }
            for collection in root["collections"]?.items ?? [] where isNamed || collection["version"] != nil {
                addCollection(collection, pins)
            }
        }
        return pins.extraction
    }

    private func addRole(_ node: YAMLNode, _ pins: PinBuilder) {
        guard node.isMapping else { return }
        let source = node["src"]?.text ?? node["role"]?.text ?? node["name"]?.text ?? ""
        guard !source.isEmpty, node["include"] == nil else { return }
        add(
            node, source: source, name: node["name"]?.text, datasource: "galaxy", depType: "role",
            isGit: node["scm"]?.text == "git", pins)
    }

    private func addCollection(_ node: YAMLNode, _ pins: PinBuilder) {
        if let scalar = node.scalar { return addCollection(scalar, pins) }
        guard let name = node["name"]?.text ?? node["source"]?.text, !name.isEmpty else { return }
        let isGit = node["type"]?.text == "git"
        let address = isGit && !isAddress(name) ? node["source"]?.text ?? name : name
        add(
            node, source: address, name: isAddress(name) ? nil : name, datasource: "galaxy-collection",
            depType: "collection", isGit: isGit, pins)
    }

    /// `namespace.name:1.2.3`.
    private func addCollection(_ scalar: YAMLScalar, _ pins: PinBuilder) {
        let bytes = Array(scalar.text.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon + 1 < bytes.count, !isAddress(scalar.text)
        else { return }
        let name = ByteText.string(bytes, 0..<colon)
        addVersion(name, scalar.part((colon + 1)..<bytes.count), "galaxy-collection", "collection", pins)
    }

    private func isAddress(_ text: String) -> Bool {
        text.contains(bytes: "://") || text.hasPrefix("git@") || text.hasPrefix("git+")
    }

    private func add(
        _ node: YAMLNode, source: String, name: String?, datasource: DatasourceID, depType: String, isGit: Bool,
        _ pins: PinBuilder
    ) {
        let version = node["version"]
        let address = source.hasPrefix("git+") ? String(source.dropFirst(4)) : source
        if isGit || isAddress(source), let place = GitAddress(address) {
            guard let scalar = version?.scalar, !scalar.text.isEmpty else {
                return addUnpinned(name ?? place.path, place.datasource, depType, node, pins)
            }
            pins.addRevision(scalar, of: place, name: name, depType: depType)
        } else if let scalar = version?.scalar, !scalar.text.isEmpty {
            addVersion(datasource == "galaxy" ? source : name ?? source, scalar, datasource, depType, pins)
        } else {
            addUnpinned(name ?? source, datasource, depType, node, pins)
        }
    }

    private func addVersion(
        _ name: String, _ scalar: YAMLScalar, _ datasource: DatasourceID, _ depType: String, _ pins: PinBuilder
    ) {
        var dependency = pins.pin(
            name, scalar, datasource: datasource, versioning: "semver-coerced", depType: depType)
        if dependency.skipReason == nil, !scalar.text.utf8.contains(where: { (0x30...0x39).contains($0) }) {
            dependency.skipReason = .unspecifiedVersion
        }
        pins.add(dependency)
    }

    private func addUnpinned(
        _ name: String, _ datasource: DatasourceID, _ depType: String, _ node: YAMLNode, _ pins: PinBuilder
    ) {
        pins.add(
            Dependency(
                file: pins.file.path, line: pins.file.line(at: node.fileOffset), manager: Self.id, depName: name,
                datasource: datasource, versioning: "semver-coerced", depType: depType,
                skipReason: VariableText.isIn(name) ? .containsVariable : .unspecifiedVersion))
    }

    private func addDependencies(_ node: YAMLNode?, _ pins: PinBuilder) {
        for (key, value) in node?.entries ?? .none {
            guard let name = key.text, let scalar = value.scalar else { continue }
            addVersion(name, scalar, "galaxy-collection", "collection", pins)
        }
    }
}
