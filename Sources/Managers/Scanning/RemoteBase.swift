import Domain

/// An address in a kustomization that names a repository and a revision.
///
/// Reads `https://host/repo//folder?ref=v1` and its short forms, files of a release
/// (`https://github.com/o/r/releases/download/v1/x.yaml`), and files at a tag (`https://raw.githubusercontent.com/o/r/v1/x.yaml`,
/// `https://github.com/o/r/raw/v1/x.yaml`, `https://gitlab.com/g/p/-/raw/v1/x.yaml`, `.../archive/v1.tar.gz`).
/// Source: https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md
enum RemoteBase {
    /// - Parameter isChecked: Whether a checksum beside the address would have to move along, which nothing can.
    static func add(_ node: YAMLNode, _ pins: PinBuilder, depType: String = "base", isChecked: Bool = false) {
        guard node.isScalar, node.range.count > 8, let scalar = node.scalar else { return }
        add(scalar, pins, depType: depType, isChecked: isChecked)
    }

    static func add(_ scalar: YAMLScalar, _ pins: PinBuilder, depType: String = "base", isChecked: Bool = false) {
        guard scalar.text.contains(bytes: "/") else { return }
        if let mark = scalar.text.utf8.lastIndex(of: UInt8(ascii: "?")) {
            addQuery(
                scalar, mark: scalar.text.utf8.distance(from: scalar.text.utf8.startIndex, to: mark), pins, depType)
        } else {
            addFile(scalar, pins, depType, isChecked: isChecked)
        }
    }

