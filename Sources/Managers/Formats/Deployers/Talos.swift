public import Domain

/// Images and versions of Talos Linux.
///
/// **Files**: machine configurations (any YAML with `machine` and one of its fields, such as `machineconfig.yaml.j2`), patches of them
/// too, and the `talconfig.yaml` and `talenv.yaml` of talhelper. Templates are hidden before reading.
///
/// **Fields**: images of the installer, the kubelet, the control plane and of extensions; addresses in `extraManifests` that name a
/// release or a tag; `talosVersion` and `kubernetesVersion`.
///
/// **Skipped, with a reason**: images with variables (`contains-variable`).
/// Source: https://www.talos.dev/latest/reference/configuration/v1alpha1/config/
public struct Talos: Manager {
    public static let id: ManagerID = "talos"
    public static let summary = "Images and versions in Talos machine configurations"
    public static let filePatterns = ["**/talconfig.{yaml,yml}", "**/talenv.{yaml,yml}"]
    public static let datasources: [DatasourceID] = [
        "docker", "git-tags", "github-releases", "github-tags", "gitlab-tags",
    ]

    /// What stands below `machine` in a configuration of Talos, and nowhere else under that name.
    private static let machineFields: [StaticString] = [
        "install", "kubelet", "network", "sysctls", "kernel", "features", "nodeLabels", "certSANs", "udev",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        isTalhelper(file) || file.traits.isYAML && file.traits.mentionsImage && file.mentions("machine:", rare: 7)
    }

    private func isTalhelper(_ file: SourceFile) -> Bool {
        file.traits.isYAML && (file.traits.name.hasPrefix("talconfig.") || file.traits.name.hasPrefix("talenv."))
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots {
            if isTalhelper(file) { readTalhelper(root, pins) }
            if isMachine(root) || isTalhelper(file) { readMachine(root, pins) }
        }
        for failure in file.yaml.failures where file.mentions("talos") { LineReader(pins: pins).read(failure.range) }
        return pins.extraction
    }

    private func isMachine(_ root: YAMLNode) -> Bool {
        guard let machine = root["machine"], machine.isMapping, root["apiVersion"] == nil else { return false }
        return Self.machineFields.contains { machine[$0] != nil }
    }

    private func readMachine(_ root: YAMLNode, _ pins: PinBuilder) {
        ImageWalker(pins: pins, place: .resource).walk(root)
        for item in root["cluster", "extraManifests"]?.items ?? [] { RemoteBase.add(item, pins, depType: "manifest") }
        for item in root["cluster", "externalCloudProvider", "manifests"]?.items ?? [] {
            RemoteBase.add(item, pins, depType: "manifest")
        }
    }

    /// https://budimanjojo.github.io/talhelper/latest/reference/configuration/
    private func readTalhelper(_ root: YAMLNode, _ pins: PinBuilder) {
        let versions: [(StaticString, String, DatasourceID)] = [
            ("talosVersion", "siderolabs/talos", "github-releases"),
            ("kubernetesVersion", "ghcr.io/siderolabs/kubelet", "docker"),
        ]
        for (key, name, datasource) in versions {
            guard let version = root[key]?.scalar, !version.text.isEmpty else { continue }
            pins.add(
                pins.pin(
                    name, version, datasource: datasource,
                    versioning: datasource == "docker" ? "docker" : "semver", depType: "talos"))
        }
    }
}
