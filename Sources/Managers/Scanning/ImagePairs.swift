import Domain

/// Finds the keys of one mapping that name an image and its tag or digest together.
///
/// Keys are compared in lower case without `_` and `-`; `fooImageTag` belongs to `fooImage`, `fooImageRepository` or
/// `fooRepository`, and `tag` alone to `repository` or `image`.
struct ImagePairs {
    /// A name with a tag, a digest or both.
    struct Pair {
        var name: String
        var tag: YAMLNode?
        var digest: YAMLNode?
        /// The keys it is made of.
        var keys: Set<Int32>
    }

    private let isImage: Bool
    private let place: ImageWalker.Place
    private var scalars = Scalars()

    /// Whether one of the keys may hold a tag or digest: a cheap test before strings are made.
    static func mayBeIn(_ node: YAMLNode) -> Bool {
        node.hasKey { key in
            guard let last = key.last else { return false }
            switch last | 0x20 {
            case UInt8(ascii: "g"): return ends(key, "tag")
            case UInt8(ascii: "n"): return ends(key, "version")
            case UInt8(ascii: "t"): return ends(key, "digest")
            case UInt8(ascii: "y"): return ends(key, "repository")
            case UInt8(ascii: "a"): return ends(key, "sha")
            default: return false
            }
        }
    }

    private static func ends(_ key: UnsafeBufferPointer<UInt8>, _ ending: StaticString) -> Bool {
        let count = ending.utf8CodeUnitCount
        guard key.count >= count else { return false }
        return (0..<count).allSatisfy { key[key.count - count + $0] | 0x20 == ending.utf8Start[$0] }
    }

    init(_ node: YAMLNode, isImage: Bool, place: ImageWalker.Place) {
        self.isImage = isImage
        self.place = place
        for (key, value) in node.entries {
            let value = value.resolved
            guard value.isScalar, key.range.count <= 64, let text = key.text else { continue }
            scalars.set(Self.normalized(text), (key.index, value))
        }
        // Fields that are merged in (`<<: *default`) complete those that stand here.
        if scalars["<<"] == nil, node.entries.contains(where: { $0.key.reads("<<") }) {
            for (name, merged) in [("repository", node["repository"]), ("registry", node["registry"])] {
                if let merged, merged.isScalar, scalars[name] == nil { scalars.set(name, (-1, merged)) }
            }
        }
    }

    /// The pairs in the order of their names. The longest names come first: `sidecarImageTag` is no `imageTag`.
    func all() -> [Pair] {
        var pairs: [Pair] = []
        var stems: Set<String> = []
        // Few keys end so; the stems are put in order below.
        for name in scalars.names where Self.mayEnd(name) {
            for ending in ["tag", "version", "digest", "sha", "repository"] where name.hasSuffix(ending) {
                let stem = String(name.dropLast(ending.count))
                if ending == "version", !(stem.hasSuffix("image") || (stem.isEmpty && holdsVersion)) { continue }
                if ending == "repository", !(stem.isEmpty && isImage && place == .values) { continue }
                stems.insert(stem)
            }
        }
        for stem in stems.sorted() {
            if let pair = pair(stem) { pairs.append(pair) }
        }
        return pairs
    }

    /// Whether a `version` is the tag of an image: below an `image` key, and beside an `image` whose registry or repository
    /// stands in a field of its own.
    private var holdsVersion: Bool {
        isImage || (scalars["image"] != nil && (scalars["repository"] != nil || scalars["registry"] != nil))
    }

    /// A repository whose last part stands under `image`: `{repository: nvcr.io/nvidia, image: driver, version: 1.2.3}`.
    /// https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/getting-started.html
    private var splitName: String? {
        guard let folder = scalars["repository"]?.value.text, let image = scalars["image"]?.value.text,
            !folder.isEmpty, !image.isEmpty, !image.contains(bytes: "/"), ImageText(image)?.tag == nil,
            ImageText(folder)?.tag == nil, !folder.hasSuffix("/" + image), folder != image
        else { return nil }
        return (folder.hasSuffix("/") ? folder : folder + "/") + image
    }

