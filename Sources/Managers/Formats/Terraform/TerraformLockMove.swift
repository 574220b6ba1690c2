public import Domain
public import TextEdits

/// One entry of a lock file on its way to another version: what has to be asked, and what is written then. Pure.
public struct TerraformLockMove: Hashable, Sendable {
    public let place: TerraformLocks.Place
    public let version: String
    private let entry: TerraformLock.Entry
    /// In the form of lock files; nil when nobody asks.
    private let constraints: String?
    private let lineBreak: String

    /// Decides how the entry at `place` moves.
    ///
    /// What modules from elsewhere ask for is what the lock file says and no file of the repository did before; it stays.
    ///
    /// - Parameters:
    ///   - lock: the lock file as it is.
    ///   - before: the files as they are.
    ///   - after: the files as they will be.
    ///   - allows: whether a version lies in a range of Terraform.
    /// - Throws: ``TerraformLockError`` when the file cannot be read, or the version is not what everybody asks for.
    public init(
        _ place: TerraformLocks.Place, to version: String, in lock: [UInt8], before: TerraformLocks,
        after: TerraformLocks, allows: (_ version: String, _ range: String) -> Bool
    ) throws(TerraformLockError) {
        let file = TerraformLock(bytes: lock)
        guard !file.isBroken, let entry = file[place.address] else {
            throw TerraformLockError("\(place.path) cannot be read as Terraform writes it; run `terraform init` there")
        }
        let version = version.hasPrefix("v") ? String(version.dropFirst()) : version
        let (old, new) = (before.constraints(at: place), after.constraints(at: place))
        guard let written = TerraformConstraints(old), let wanted = TerraformConstraints(new),
            let locked = TerraformConstraints(entry.constraints.map { [$0] } ?? []),
            !(old + new).contains("")
        else {
            throw TerraformLockError(
                "\(place.path): the constraints on \(place.address) cannot be read; write them as plain text")
        }
        let foreign = locked.subtracting(written)
        let all = foreign.union(wanted)
        guard all.isEmpty || allows(version, all.text) else {
            let who =
                !foreign.isEmpty && !allows(version, foreign.text)
                ? "modules that are not in this repository, or an older state of it, ask for \(foreign.text)"
                : "together the modules ask for \(all.text)"
            throw TerraformLockError(
                "\(place.path): \(place.address) \(version) cannot be locked, because \(who); "
                    + "update these, or run `terraform init -upgrade` there")
        }
        self.place = place
        self.version = version
        self.entry = entry
        constraints = all.isEmpty ? nil : all.text
        lineBreak = lock[entry.bodySpan.range].contains(ByteText.carriageReturn) ? "\r\n" : "\n"
    }

    /// What has to be asked before it can be written; nil when the lock file holds this version already.
    public var question: LockQuestion? {
        guard entry.version != version else { return nil }
        let parts = entry.address.split(separator: "/", maxSplits: 1).map(String.init)
        return LockQuestion(
            package: Package(
                datasource: "terraform-provider", name: parts.last ?? entry.address,
                registryURLs: [TerraformAddress.registryURL(of: parts.first ?? "")]),
            version: version, lockedVersion: entry.version, lockedHashes: entry.hashes)
    }

    /// The edits of the lock file.
    ///
    /// - Parameter hashes: the answer to ``question``; nil keeps those that are there.
    public func edits(hashes: [String]?) -> [TextEdit] {
        entry.edits(
            version: version, constraints: constraints, hashes: hashes ?? entry.hashes, lineBreak: lineBreak)
    }
}

/// Why a lock file cannot move with a constraint.
public struct TerraformLockError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which file, what is wrong, and what to do.
    public var message: String

    public init(_ message: String) { self.message = message }

    public var description: String { message }
}
