public import Domain

/// A repository on this machine: a work tree checkout or a bare one. Only objects and references are ever written.
///
/// The work tree and the index are not touched, and no branch that is checked out in any work tree is moved.
public struct LocalRepository: GitRepository {
    private let store: ObjectStore
    private let signer: CommitSigner?
    private let path: String

    /// Opens nothing yet; the first call does.
    ///
    /// - Parameter path: the repository, or any folder inside its work tree.
    public init(path: String, signer: CommitSigner? = nil) {
        store = ObjectStore(.checkout(path: path))
        self.signer = signer
        self.path = path
    }

    public func listRefs(prefixes: [String]) async throws -> RefListing {
        try await store.listRefs(prefixes: prefixes)
    }

    /// Checks that the commit is there: nothing is ever fetched.
    ///
    /// - Throws: ``GitError`` `.objectMissing`.
    public func fetch(_ commit: CommitSHA) async throws {
        guard try await store.hasCommit(commit) else {
            throw GitError(.objectMissing, "\(path) has no commit \(commit)")
        }
    }

    public func listTree(at commit: CommitSHA) async throws -> TreeListing {
        try await store.listTree(at: commit)
    }

    /// Reads blobs as they are in the object database: no filters, no line end conversion.
    ///
    /// - Throws: ``GitError`` `.objectMissing` in a partial clone that left blobs out.
    public func readBlobs(_ blobs: [BlobID], sizeLimit: Int) async throws -> [[UInt8]?] {
        try zip(blobs, try await store.readBlobs(blobs, sizeLimit: sizeLimit)).map { id, blob in
            switch blob {
            case .content(let bytes): bytes
            case .overLimit: nil
            case .missing:
                throw GitError(.objectMissing, "\(path) has no blob \(id); a partial clone must be completed first")
            }
        }
    }

    public func readCommit(_ commit: CommitSHA) async throws -> CommitInfo {
        try await store.readCommit(commit)
    }

    public func makeCommit(_ draft: CommitDraft) async throws -> CommitSHA {
        try await store.makeCommit(draft, signer: signer)
    }

    /// Moves a branch of this repository if it is where `update.expected` says, compared under the reference's lock.
    ///
    /// - Throws: ``GitError`` `.stale`; `.rejected` for a branch that is checked out.
    public func push(_ update: RefUpdate) async throws {
        try await store.move(update)
    }
}
