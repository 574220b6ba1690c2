import Domain

/// Finds container images in blocks, objects and heredocs at any depth.
struct TerraformImages {
    let pins: PinBuilder
    let scope: HCLScope
    /// The type of the resource, which says what an `image` is; it becomes the `depType`.
    let type: String
    /// Whether the content is Helm values.
    var isValues = false

    /// A longer text is no manifest that a person wrote in a Terraform file.
    private static let maximumText = 4_000_000

    /// Images of virtual machines, which look like those of containers.
    private static let otherImages = ["lxd_", "incus_", "libvirt_", "multipass_", "proxmox_", "vsphere_"]

    /// Whether an `image` can be nothing but that of a container.
    private var isContainer: Bool { type.hasPrefix("kubernetes_") || type.hasPrefix("docker_") }

    func walk(_ node: HCLNode) {
        guard !Self.otherImages.contains(where: type.hasPrefix) else { return }
        walk(node, isImage: false)
    }

    /// `isImage` tells whether the node stands under a key that ends in `image`.
    private func walk(_ node: HCLNode, isImage: Bool) {
        if node.kind == .heredoc { return readText(node) }
        if node.hasEntries, let name = node["repository"], let tag = node["tag"], isImage || isValues {
            addPair(name, tag, node)
        }
        if node.hasEntries { addTagFields(of: node) }
        for child in node.entries {
            switch child.kind {
            case .string, .reference, .number: if isImageKey(child) { addReference(child) }
            case .block, .object, .list, .call, .heredoc: walk(child, isImage: isImageKey(child))
            case .label, .expression: break
            }
        }
    }

    private func isImageKey(_ node: HCLNode) -> Bool {
        let range = node.keyRange
        guard range.count >= 5, range.count <= 64 else { return false }
        let all = node.tree.bytes
        if ByteText.equals(all, range, "image_uri") || ByteText.equals(all, range, "docker_image_name")
            || ByteText.equals(all, range, "image_identifier")
        {
            return true
        }
        let ending = node.tree.bytes[(range.upperBound - 4)..<range.upperBound]
        return ending.elementsEqual("mage".utf8) && Self.isImageKey(node.key)
    }

    /// `image`, `container_image`, `sidecarImage`.
    static func isImageKey(_ key: String) -> Bool {
        key == "image" || key.hasSuffix("_image") || key.hasSuffix("Image")
    }

    /// Adds what is an image for certain, also when it has no tag.
    func add(_ node: HCLNode) {
        let value = scope.value(of: node)
        guard value.text.utf8.count <= 1024 else { return }
        if HCLText.scalar(of: node) == nil, value.isOpen {
            // The image of a resource elsewhere is reported there; only a variable is a value of its own.
            guard value.text.hasPrefix("var.") || value.text.hasPrefix("local.") || value.text.hasPrefix("each.") else {
                return
            }
            var pin = pins.pin(
                value.text, value.scalar, datasource: "docker", versioning: "docker", depType: type)
            TerraformVariables(pins: pins).reportUse(value.text, .wholeImage, pin)
            pin.skipReason = .containsVariable
            return pins.add(pin)
        }
        if value.isOpen, addOpenTag(value) { return }
        pins.addImage(value.scalar, depType: type)
    }

    /// Adds `name:${var.tag}` where the variable stands in another file; false for anything else.
    private func addOpenTag(_ value: HCLValue) -> Bool {
        guard let open = value.text.utf8.lastIndex(of: UInt8(ascii: "$")), open > value.text.startIndex else {
            return false
        }
        let tag = String(value.text[open...])
        let before = value.text[..<open]
        guard before.last == ":", TerraformVariables.name(in: tag) != nil, !before.dropLast().isEmpty else {
            return false
        }
        let start = before.utf8.count
        var pin = pins.pin(
            String(before.dropLast()), value.scalar.part(start..<value.text.utf8.count), datasource: "docker",
            versioning: "docker", depType: type)
        TerraformVariables(pins: pins).reportUse(tag, .image, pin)
        pin.skipReason = .containsVariable
        pins.add(pin)
        return true
    }

    /// Adds what is an image only when it has a tag or a digest.
    func addTagged(_ node: HCLNode) {
        let value = scope.value(of: node)
        guard value.text.utf8.count <= 1024, HCLText.scalar(of: node) != nil || !value.isOpen,
            !value.text.contains(bytes: "://"), !value.text.hasPrefix("arn:"), !value.text.hasPrefix("ami-")
        else { return }
        if value.isOpen, addOpenTag(value) { return }
        pins.addImage(value.scalar, depType: type, unpinned: .ignore)
    }

    private func addReference(_ node: HCLNode) {
        if isContainer, node.isCalled("image") { add(node) } else { addTagged(node) }
    }

    private func addPair(_ name: HCLNode, _ tag: HCLNode, _ node: HCLNode) {
        let (name, tag) = (scope.value(of: name), scope.value(of: tag))
        guard name.text.utf8.count <= 1024, tag.text.utf8.count <= 256 else { return }
        var whole = name.text
        if let host = node["registry"].map({ scope.value(of: $0).text }), !host.isEmpty, !whole.hasPrefix(host + "/") {
            whole = host + "/" + whole
        }
        if name.isOpen || tag.isOpen {
            var pin = pins.pin(whole, tag.scalar, datasource: "docker", versioning: "docker", depType: type)
            TerraformVariables(pins: pins).reportUse(tag.text, .image, pin)
            pin.skipReason = .containsVariable
            return pins.add(pin)
        }
        pins.addImage(name: whole, tag: tag.scalar, depType: type, unpinned: .ignore, offset: node.fileOffset)
    }

    /// Adds `image_tag` with `image`, `image_name` or `image_repository` beside it, all with the same prefix.
    private func addTagFields(of node: HCLNode) {
        let fields = Array(node.entries.lazy.filter { $0.kind == .string && $0.keyRange.count <= 64 }.prefix(1000))
        // More is no object that a person wrote, and each tag looks through all.
        guard fields.count < 1000 else { return }
        for tag in fields {
            let key = tag.key
            let words =
                key.hasSuffix("image_tag")
                ? ["image_repository", "image_repo", "image_name", "image"]
                : key.hasSuffix("imageTag") ? ["imageRepository", "imageRepo", "imageName", "image"] : []
            guard !words.isEmpty else { continue }
            let prefix = key.dropLast(key.hasSuffix("imageTag") ? 8 : 9)
            let names = words.map { String(prefix) + $0 }
            guard let name = fields.first(where: { names.contains($0.key) }),
                HCLText.scalar(of: name).map({ ImageText($0.text)?.tag == nil }) == true
            else { continue }
            addPair(name, tag, node)
        }
    }

    /// YAML or JSON in a heredoc: Helm values, a manifest, a task definition.
    private func readText(_ node: HCLNode) {
        guard node.range.count <= Self.maximumText,
            let hit = ByteText.firstIndex(of: "mage", in: node.tree.bytes, from: node.range.lowerBound, rare: 2),
            hit < node.range.upperBound, let (bytes, map) = HCLText.decoded(node)
        else { return }
        if type == "nomad_job" {
            if let root = HCLTree(bytes, map: map).root { walk(root, isImage: false) }
            return
        }
        for root in YAMLStream(bytes, map: map).roots {
            let isResource = root["apiVersion"] != nil && root["kind"] != nil
            let walker = ImageWalker(
                pins: pins, place: isResource ? .resource : isValues ? .values : .unknown, depType: type)
            if isResource { walker.walk(resource: root) } else { walker.walk(root) }
        }
    }
}
