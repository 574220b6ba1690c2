import CGit2
import Domain
import Foundation
import Signing

/// The objects of one repository on disk, read and written through libgit2 on a queue of its own.
actor ObjectStore {
    /// Where the objects are.
    enum Place: Sendable {
        /// A store of ours, which may be made anew at any time.
        case cache(StoreFolder)
        /// Somebody's repository; only objects and references are added.
        case checkout(path: String)
    }

    /// What reading one blob came to.
    enum Blob: Hashable, Sendable {
        case content([UInt8])
        case overLimit
        case missing
    }

    nonisolated let executor = QueueExecutor("windlass.git")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let place: Place
    private var opened: Repository?
    private var own: Set<ObjectID> = []
    private var knownTips: Tips?

    init(_ place: Place) { self.place = place }

    // MARK: Objects

    /// Whether a commit and its root tree are at hand.
    func hasCommit(_ commit: CommitSHA) throws -> Bool {
        try reading(commit.rawValue) { repository in
            let id = try ObjectID(commit.rawValue)
            return try repository.contains(id) && repository.contains(try repository.commit(id).tree)
        }
    }

    func listTree(at commit: CommitSHA) throws -> TreeListing {
        let tree = try reading("commit \(commit)") { try $0.commit(try ObjectID(commit.rawValue)).tree }
        return try reading("the tree of \(commit)", missing: .damaged) { try $0.list(tree: tree) }
    }

    func readCommit(_ commit: CommitSHA) throws -> CommitInfo {
        try reading("commit \(commit)") { try $0.commit(try ObjectID(commit.rawValue)).info }
    }

    func readBlobs(_ blobs: [BlobID], sizeLimit: Int) throws -> [Blob] {
        try blobs.map { blob in
            try reading("blob \(blob)") { repository in
                let id = try ObjectID(blob.rawValue)
                do {
                    return try repository.readBlob(id, limit: sizeLimit).map { .content($0) } ?? .overLimit
                } catch let error as LibGit2Error where error.isNotFound {
                    return .missing
                }
            }
        }
    }

    func makeCommit(_ draft: CommitDraft, signer: CommitSigner?) throws -> CommitSHA {
        let id = try writing("a commit on \(draft.base)") { try $0.makeCommit(draft, signer: signer) }
        own.insert(id)
        return CommitSHA(id.hexadecimal)
    }

    /// The pack to send with a push of `commit`.
    func pack(_ commit: CommitSHA) throws -> [UInt8] {
        try reading("commit \(commit)") { try $0.pack(try ObjectID(commit.rawValue), own: own) }
    }

    // MARK: Packs from a server

    /// Prepares to take the answer to a fetch.
    func beginPack(_ reply: FetchReply, isThin: Bool, limit: Int) throws -> PackReceiver {
        guard case .cache(let folder) = place else { throw GitError(.rejected, "nothing is fetched into a checkout") }
        let base = isThin ? try repository() : nil
        let indexer = try PackIndexer(folder: folder.incomingPath(), base: base, limit: limit)
        return PackReceiver(queue: executor.queue, reply: reply, indexer: indexer)
    }

    /// Moves a received pack in; returns the commits that came without parents.
    func finishPack(_ receiver: PackReceiver) throws -> [String] {
        guard case .cache(let folder) = place else { return [] }
        let shallow = try receiver.finish(packFolder: folder.packPath)
        try repository().refresh()
        return shallow
    }

    /// What went wrong with a received pack, once all pieces that arrived are looked at.
    func reason(_ receiver: PackReceiver) -> (any Error)? { receiver.reason }

    /// The fetched commits that are still at hand.
    func tips() throws -> Tips {
        guard case .cache(let folder) = place else { return Tips() }
        if let knownTips { return knownTips }
        let tips = Tips(parsing: (try? String(contentsOfFile: folder.tipsPath, encoding: .utf8)) ?? "")
        knownTips = tips
        return tips
    }

    /// Remembers that a commit was fetched.
    func addTip(_ tip: Tips.Tip) throws {
        guard case .cache(let folder) = place else { return }
        var tips = try tips()
        tips.add(tip)
        knownTips = tips
        // Losing the note costs a larger transfer next time, no more.
        try? Data(tips.text.utf8).write(to: URL(fileURLWithPath: folder.tipsPath), options: .atomic)
    }

    // MARK: References of a checkout

    func listRefs(prefixes: [String]) throws -> RefListing {
        try reading("the references") { try $0.listRefs(prefixes: prefixes) }
    }

    func move(_ update: RefUpdate) throws {
        try writing(update.branch.ref) { try $0.move(update) }
    }

    // MARK: The store itself

    /// Looks whether the store of a cache can be used, without changing anything.
    func examine(_ options: GitStoreOptions) -> StoreFolder.State {
        guard case .cache(let folder) = place else { return .usable }
        let state = folder.examine(options)
        guard state == .usable else { return state }
        do {
            _ = try repository()
            return .usable
        } catch {
            return .damaged("\(error)")
        }
    }

    /// Makes the store of a cache anew; the caller holds the exclusive lock.
    func rebuild() throws {
        guard case .cache(let folder) = place else { return }
        opened = nil
        knownTips = nil
        try folder.rebuild()
    }

    func removeLeftovers() {
        if case .cache(let folder) = place { folder.removeLeftovers(now: Date()) }
    }

    private func repository() throws -> Repository {
        if let opened { return opened }
        do {
            let repository =
                switch place {
                case .cache(let folder): try Repository(bareAt: folder.repositoryPath)
                case .checkout(let path): try Repository(around: path)
                }
            opened = repository
            return repository
        } catch {
            throw openingFailure(error)
        }
    }

    private func openingFailure(_ error: LibGit2Error) -> GitError {
        switch place {
        case .cache(let folder):
            return GitError(.damaged, "cannot open \(folder.repositoryPath): \(error.message)")
        case .checkout(let path):
            if error.isNotFound { return GitError(.notFound, "\(path) is not in a Git repository") }
            if error.code == GIT_EOWNER.rawValue {
                return GitError(
                    .unauthorized,
                    "\(path) belongs to another user; allow it: git config --global --add safe.directory \(path)")
            }
            return GitError(.malformed, "cannot open \(path): \(error.message)")
        }
    }

    /// Runs `body` and maps what libgit2 says; a damaged store is marked, so that the next opening makes it anew.
    private func reading<Result>(
        _ what: String, missing: GitError.Code = .objectMissing, _ body: (Repository) throws -> Result
    ) throws -> Result {
        do {
            return try body(try repository())
        } catch let error as LibGit2Error {
            var mapped = error.whileReading(what)
            if error.isNotFound { mapped.code = missing }
            throw noted(mapped)
        } catch let error as GitError {
            throw noted(error)
        }
    }

    private func writing<Result>(_ what: String, _ body: (Repository) throws -> Result) throws -> Result {
        do {
            return try body(try repository())
        } catch let error as LibGit2Error {
            throw noted(error.isNotFound ? error.whileReading("the base of \(what)") : error.whileWriting(what))
        } catch let error as SigningError {
            throw GitError(.rejected, "cannot sign \(what): \(error.message)")
        }
    }

    private func noted(_ error: GitError) -> GitError {
        if error.code == .damaged, case .cache(let folder) = place { folder.markDamaged() }
        return error
    }
}
