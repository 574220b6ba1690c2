import Domain
public import TextEdits

extension SkipReason {
    /// A lock file pins the provider with its hashes; both have to move together.
    static let lockFile: SkipReason = "lock-file"
}

/// A `.terraform.lock.hcl`: which version of each provider is in use, and the hashes of its packages.
///
/// Source: https://developer.hashicorp.com/terraform/language/files/dependency-lock
public struct TerraformLock {
    public static let fileName = ".terraform.lock.hcl"

    /// The block of one provider.
    public struct Entry: Hashable, Sendable {
        /// The whole address, such as `registry.terraform.io/hashicorp/aws`.
        public var address: String
        public var version: String
        /// The constraints of all modules, in Terraform's own form; nil when there are none.
        public var constraints: String?
        /// Each as `scheme:value`: `h1:` of the files in a package, `zh:` of a package's zip.
        public var hashes: [String]
        /// The bytes of the version between its quotes.
        public var versionSpan: ByteSpan
        /// The bytes from `{` to `}`.
        public var bodySpan: ByteSpan
        var fileOffset: Int
    }

    /// The providers in the order of the file; blocks that are no whole entry are left out.
    public let entries: [Entry]

    /// Reads a lock file. Never fails: what is no entry is left out.
    public init(bytes: [UInt8]) { self.init(HCLTree(bytes)) }

    init(_ tree: HCLTree) {
        let blocks = tree.root?.entries.filter { $0.kind == .block && $0.isCalled("provider") } ?? []
        entries = blocks.compactMap(Self.entry)
    }

    private static func entry(_ block: HCLNode) -> Entry? {
        guard let address = block.labels.first, let version = block["version"], version.kind == .string,
            let scalar = HCLText.scalar(of: version), let span = scalar.span
        else { return nil }
        return Entry(
            address: address, version: scalar.text, constraints: block["constraints"].map(\.source),
            hashes: block["hashes"]?.children.filter { $0.kind == .string }.map(\.source) ?? [], versionSpan: span,
            bodySpan: ByteSpan(block.range), fileOffset: block.fileOffset)
    }

    // MARK: Reporting

    private static let factKind = "terraform-lock"

    func report(to pins: PinBuilder) {
        for entry in entries {
            pins.addFact(Self.factKind, pins.file.folder + "|" + entry.address.lowercased(), entry.version)
            let parts = entry.address.split(separator: "/")
            let name = parts.last.map(String.init) ?? entry.address
            let scalar = YAMLScalar(
                text: entry.version, map: .verbatim(at: entry.versionSpan.start, count: entry.versionSpan.count))
            var pin = pins.pin(
                name, packageName: parts.dropFirst().joined(separator: "/"), scalar, datasource: "terraform-provider",
                registryURLs: parts.first.map { ["https://" + $0] } ?? [], versioning: "hashicorp", depType: "lock")
            pin.skipReason = .lockFile
            pins.add(pin)
        }
    }

    /// `dependency`, held when a lock file in the same folder has an entry for its provider.
    static func held(_ dependency: Dependency, by facts: RepositoryFacts) -> Dependency {
        guard dependency.datasource == "terraform-provider", dependency.skipReason == nil else { return dependency }
        let folder = dependency.file.lastIndex(of: "/").map { String(dependency.file[..<$0]) } ?? ""
        let written = dependency.registryURLs.first.map { String($0.dropFirst("https://".count)) }
        let hosts = written.map { [$0] } ?? ["registry.terraform.io", "registry.opentofu.org"]
        let isLocked = hosts.contains { host in
            !facts.facts(factKind, folder + "|" + "\(host)/\(dependency.packageName)".lowercased()).isEmpty
        }
        guard isLocked else { return dependency }
        var held = dependency
        held.skipReason = .lockFile
        return held
    }
}
