public import Domain

/// Images and versions of Talos Linux.
///
/// **Files**: machine configurations (any YAML with `machine` and one of its fields, such as `machineconfig.yaml.j2`), patches of them
/// too, the `talconfig.yaml` and `talenv.yaml` of talhelper, and cluster templates of Omni (`kind: Cluster` without
/// `apiVersion`). Templates are hidden before reading.
///
/// **Fields**: images of the installer, the kubelet, the control plane and of extensions; addresses in `extraManifests` that name a
/// release or a tag; `talosVersion` and `kubernetesVersion`; `talos.version` and `kubernetes.version` of a cluster template.
///
/// **Skipped, with a reason**: images with variables (`contains-variable`); an installer of `factory.talos.dev` whose schematic is a
/// variable counts as a release of Talos.
/// Source: https://www.talos.dev/latest/reference/configuration/v1alpha1/config/,
/// https://budimanjojo.github.io/talhelper/latest/reference/configuration/
public struct Talos: Manager {
    public static let id: ManagerID = "talos"
    public static let summary = "Images and versions in Talos machine configurations"
    public static let filePatterns = ["**/talconfig.{yaml,yml}", "**/talenv.{yaml,yml}"]
    public static let datasources: [DatasourceID] = [
        "docker", "git-tags", "github-releases", "github-tags", "gitlab-tags",
    ]

    /// What stands below `machine` in a configuration of Talos, and nowhere else under that name.
    private static let machineFields: [StaticString] = [
        "install", "kubelet", "network", "sysctls", "kernel", "features", "nodeLabels", "certSANs", "udev", "type",
    ]
    /// The same for `cluster`.
    private static let clusterFields: [StaticString] = [
        "apiServer", "controllerManager", "scheduler", "etcd", "extraManifests", "controlPlane", "coreDNS",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        guard file.traits.isYAML else { return false }
        return file.mentions("talosVersion:", rare: 5) || isTalhelper(file) || isMachine(file) || mayBeTemplate(file)
    }

    /// Cluster templates of Omni have a kind, but no `apiVersion`.
    private func mayBeTemplate(_ file: SourceFile) -> Bool {
        file.mentions("kind: Cluster", rare: 6) && file.mentions("talos:", rare: 5)
            && file.mentions("kubernetes:", rare: 10)
    }

    private func isTalhelper(_ file: SourceFile) -> Bool {
        file.traits.name.hasPrefix("talconfig.") || file.traits.name.hasPrefix("talenv.")
    }

    private func isMachine(_ file: SourceFile) -> Bool {
        guard file.traits.mentionsImage || file.mentions("extraManifests:", rare: 5) else { return false }
        return file.mentions("machine:", rare: 3) || file.mentions("cluster:", rare: 2)
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.resources.others where root.isMapping {
            let isTalhelper = isTalhelper(file) || root["talosVersion"] != nil
            if isTalhelper { readTalhelper(root, pins) }
            if isTalhelper || isMachine(root) { readMachine(root, pins) }
            if root["kind"]?.reads("Cluster") == true { readTemplate(root, pins) }
        }
        let isTalos = file.mentions("siderolabs/", rare: 10) || file.mentions("factory.talos.dev", rare: 7)
        for failure in file.yaml.failures where isTalos { LineReader(pins: pins).read(failure.range) }
        var result = pins.extraction
        result.dependencies = result.dependencies.map(Self.named)
        return result
    }

    /// The factory builds installers of every release for any schematic: a schematic that a template fills in leaves open
    /// what is installed, but not of which release. https://www.talos.dev/latest/talos-guides/install/boot-assets/
    private static func named(_ dependency: Dependency) -> Dependency {
        guard dependency.skipReason == .containsVariable, dependency.depName.hasPrefix("factory.talos.dev/"),
            let version = dependency.currentValue, !VariableText.isIn(version), !dependency.spans.isEmpty
        else { return dependency }
        var named = dependency
        named.depName = "siderolabs/talos"
        named.packageName = named.depName
        (named.datasource, named.versioning, named.skipReason) = ("github-releases", "semver", nil)
        return named
    }

    private func isMachine(_ root: YAMLNode) -> Bool {
        Self.machineFields.contains { root["machine"]?[$0] != nil }
            || Self.clusterFields.contains { root["cluster"]?[$0] != nil }
    }

    /// https://omni.siderolabs.com/reference/cluster-templates
    private func readTemplate(_ root: YAMLNode, _ pins: PinBuilder) {
        addRelease("siderolabs/talos", root["talos", "version"], pins)
        addRelease("kubernetes/kubernetes", root["kubernetes", "version"], pins)
    }

    private func readMachine(_ root: YAMLNode, _ pins: PinBuilder) {
        ImageWalker(pins: pins, place: .resource).walk(root)
        for item in root["cluster", "extraManifests"]?.items ?? [] { RemoteBase.add(item, pins, depType: "manifest") }
        for item in root["cluster", "externalCloudProvider", "manifests"]?.items ?? [] {
            RemoteBase.add(item, pins, depType: "manifest")
        }
    }

    /// talhelper takes versions with and without `v`; releases have it.
    private func readTalhelper(_ root: YAMLNode, _ pins: PinBuilder) {
        for (key, name) in [
            ("talosVersion", "siderolabs/talos"), ("kubernetesVersion", "kubernetes/kubernetes"),
        ] as [(StaticString, String)] {
            addRelease(name, root[key], pins)
        }
    }

    private func addRelease(_ name: String, _ node: YAMLNode?, _ pins: PinBuilder) {
        guard let version = node?.scalar, !version.text.isEmpty else { return }
        var dependency = pins.pin(
            name, version, datasource: "github-releases", versioning: "semver-coerced", depType: "talos")
        if !version.text.hasPrefix("v") { dependency.extractVersion = "^v(?<version>.+)$" }
        pins.add(dependency)
    }
}
