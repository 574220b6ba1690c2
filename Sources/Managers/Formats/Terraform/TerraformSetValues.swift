import Domain

/// The `set` blocks of a `helm_release`, or the list of the same name: single Helm values by their path.
///
/// Source: https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release#set
struct TerraformSetValues {
    let pins: PinBuilder
    let scope: HCLScope

    func read(_ block: HCLNode) {
        var values: [(path: String, value: HCLNode)] = []
        for entry in block.bodies("set") {
            guard let name = entry["name"].map({ scope.value(of: $0) }), !name.isOpen, let value = entry["value"] else {
                continue
            }
            values.append((name.text, value))
        }
        guard !values.isEmpty, values.count < 1000 else { return }
        let byPath = Dictionary(values.map { ($0.path.lowercased(), $0.value) }) { _, last in last }
        for (path, value) in values { read(path, value, byPath) }
    }

    private func read(_ path: String, _ node: HCLNode, _ all: [String: HCLNode]) {
        let lowered = path.lowercased()
        let value = scope.value(of: node)
        guard !value.isOpen, !value.text.isEmpty, value.text.utf8.count <= 1024 else { return }
        if lowered == "image" || lowered.hasSuffix(".image") {
            pins.addImage(value.scalar, depType: "helm_release", unpinned: .ignore)
            return
        }
        guard
            lowered == "tag" || lowered.hasSuffix("image.tag") || lowered.hasSuffix(".tag")
                || lowered.hasSuffix("imagetag")
        else { return }
        let prefix = String(lowered.dropLast(3))
        guard let name = all[prefix + "repository"].map({ scope.value(of: $0) }), !name.text.isEmpty else {
            return addUnnamed(path, value.scalar)
        }
        guard !name.isOpen else { return }
        var whole = name.text
        if let host = all[prefix + "registry"].map({ scope.value(of: $0).text }), !host.isEmpty,
            !whole.hasPrefix(host + "/")
        {
            whole = host + "/" + whole
        }
        pins.addImage(
            name: whole, tag: value.scalar, depType: "helm_release", unpinned: .ignore, offset: node.fileOffset)
    }

    /// A tag of an image that only the chart names.
    private func addUnnamed(_ path: String, _ tag: YAMLScalar) {
        guard tag.text.utf8.contains(where: { (0x30...0x39).contains($0) }), ImageReference.isTag(tag.text) else {
            return
        }
        var pin = pins.pin(path, tag, datasource: "docker", versioning: "docker", depType: "helm_release")
        pin.skipReason = .invalidName
        pins.add(pin)
    }
}
