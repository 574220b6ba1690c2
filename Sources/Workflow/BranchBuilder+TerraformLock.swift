import Domain
import Managers
import Planning
import TextEdits
import Versioning

extension BranchBuilder {
    /// The lock files that move with a proposal, in the order of their paths.
    func lockFiles(of proposal: Proposal) -> [String] {
        Set(proposal.updates.flatMap { locks.places(of: $0.dependency).map(\.path) }).sorted()
    }

    /// Writes the lock files of Terraform that have to move with a proposal, as `terraform init -upgrade` would.
    ///
    /// - Parameter changes: the files as they were just edited; the lock files are added.
    /// - Throws: ``LockNotFollowed`` when one of them cannot be written in full; then nothing is.
    func followLocks(_ proposal: Proposal, _ changes: inout [FileChange]) async throws {
        var wanted: [TerraformLocks.Place: Set<String>] = [:]
        for update in proposal.updates {
            for place in locks.places(of: update.dependency) { wanted[place, default: []].insert(update.newVersion) }
        }
        guard !wanted.isEmpty else { return }
        let after = locks.replacing(Dictionary(changes.map { ($0.path, $0.content) }) { _, last in last })
        for (path, places) in Dictionary(grouping: wanted.keys, by: \.path).sorted(by: { $0.key < $1.key }) {
            guard let blob = blobs[path], let bytes = try await git.readBlobs([blob], sizeLimit: 8 << 20).first ?? nil
            else { throw LockNotFollowed(message: "\(path) cannot be read at \(base.sha)") }
            var edits = EditSet()
            for place in places.sorted() {
                for edit in try await self.edits(at: place, wanted[place] ?? [], bytes, after).edits { edits.add(edit) }
            }
            guard !edits.edits.isEmpty else { continue }
            changes.append(FileChange(path: path, content: try checked(edits, path, wanted, bytes)))
        }
    }

    /// Decides how one entry moves, asks for what that needs, and makes the edits.
    private func edits(
        at place: TerraformLocks.Place, _ versions: Set<String>, _ bytes: [UInt8], _ after: TerraformLocks
    ) async throws -> EditSet {
        guard let version = versions.first, versions.count == 1 else {
            throw LockNotFollowed(
                message: "\(place.path) can hold one version of \(place.address), and its files would ask for "
                    + versions.sorted().joined(separator: " and "))
        }
        let scheme = versioning(for: "hashicorp")
        let move: TerraformLockMove
        do {
            move = try TerraformLockMove(place, to: version, in: bytes, before: locks, after: after) { version, range in
                scheme?.matches(version, range: range) == true
            }
        } catch {
            throw LockNotFollowed(message: error.message)
        }
        guard let question = move.question else { return EditSet(move.edits(hashes: nil)) }
        switch try await hashes(question) {
        case .success(let found): return EditSet(move.edits(hashes: found))
        case .failure(let error):
            throw LockNotFollowed(
                message: "\(place.path): the hashes of \(place.address) \(version) could not be had: \(error.message)")
        }
    }

    /// The file after `edits`, once it is seen to say what was meant, and of other providers what it said before.
    private func checked(
        _ edits: EditSet, _ path: String, _ wanted: [TerraformLocks.Place: Set<String>], _ bytes: [UInt8]
    ) throws -> [UInt8] {
        let result: [UInt8]
        do { result = try edits.applied(to: bytes) } catch { throw LockNotFollowed(message: "\(path): \(error)") }
        let (old, new) = (TerraformLock(bytes: bytes), TerraformLock(bytes: result))
        let isRight = { (entry: TerraformLock.Entry) in
            guard let before = old[entry.address] else { return false }
            let place = TerraformLocks.Place(path: path, address: entry.address)
            if let versions = wanted[place] {
                return versions.contains { $0 == entry.version || $0 == "v" + entry.version }
                    && (!entry.hashes.isEmpty || before.hashes.isEmpty)
            }
            return entry.version == before.version && entry.constraints == before.constraints
                && entry.hashes == before.hashes
        }
        guard !new.isBroken, new.entries.count == old.entries.count, new.entries.allSatisfy(isRight) else {
            throw LockNotFollowed(message: "\(path): after the edit it does not say what was meant")
        }
        return result
    }
}

/// A lock file that has to move with a proposal cannot be written; nothing was.
struct LockNotFollowed: Error, CustomStringConvertible {
    /// Which file, what failed, and what to do.
    var message: String
    var description: String { message }
}
