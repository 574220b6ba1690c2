public import Domain

/// Which lock file serves which Terraform files: the local modules of each folder, and what all of them ask of providers.
///
/// A lock file belongs to its folder and to every module that is called from there by a path, at any depth. What modules from
/// elsewhere ask for is not seen; the lock file itself remembers it in its `constraints`.
public struct TerraformLocks: Sendable {
    /// A lock file, and the address in it that a provider goes by.
    public struct Place: Hashable, Sendable, Comparable {
        public var path: String
        /// The whole address as the file spells it.
        public var address: String

        public init(path: String, address: String) {
            self.path = path
            self.address = address
        }

        public static func < (a: Place, b: Place) -> Bool { (a.path, a.address) < (b.path, b.address) }
    }

    /// That a lock file has an entry: by folder and address, with the address as written.
    static let lock = "terraform-lock"
    /// What a folder asks of a provider: by folder and address, with the constraint; empty when only Terraform knows it.
    static let constraint = "terraform-constraint"
    /// That a folder calls a module: by folder, with the folder of the module.
    static let module = "terraform-module-folder"

    /// The registries that an address without a host may stand for.
    static let defaultHosts = ["registry.terraform.io", "registry.opentofu.org"]
    /// How many folders of modules are followed from one lock file.
    private static let folderLimit = 1000

    private let known: [RepositoryFact]
    private let facts: RepositoryFacts

    /// Takes the facts of all files; those about other things are left out.
    public init(_ facts: some Sequence<RepositoryFact>) {
        known = facts.filter { [Self.lock, Self.constraint, Self.module].contains($0.kind) }
        self.facts = RepositoryFacts(known)
    }

    /// The same with `files` as they are after an edit.
    public func replacing(_ files: [String: [UInt8]]) -> TerraformLocks {
        let files = files.filter { !TerraformLock.isLock($0.key) }
        let terraform = Terraform()
        let new = files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [RepositoryFact] in
            let file = SourceFile(path: path, bytes: bytes)
            return terraform.claims(file) ? terraform.extract(from: file).facts : []
        }
        let names = Set(files.keys)
        let claimed = names.filter { terraform.claims(SourceFile(path: $0, bytes: [])) }
        return TerraformLocks(known.filter { !claimed.contains($0.file) } + new)
    }

    /// The lock files that hold the provider of a dependency, in the order of their paths; its own when it is an entry of one.
    public func places(of dependency: Dependency) -> [Place] {
        guard dependency.datasource == "terraform-provider" else { return [] }
        let addresses = Self.hosts(of: dependency).map { "\($0)/\(dependency.packageName)".lowercased() }
        let folder = Self.folder(of: dependency.file)
        let locks = facts.facts(Self.lock).filter { addresses.contains($0.value.lowercased()) }
        return locks.filter { lock in
            if TerraformLock.isLock(dependency.file) { return lock.file == dependency.file }
            let root = Self.folder(of: lock.file)
            return root == folder || Self.folders(from: root, facts).contains(folder)
        }.map { Place(path: $0.file, address: $0.value) }.sorted()
    }

    /// What all files that a lock file serves ask of a provider; an empty text where only Terraform knows it.
    public func constraints(at place: Place) -> [String] {
        Self.constraints(on: place.address, from: Self.folder(of: place.path), facts)
    }

    // MARK: Completing what was found

    /// `dependency` with what the lock files of the repository say about it.
    ///
    /// An entry is held to what all files ask of its provider; where only Terraform knows that, it is not moved. A provider
    /// without a host is looked up where its lock file says that it came from.
    static func resolved(_ dependency: Dependency, by facts: RepositoryFacts) -> Dependency {
        guard dependency.datasource == "terraform-provider", dependency.skipReason == nil else { return dependency }
        let folder = folder(of: dependency.file)
        var resolved = dependency
        if TerraformLock.isLock(dependency.file) {
            let address = hosts(of: dependency)[0] + "/" + dependency.packageName
            let asked = constraints(on: address, from: folder, facts)
            if asked.contains("") { resolved.skipReason = .lockFile }
            let all = distinct((dependency.constraint.map { [$0] } ?? []) + asked)
            resolved.constraint = all.isEmpty ? nil : all.joined(separator: ", ")
        } else if dependency.registryURLs.isEmpty {
            let host = defaultHosts.first { host in
                !facts.facts(lock, place(folder, "\(host)/\(dependency.packageName)")).isEmpty
            }
            if let host, host != defaultHosts.first { resolved.registryURLs = [TerraformAddress.registryURL(of: host)] }
        }
        return resolved
    }

    /// The name of a fact about a provider in a folder.
    static func place(_ folder: String, _ address: String) -> String { folder + "|" + address.lowercased() }

    // MARK: Following

    private static func constraints(on address: String, from root: String, _ facts: RepositoryFacts) -> [String] {
        var names = [address]
        if let slash = address.firstIndex(of: "/"), defaultHosts.contains(address[..<slash].lowercased()) {
            names.append(String(address[slash...]))
        }
        return folders(from: root, facts).flatMap { folder in
            names.flatMap { facts.facts(constraint, place(folder, $0)) }.map(\.value)
        }
    }

    /// `root`, and the folders of all modules that are called from there.
    private static func folders(from root: String, _ facts: RepositoryFacts) -> [String] {
        var found = [root]
        var seen: Set<String> = [root]
        var next = 0
        while next < found.count, found.count < folderLimit {
            for fact in facts.facts(module, found[next]) where seen.insert(fact.value).inserted {
                found.append(fact.value)
            }
            next += 1
        }
        return found
    }

    private static func hosts(of dependency: Dependency) -> [String] {
        guard let url = dependency.registryURLs.first else {
            return dependency.isLockEntry ? [defaultHosts[0]] : defaultHosts
        }
        return [url.firstRange(of: "://").map { String(url[$0.upperBound...]) } ?? url]
    }

    private static func folder(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
    }
}
