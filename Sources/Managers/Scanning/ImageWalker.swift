import Domain
import TextEdits

/// Finds container images in free-form YAML, as Helm values and custom resources hold them.
///
/// Understands, at any depth: a scalar called `image` (or `...Image`, `imageName`) with a full reference; maps and lists of
/// such references under `images`; and a name and a tag in two keys of one mapping: `repository` and `tag`, `image` and
/// `tag`, `name` and `tag` below an `image` key, `imageRepository` and `imageTag`, `fooImage` and `fooTag`,
/// with `registry` and `digest` beside them. Aliases are not followed: what they stand for is found at its anchor.
struct ImageWalker {
    /// How much the place says about what is in it.
    enum Place {
        /// Helm values: a `repository` and a `tag` are an image.
        case values
        /// A Kubernetes resource: what has a `name` and an `image` is a container, with or without a tag.
        case resource
        /// Any YAML file: only what can be nothing else.
        case unknown
    }

    let pins: PinBuilder
    let place: Place
    var depType = "image"
    /// Set where other files may hold other layers of the same values.
    var layer: ValuesLayer?
    /// Whether this is the text of a scalar, in which no text is read again.
    var isInText = false

    /// Looks at `node` and everything below it. `key` is the key that it stands under.
    func walk(_ node: YAMLNode, key: YAMLNode? = nil) {
        walk(node, Surroundings(key: key), depth: 0)
    }

    /// Looks at a resource, but not at what describes it.
    func walk(resource node: YAMLNode) {
        let others: [StaticString] = ["metadata", "status", "data", "stringData"]
        let skipped = node.entries.filter { entry in others.contains { entry.key.reads($0) } }.map(\.key.index)
        walkMapping(node, Surroundings(key: nil), depth: 0, skipping: Set(skipped))
    }

    /// What the keys above a node say.
    private struct Surroundings {
        /// The keys from the top down.
        var keys: [YAMLNode] = []
        /// The key that the node stands under ends in `image` or `images`.
        var isImage = false
        /// A key above ends in `images`.
        var isInImages = false

        init(key: YAMLNode?) {
            guard let key else { return }
            keys = [key]
            isInImages = key.ends(caseless: "images")
            isImage = isInImages || key.ends(caseless: "image")
        }

        /// `keepsKeys` tells whether the path to the node will be asked for.
        func below(_ key: YAMLNode, keepsKeys: Bool) -> Surroundings {
            var next = Surroundings(key: nil)
            next.isInImages = key.ends(caseless: "images")
            next.isImage = next.isInImages || key.ends(caseless: "image")
            if keepsKeys { next.keys = keys + [key] }
            next.isInImages = next.isInImages || isInImages
            return next
        }
    }

    private func walk(_ node: YAMLNode, _ around: Surroundings, depth: Int) {
        guard depth <= YAMLComposer.maximumDepth else { return }
        switch node.kind {
        case .mapping: walkMapping(node, around, depth: depth)
        case .sequence:
            node.forEachChild { index, record in
                if record.kind == .scalar {
                    guard record.style == .literal || around.isImage || around.isInImages else { return }
                    let item = YAMLNode(stream: node.stream, index: index)
                    if item.style == .literal { walk(text: item) }
                    if around.isImage || around.isInImages { pins.addImage(item, depType: depType, unpinned: .ignore) }
                } else {
                    walk(YAMLNode(stream: node.stream, index: index), around, depth: depth + 1)
                }
            }
        case .scalar, .alias: break
        }
    }

    /// Manifests that stand in values as text, as charts take them under `extraObjects` and the like.
    private func walk(text node: YAMLNode) {
        let bytes = node.stream.bytes
        guard place == .values, !isInText, node.range.count < 1_000_000,
            let hit = ByteText.firstIndex(of: "image:", in: bytes, from: node.range.lowerBound, rare: 5),
            hit < node.range.upperBound, let inner = node.embedded
        else { return }
        let resources = KubernetesResources(inner.roots)
        for (roots, place) in [(resources.all.map(\.node), Place.resource), (resources.others, .unknown)] {
            let walker = ImageWalker(pins: pins, place: place, depType: depType, isInText: true)
            for root in roots { if place == .resource { walker.walk(resource: root) } else { walker.walk(root) } }
        }
    }

