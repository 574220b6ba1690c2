public import Domain

/// Container images that tasks of Ansible run.
///
/// **Files**: YAML below a folder `tasks`, `handlers`, `defaults`, `vars`, `group_vars`, `host_vars` or `playbooks`, and playbooks.
///
/// **Fields**: `image` and keys that end in it, at any depth.
///
/// **Skipped, with a reason**: templates (`contains-variable`). Versions in variables need a hint in a comment.
///
/// Source: https://docs.ansible.com/ansible/latest/collections/community/docker/docker_container_module.html
public struct Ansible: Manager {
    public static let id: ManagerID = "ansible"
    public static let summary = "container images in tasks and variables of Ansible"
    public static let filePatterns = [
        "**/{tasks,handlers,defaults,vars,group_vars,host_vars,playbooks}/**/*.{yml,yaml}{,.j2}"
    ]
    public static let datasources: [DatasourceID] = ["docker"]

    public init() {}

    private static let folders: Set<Substring> = [
        "tasks", "handlers", "defaults", "vars", "group_vars", "host_vars", "playbooks",
    ]

    public func claims(_ file: SourceFile) -> Bool {
        guard file.traits.isYAML, file.traits.mentionsImage, !file.traits.mentionsKind else { return false }
        return file.folder.split(separator: "/").contains { Self.folders.contains($0) }
            || file.mentions("ansible.") || file.mentions("docker_container", rare: 6)
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.resources.others { ImageWalker(pins: pins, place: .unknown).walk(root) }
        for failure in file.yaml.failures { LineReader(pins: pins).read(failure.range) }
        return pins.extraction
    }
}