    private static func addQuery(_ scalar: YAMLScalar, mark: Int, _ pins: PinBuilder, _ depType: String) {
        let bytes = Array(scalar.text.utf8)
        var start = mark + 1
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.count
            for name in ["ref=", "version="] where bytes[start..<end].starts(with: name.utf8) {
                let revision = scalar.part((start + name.utf8.count)..<end)
                guard !revision.text.isEmpty, let address = repository(ByteText.string(bytes, 0..<mark)) else { return }
                pins.addRevision(revision, of: address, depType: depType)
                return
            }
            start = end + 1
        }
    }

    /// The repository of an address that may go on with a folder inside of it.
    private static func repository(_ address: String) -> GitAddress? {
        guard let (host, whole) = GitAddress.split(address), !VariableText.isIn(host + whole) else { return nil }
        // Helmfile puts the folder behind `@`.
        let path = String(whole.prefix { $0 != "@" })
        if path.count < whole.count { return GitAddress(host: host, path: trimmed(path[...])) }
        if let double = path.firstRange(of: "//") {
            return GitAddress(host: host, path: trimmed(path[..<double.lowerBound]))
        }
        if let ending = path.firstRange(of: ".git/") {
            return GitAddress(host: host, path: String(path[..<ending.lowerBound]))
        }
        let parts = path.split(separator: "/")
        guard parts.count >= 2 else { return nil }
        // Only GitHub's repositories are always two parts deep; elsewhere groups nest, and `//` has to say where they end.
        let depth = host == "github.com" || host == "bitbucket.org" ? 2 : parts.count
        return GitAddress(host: host, path: parts.prefix(depth).joined(separator: "/"))
    }

    private static func trimmed(_ path: Substring) -> String {
        var path = path
        while path.hasSuffix("/") { path = path.dropLast() }
        return String(path.hasSuffix(".git") ? path.dropLast(4) : path)
    }

    private static func addFile(_ scalar: YAMLScalar, _ pins: PinBuilder, _ depType: String, isChecked: Bool) {
        guard scalar.text.hasPrefix("https://") || scalar.text.hasPrefix("http://") else { return }
        let parts = Self.parts(of: scalar.text)
        guard parts.count >= 5 else { return }
        let words = parts.map { String(decoding: Array(scalar.text.utf8)[$0], as: UTF8.self) }
        guard let found = place(words), found.revision < words.count else { return }
        var range = parts[found.revision]
        for ending in [".tar.gz", ".zip"]
        where words[found.revision].hasSuffix(ending) && found.revision == words.count - 1 {
            range = range.lowerBound..<(range.upperBound - ending.utf8.count)
        }
        let revision = scalar.part(range)
        guard GitAddress.isVersion(revision.text) || GitAddress.isCommit(revision.text) else { return }
        let address = GitAddress(host: found.host, path: words[1..<found.pathEnd].joined(separator: "/"))
        guard found.isRelease, !GitAddress.isCommit(revision.text) else {
            return pins.addRevision(revision, of: address, depType: depType)
        }
        let datasource: DatasourceID = found.host == "github.com" ? "github-releases" : address.datasource
        // A file that is called by its version as well, mostly without the letter of the tag, moves in both places.
        let bare = revision.text.hasPrefix("v") ? String(revision.text.dropFirst()) : revision.text
        let again = places(of: bare, in: scalar.text, from: range.upperBound)
        let value = again.isEmpty ? revision : scalar.part((range.upperBound - bare.utf8.count)..<range.upperBound)
        var pin = pins.pin(
            address.path, packageName: address.packageName, value, datasource: datasource,
            versioning: "semver-coerced", depType: depType)
        if value.text != revision.text { pin.extractVersion = "^v(?<version>.+)$" }
        let spans = again.compactMap { scalar.part($0).span }
        if pin.spans.isEmpty || spans.count < again.count {
            pin.spans = []
        } else {
            pin.spans += spans.map { DependencySpan(.value, $0) }
        }
        if pin.spans.isEmpty || isChecked { pin.skipReason = pin.skipReason ?? .invalidValue }
        pins.add(pin)
    }

    /// Where `version` stands as a whole in an address, from an offset on.
    private static func places(of version: String, in text: String, from start: Int) -> [Range<Int>] {
        let (bytes, wanted) = (Array(text.utf8), Array(version.utf8))
        // A word such as `1` is part of many names.
        guard wanted.contains(UInt8(ascii: ".")) else { return [] }
        var places: [Range<Int>] = []
        var index = start
        while index + wanted.count <= bytes.count {
            let end = index + wanted.count
            guard bytes[index..<end].elementsEqual(wanted), !goesOn(bytes[index - 1]), !startsPart(bytes[end...]) else {
                index += 1
                continue
            }
            places.append(index..<end)
            index = end
        }
        return places
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Whether a number before this place goes on in it.
    private static func goesOn(_ byte: UInt8) -> Bool { isDigit(byte) || byte == UInt8(ascii: ".") }

    /// Whether the number goes on behind a version: `1.2.30` and `1.2.3.4` are not `1.2.3`.
    private static func startsPart(_ rest: ArraySlice<UInt8>) -> Bool {
        guard let first = rest.first else { return false }
        return isDigit(first)
            || (first == UInt8(ascii: ".") && rest.dropFirst().first.map(isDigit) == true)
    }

    private struct Place {
        var host: String
        /// The index behind the last part of the repository's path.
        var pathEnd: Int
        var revision: Int
        var isRelease = false
    }

    /// Where the revision stands among the parts of an address; the host is part 0.
    private static func place(_ words: [String]) -> Place? {
        switch words[0] {
        case "raw.githubusercontent.com":
            return words.count > 6 && words[3] == "refs" && words[4] == "tags"
                ? Place(host: "github.com", pathEnd: 3, revision: 5)
                : Place(host: "github.com", pathEnd: 3, revision: 3)
        case "github.com":
            switch words[3] {
            case "releases" where words.count > 5 && words[4] == "download":
                return Place(host: "github.com", pathEnd: 3, revision: 5, isRelease: true)
            case "tarball", "zipball":
                return Place(host: "github.com", pathEnd: 3, revision: 4)
            case "raw", "blob", "tree":
                return words.count > 6 && words[4] == "refs"
                    ? Place(host: "github.com", pathEnd: 3, revision: 6)
                    : Place(host: "github.com", pathEnd: 3, revision: 4)
            case "archive":
                return Place(host: "github.com", pathEnd: 3, revision: words.count - 1)
            default: return nil
            }
        default:
            guard let dash = words.firstIndex(of: "-"), dash > 2, dash + 2 < words.count,
                ["raw", "blob", "archive", "releases"].contains(words[dash + 1])
            else { return nil }
            return Place(host: words[0], pathEnd: dash, revision: dash + 2)
        }
    }

    /// The parts of an address between its slashes, from the host on, as offsets into its UTF-8.
    private static func parts(of text: String) -> [Range<Int>] {
        let bytes = Array(text.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return [] }
        var parts: [Range<Int>] = []
        var start = colon + 3
        while start < bytes.count {
            let end = bytes[start...].firstIndex { $0 == UInt8(ascii: "/") || ByteText.isSpace($0) } ?? bytes.count
            parts.append(start..<end)
            start = end + 1
        }
        return parts
    }
}