    private func walkMapping(_ node: YAMLNode, _ around: Surroundings, depth: Int, skipping: Set<Int32> = []) {
        var taken = skipping
        if ImagePairs.mayBeIn(node) {
            let pairs = ImagePairs(node, isImage: around.isImage || around.isInImages, place: place)
            for pair in pairs.all() where add(pair, node) { taken.formUnion(pair.keys) }
            if place == .values { readLayer(pairs, around) }
        }
        let stream = node.stream
        node.forEachEntry { key, value in
            guard taken.isEmpty || !taken.contains(key.0) else { return }
            switch value.1.kind {
            case .mapping, .sequence:
                let next = around.below(YAMLNode(stream: stream, index: key.0), keepsKeys: place == .values)
                walk(YAMLNode(stream: stream, index: value.0), next, depth: depth + 1)
            case .scalar:
                let isLiteral = value.1.style == .literal
                guard isLiteral || around.isInImages || Self.mayNameImage(key.1, stream.bytes) else { return }
                let found = YAMLNode(stream: stream, index: value.0)
                if isLiteral { walk(text: found) }
                addReference(YAMLNode(stream: stream, index: key.0), found, in: node, around)
            case .alias:
                let name = YAMLNode(stream: stream, index: key.0)
                guard name.reads("image") else { return }
                addReference(name, YAMLNode(stream: stream, index: value.0).resolved, in: node, around)
            }
        }
    }

    /// Whether a key ends as those do that ``addReference`` looks at: `image`, `imageName`, `reference`, `value`.
    private static func mayNameImage(_ key: YAMLRecord, _ bytes: [UInt8]) -> Bool {
        key.end > key.start && bytes[Int(key.end) - 1] | 0x20 == UInt8(ascii: "e")
    }

    private func add(_ pair: ImagePairs.Pair, _ node: YAMLNode) -> Bool {
        pins.addImage(
            name: pair.name, tag: pair.tag?.scalar, digest: pair.digest?.scalar, depType: depType,
            unpinned: place == .values ? .report : .ignore, offset: node.fileOffset)
    }

    /// Notes names for other layers of these values, and tags that take their name from them.
    private func readLayer(_ pairs: ImagePairs, _ around: Surroundings) {
        guard layer != nil || around.isImage, !around.keys.isEmpty else { return }
        let path = around.keys.compactMap(\.text).joined(separator: ".")
        if let name = pairs.plainName {
            layer?.note(path, image: name, pins)
        } else if let tag = pairs.plainTag?.scalar {
            (layer ?? ValuesLayer(scope: pins.file.path))
                .addTag(tag, at: path, isImage: around.isImage, depType: depType, pins)
        }
    }

    private func addReference(
        _ key: YAMLNode, _ value: YAMLNode, in node: YAMLNode, _ around: Surroundings
    ) {
        guard value.isScalar, value.range.count > 2 else { return }
        var isContainer: Bool { place == .resource && node["name"] != nil }
        if key.reads("image") {
            pins.addImage(value, depType: depType, unpinned: isContainer ? .report : .ignore)
        } else if key.ends(caseless: "image") || key.ends(caseless: "imagename") || around.isInImages {
            pins.addImage(value, depType: depType, unpinned: .ignore)
        } else if key.reads("reference"), around.isImage, place == .resource {
            pins.addImage(value, depType: "volume", unpinned: .ignore)
        } else if key.reads("value"), isContainer, isImageVariable(node["name"]),
            value.text?.contains(bytes: "/") == true
        {
            pins.addImage(value, depType: "env", unpinned: .ignore)
        }
    }

    /// Whether an environment variable is called like an image: `RELATED_IMAGE_X`, `WORKER_IMAGE`.
    private func isImageVariable(_ name: YAMLNode?) -> Bool {
        guard let name = name?.text else { return false }
        return name.hasSuffix("_IMAGE") || name.hasPrefix("RELATED_IMAGE_") || name == "IMAGE"
    }
}
