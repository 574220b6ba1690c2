public import Domain
public import HTTPTransport

/// A repository behind Git's smart HTTP protocol, with a bare store for its objects under a cache directory.
///
/// One commit is fetched without its history and, where the server offers it, without its blobs, which are then fetched
/// in one batch when they are read. What the server can do is remembered in the store, so that a run that finds nothing
/// new costs one request. Several instances and processes may share a cache directory.
///
/// Errors are ``GitError``; a damaged store is made anew within the call where that is possible.
public actor RemoteRepository: GitRepository {
    let remote: GitRemote
    let options: GitStoreOptions
    let wire: SmartHTTP
    let cacheDirectory: String
    private let signer: CommitSigner?

    /// The server's fetching side; `isConfirmed` when it was used in this instance with success.
    var server: (profile: ServerProfile, isConfirmed: Bool)?
    /// The server's receiving side, asked once an instance.
    var receiver: ServerProfile?
    var opened: OpenStore?
    /// What this instance fetched: to be fetched again when the store proves damaged.
    var fetched: [CommitSHA] = []

    /// Opens nothing and asks nothing yet.
    ///
    /// - Parameters:
    ///   - cacheDirectory: where stores are kept, a folder for each address; made when missing.
    ///   - signer: signs the commits of ``makeCommit(_:)``.
    public init(
        _ remote: GitRemote, http: any HTTPClient, cacheDirectory: String, options: GitStoreOptions = GitStoreOptions(),
        signer: CommitSigner? = nil
    ) {
        self.remote = remote
        self.options = options
        self.cacheDirectory = cacheDirectory
        self.signer = signer
        wire = SmartHTTP(remote: remote, http: http, options: options)
    }

    /// Lists the branch of HEAD and the references under `prefixes`; annotated tags as the commits they name.
    ///
    /// - Throws: ``GitError`` `.unreachable`, `.unauthorized`, `.notFound`, `.malformed`.
    public func listRefs(prefixes: [String]) async throws -> RefListing {
        try await located {
            if let profile = knownServer(), profile.capabilities.version == 2 {
                do {
                    let listing = try await wire.listRefs(prefixes, profile)
                    server?.isConfirmed = true
                    return listing
                } catch let error as GitError where server?.isConfirmed != true && error.code != .unreachable {
                    // What was remembered does not hold any more.
                }
            }
            let (advertisement, profile) = try await discover()
            if let refs = advertisement.refs { return refs.filtered(prefixes) }
            return try await wire.listRefs(prefixes, profile)
        }
    }

    /// Makes `commit` and its tree readable, fetching it one commit deep if it is not at hand.
    ///
    /// - Throws: ``GitError`` `.objectMissing` when the server does not have it any more, as after a force-push.
    public func fetch(_ commit: CommitSHA) async throws {
        try await located {
            try await healing(refetching: false) { objects in
                if try await objects.hasCommit(commit) { return }
                try await download(commit, into: objects)
                guard try await objects.hasCommit(commit) else {
                    throw GitError(.objectMissing, "the Git server did not send the commit \(commit)")
                }
            }
            fetched.removeAll { $0 == commit }
            fetched.append(commit)
        }
    }

    public func listTree(at commit: CommitSHA) async throws -> TreeListing {
        try await located { try await healing { try await $0.listTree(at: commit) } }
    }

    /// Reads blobs in the order asked, fetching those that are not at hand in one batch.
    ///
    /// A blob over `sizeLimit` bytes, or alone larger than the pack limit, comes back as nil.
    public func readBlobs(_ blobs: [BlobID], sizeLimit: Int) async throws -> [[UInt8]?] {
        try await located {
            try await healing { objects in
                let read = try await objects.readBlobs(blobs, sizeLimit: sizeLimit)
                var seen: Set<BlobID> = []
                let missing = zip(blobs, read).filter { $1 == .missing && seen.insert($0).inserted }.map(\.0)
                guard !missing.isEmpty else { return read.map(\.bytes) }
                let overLimit = try await download(missing, into: objects)
                let added = Dictionary(
                    zip(missing, try await objects.readBlobs(missing, sizeLimit: sizeLimit)),
                    uniquingKeysWith: { a, _ in a })
                return try zip(blobs, read).map { id, blob in
                    let blob = blob == .missing ? added[id] ?? .missing : blob
                    guard blob != .missing || overLimit.contains(id) else {
                        throw GitError(.objectMissing, "the Git server did not send the blob \(id)")
                    }
                    return blob.bytes
                }
            }
        }
    }

    public func readCommit(_ commit: CommitSHA) async throws -> CommitInfo {
        try await fetch(commit)
        return try await located { try await healing { try await $0.readCommit(commit) } }
    }

    /// Writes blobs, trees and the commit into the store; the same draft makes the same commit.
    ///
    /// - Throws: ``GitError`` `.objectMissing` when the base was not fetched, `.rejected` for a path that is no file.
    public func makeCommit(_ draft: CommitDraft) async throws -> CommitSHA {
        let signer = signer
        return try await located { try await healing { try await $0.makeCommit(draft, signer: signer) } }
    }

    /// Moves a branch on the server if it is still where `update.expected` says: the server itself compares.
    ///
    /// - Throws: ``GitError`` `.stale`, `.rejected` with the server's words, `.unauthorized`, `.notFound`. After
    ///   `.unreachable` the branch may have moved or not: list it again before anything else.
    public func push(_ update: RefUpdate) async throws {
        guard update.expected != nil || update.new != nil else { return }
        try await located {
            let profile = try await receivingServer()
            let pack = if let new = update.new { try await healing { try await $0.pack(new) } } else { [UInt8]() }
            let push = try PushRequest(update, pack: pack, profile.capabilities)
            var reply = PushReply(usesBands: push.usesBands)
            try SmartHTTP.packets(try await wire.push(push.body, profile)) { try reply.read($0) }
            do { try reply.check(update.branch.ref) } catch let error as GitError where error.code == .rejected {
                // Reasons are words in any language; where the branch is tells whether it was the lease.
                let listing = try? await listRefs(prefixes: [update.branch.ref])
                throw listing.map { $0[update.branch] != update.expected } == true
                    ? GitError(.stale, error.message) : error
            }
        }
    }
}
