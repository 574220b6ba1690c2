public import Domain

/// Container images that tasks of Ansible run.
///
/// **Files**: YAML below a folder `tasks`, `handlers`, `defaults`, `vars`, `group_vars`, `host_vars` or `playbooks`, and playbooks.
///
/// **Fields**: `image` and keys that end in it, at any depth; addresses of a file of a release or at a tag, at GitHub and GitLab;
/// `chart_version` with `chart_ref` and `chart_repo_url` of the module `helm`; `version` of the module `git`, where it is a tag; `name` of
/// the modules `docker_image`, `docker_image_pull` and `podman_image`, where it has a version.
///
/// A variable in an image (`{{ name }}`) is edited where the same file sets it, or the `defaults` and `vars` of the role, or `group_vars`
/// and `host_vars` where it is the whole reference or the tag.
///
/// **Skipped, with a reason**: other templates (`contains-variable`). Other versions in variables need a hint in a comment.
///
/// Source: https://docs.ansible.com/ansible/latest/collections/community/docker/docker_container_module.html
public struct Ansible: Manager {
    public static let id: ManagerID = "ansible"
    public static let summary = "container images in tasks and variables of Ansible"
    public static let filePatterns = [
        "**/{tasks,handlers,defaults,vars,group_vars,host_vars,playbooks}/**/*.{yml,yaml}{,.j2}"
    ]
    public static let datasources: [DatasourceID] = [
        "docker", "git-tags", "github-releases", "github-tags", "gitlab-tags", "helm",
    ]

    public init() {}

    private static let folders: Set<Substring> = [
        "tasks", "handlers", "defaults", "vars", "group_vars", "host_vars", "playbooks",
    ]

    public func claims(_ file: SourceFile) -> Bool {
        guard file.traits.isYAML, !file.traits.mentionsKind,
            file.traits.mentionsImage || AnsibleVariables.mayBeIn(file) || Self.mayNameFiles(file)
                || Self.mayHoldModules(file)
        else { return false }
        return file.folder.split(separator: "/").contains { Self.folders.contains($0) }
            || file.mentions("ansible.") || file.mentions("docker_container", rare: 6)
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.resources.others {
            AnsibleVariables(pins: pins).read(root)
            ImageWalker(pins: pins, place: .unknown).walk(root)
            if Self.mayHoldModules(file) { Self.addModules(root, pins, depth: 0) }
            if Self.mayNameFiles(file) { Self.addFiles(root, pins, depth: 0) }
        }
        for failure in file.yaml.failures { LineReader(pins: pins).read(failure.range) }
        return pins.extraction
    }

    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        AnsibleVariables.resolve(dependency, with: facts)
    }

    private static func mayHoldModules(_ file: SourceFile) -> Bool {
        file.mentions("chart_version", rare: 5) || file.mentions("git:") && file.mentions("version:")
            || file.mentions("docker_image", rare: 6) || file.mentions("podman_image", rare: 6)
    }

    /// Tasks whose module pins something: `kubernetes.core.helm: {chart_ref: ..., chart_version: ...}`, `git: {repo: ..., version: ...}`.
    private static func addModules(_ node: YAMLNode, _ pins: PinBuilder, depth: Int) {
        guard depth < YAMLComposer.maximumDepth else { return }
        for (key, value) in node.entries where value.isMapping {
            if key.reads("helm") || key.ends(caseless: ".helm"), let version = value["chart_version"] {
                ChartReference(pins: pins).add(
                    value["chart_ref"], version: version, repository: value["chart_repo_url"]?.text,
                    offset: value.fileOffset)
            } else if key.reads("git") || key.ends(caseless: ".git"), let version = value["version"]?.text,
                GitAddress.isVersion(version) || GitAddress.isCommit(version)
            {
                pins.addRevision(value["version"], of: value["repo"]?.text, depType: "git")
            } else if isImageModule(key), value["build"] == nil, value["tag"] == nil, let image = value["name"]?.scalar,
                value["source"]?.reads("build") != true, value["state"]?.reads("absent") != true
            {
                pins.addVersionedImage(image, depType: "image")
            }
        }
        for child in node.children where !child.isScalar { addModules(child, pins, depth: depth + 1) }
    }

    /// Modules whose `name` is an image that they fetch.
    private static func isImageModule(_ key: YAMLNode) -> Bool {
        key.ends(caseless: "docker_image") || key.ends(caseless: "docker_image_pull")
            || key.ends(caseless: "podman_image")
    }

    private static func mayNameFiles(_ file: SourceFile) -> Bool {
        file.mentions("https://github.com/", rare: 8) || file.mentions("https://raw.githubusercontent.com/", rare: 12)
            || file.mentions("/-/raw/", rare: 1)
    }

    /// Addresses of files in the values of mappings and in lists.
    private static func addFiles(_ node: YAMLNode, _ pins: PinBuilder, depth: Int) {
        guard depth < YAMLComposer.maximumDepth else { return }
        for child in node.isMapping ? node.entries.map(\.value) : Array(node.children) {
            if !child.isScalar {
                addFiles(child, pins, depth: depth + 1)
            } else if child.range.count > 24, child.range.count < 2_048, let scalar = child.scalar,
                scalar.text.hasPrefix("https://"), !scalar.text.contains(bytes: "?")
            {
                RemoteBase.add(scalar, pins, depType: "file")
            }
        }
    }
}