    /// Whether a name ends in the last letter of one of the endings that ``all()`` looks for.
    private static func mayEnd(_ name: String) -> Bool {
        switch name.utf8.last {
        case UInt8(ascii: "g"), UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "a"), UInt8(ascii: "y"): true
        default: false
        }
    }

    /// The registry of all of Istio's images, whose tags are one: `{hub: docker.io/istio, tag: 1.24.0}`.
    /// https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/
    private var istioHub: (key: Int32, value: YAMLNode)? {
        guard place == .values, scalars["imageversion"] == nil, scalars["imagetag"] == nil, let hub = value("hub"),
            hub.value.text?.contains(bytes: "istio") == true
        else { return nil }
        return hub
    }

    /// The image that the mapping as a whole names, whether its tag stands here or not.
    var plainName: String? {
        guard name("") != nil else { return nil }
        return pair("")?.name
    }

    /// A `tag` beside which nothing names the image.
    var plainTag: YAMLNode? {
        guard let tag = value("tag"), name("") == nil, istioHub == nil, tag.value.range.count <= 128 else { return nil }
        return tag.value
    }

    private func pair(_ stem: String) -> Pair? {
        guard let name = name(stem) ?? (stem.isEmpty ? istioHub : nil) else { return nil }
        var tag =
            value(stem + "tag")
            ?? (stem.isEmpty && holdsVersion || stem.hasSuffix("image") ? value(stem + "version") : nil)
        var digest = value(stem + "digest") ?? (isImage ? value(stem + "sha") : nil)
        if let whole = tag, digest == nil, whole.value.text?.hasPrefix("sha256:") == true {
            (tag, digest) = (nil, whole)
        }
        var split = stem.isEmpty ? splitName : nil
        if stem.isEmpty, istioHub?.key == name.key { split = (name.value.text ?? "") + "/pilot" }
        guard var text = split ?? name.value.text, let image = ImageText(text), image.tag == nil, image.digest == nil
        else {
            return nil
        }
        var keys = Set(
            [name.key, tag?.key, digest?.key, split.flatMap { _ in scalars["image"]?.key }].compactMap { $0 })
        let registry =
            value(stem + "registry") ?? (stem.hasSuffix("image") ? value(stem.dropLast(5) + "registry") : nil)
        if let registry, var host = registry.value.text, !host.isEmpty {
            while host.hasSuffix("/") { host.removeLast() }
            if !text.hasPrefix(host + "/") { text = host + "/" + text }
            keys.insert(registry.key)
        }
        guard place != .unknown || isImage || stem.hasSuffix("image") || hasHost(text) else { return nil }
        return Pair(name: text, tag: tag?.value, digest: digest?.value, keys: keys)
    }

    /// The scalar that names the image of `stem`.
    private func name(_ stem: String) -> (key: Int32, value: YAMLNode)? {
        var candidates = [stem + "repository", stem + "image", stem + "imagerepository", stem + "repo"]
        if stem.hasSuffix("image") {
            let short = stem.dropLast(5)
            candidates += [stem, stem + "name", short + "repository", short + "repo", short + "name"]
        } else if stem.isEmpty, isImage || scalars["registry"] != nil {
            candidates += ["name", "imagename"]
        } else if stem.isEmpty {
            candidates += ["imagename"]
        }
        // `imageName` and `imageVersion` belong together; a `tag` beside them is of something else.
        let hasOwnTag = stem.isEmpty && (scalars["imagetag"] != nil || scalars["imageversion"] != nil)
        for candidate in candidates where !(hasOwnTag && candidate.hasPrefix("image")) {
            if let found = scalars[candidate], found.value.range.count > 1,
                found.value.text?.contains(bytes: "://") != true
            {
                return found
            }
        }
        return nil
    }

    private func value(_ name: some StringProtocol) -> (key: Int32, value: YAMLNode)? {
        guard let found = scalars[String(name)], !found.value.isNull, !found.value.range.isEmpty else { return nil }
        return found
    }

    private func hasHost(_ name: String) -> Bool {
        guard let slash = name.firstIndex(of: "/") else { return false }
        return name[..<slash].contains(bytes: ".")
    }

    private static func normalized(_ key: String) -> String {
        guard key.utf8.allSatisfy({ $0 < 128 }) else {
            return key.lowercased().filter { $0 != "_" && $0 != "-" }
        }
        return String(unsafeUninitializedCapacity: key.utf8.count) { buffer in
            var count = 0
            for byte in key.utf8 where byte != UInt8(ascii: "_") && byte != UInt8(ascii: "-") {
                buffer[count] = byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
                count += 1
            }
            return count
        }
    }
}

/// The scalars of one mapping by name. Most mappings have a handful of keys, which are found faster one by one than by hash.
private struct Scalars {
    typealias Entry = (key: Int32, value: YAMLNode)

    private(set) var names: [String] = []
    private var entries: [Entry] = []
    /// Where each name is, once there are many.
    private var places: [String: Int] = [:]
    private static let few = 16

    subscript(_ name: String) -> Entry? { place(of: name).map { entries[$0] } }

    /// Sets the scalar of a name; of two with one name the later counts.
    mutating func set(_ name: String, _ entry: Entry) {
        if let place = place(of: name) {
            entries[place] = entry
            return
        }
        names.append(name)
        entries.append(entry)
        if names.count == Self.few {
            places = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
        } else if names.count > Self.few {
            places[name] = names.count - 1
        }
    }

    private func place(of name: String) -> Int? {
        names.count < Self.few ? names.firstIndex(of: name) : places[name]
    }
}
