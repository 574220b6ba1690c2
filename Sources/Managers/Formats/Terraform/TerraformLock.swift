import Domain
public import TextEdits

extension SkipReason {
    /// An entry of a lock file whose version only Terraform knows.
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
        /// The bytes of the constraints between their quotes; nil when there are none, or in no form that can be edited.
        public var constraintsSpan: ByteSpan?
        /// The bytes from `[` to `]` of the hashes; nil when there are none.
        public var hashesSpan: ByteSpan?
        /// The bytes from `{` to `}`.
        public var bodySpan: ByteSpan
        var fileOffset: Int
    }

    /// The providers in the order of the file; blocks that are no whole entry are left out.
    public let entries: [Entry]
    /// Whether a part of the file could not be read, or names a provider twice.
    public let isBroken: Bool

    /// Reads a lock file. Never fails: what is no entry is left out.
    public init(bytes: [UInt8]) { self.init(HCLTree(bytes)) }

    init(_ tree: HCLTree) {
        let blocks = tree.root?.entries.filter { $0.kind == .block && $0.isCalled("provider") } ?? []
        let entries = blocks.compactMap(Self.entry)
        self.entries = entries
        isBroken =
            !tree.failures.isEmpty || entries.count != blocks.count
            || Set(entries.map { $0.address.lowercased() }).count != entries.count
    }

    /// Whether `path` is one of a lock file.
    public static func isLock(_ path: String) -> Bool { path == fileName || path.hasSuffix("/" + fileName) }

    /// The entry of a provider by its whole address, in any case.
    public subscript(_ address: String) -> Entry? { entries.first { $0.address.lowercased() == address.lowercased() } }

    private static func entry(_ block: HCLNode) -> Entry? {
        guard let address = block.labels.first, let version = block["version"], version.kind == .string,
            let scalar = HCLText.scalar(of: version), let span = scalar.span
        else { return nil }
        let constraints = block["constraints"]
        let hashes = block["hashes"]
        return Entry(
            address: address, version: scalar.text, constraints: constraints.map(\.source),
            hashes: hashes?.children.filter { $0.kind == .string }.map(\.source) ?? [], versionSpan: span,
            constraintsSpan: constraints.flatMap { $0.kind == .string ? HCLText.scalar(of: $0)?.span : nil },
            hashesSpan: hashes.flatMap { $0.kind == .list ? ByteSpan($0.range) : nil },
            bodySpan: ByteSpan(block.range), fileOffset: block.fileOffset)
    }

    // MARK: Reporting

    func report(to pins: PinBuilder) {
        for entry in entries {
            pins.addFact(TerraformLocks.lock, TerraformLocks.place(pins.file.folder, entry.address), entry.address)
            let parts = entry.address.split(separator: "/")
            let name = parts.last.map(String.init) ?? entry.address
            let scalar = YAMLScalar(
                text: entry.version, map: .verbatim(at: entry.versionSpan.start, count: entry.versionSpan.count))
            // What has no host elsewhere is the same package.
            let host = parts.first.flatMap { $0.lowercased() == TerraformLocks.defaultHosts[0] ? nil : String($0) }
            var pin = pins.pin(
                name, packageName: parts.dropFirst().joined(separator: "/"), scalar, datasource: "terraform-provider",
                registryURLs: host.map { [TerraformAddress.registryURL(of: $0)] } ?? [], versioning: "hashicorp",
                depType: "lock")
            pin.isLockEntry = true
            pin.constraint = entry.constraints
            pins.add(pin)
        }
    }
}
