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
    private let cacheDirectory: String
    private let signer: CommitSigner?

    /// The server's fetching side; `isConfirmed` when it was used in this instance with success.
    private var server: (profile: ServerProfile, isConfirmed: Bool)?
    /// The server's receiving side, asked once an instance.
    private var receiver: ServerProfile?
    private var opened: OpenStore?
    /// The commit fetched last, for servers that refuse single blobs although they said they would not.
    private var lastFetched: CommitSHA?

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
            try await healing { objects in
                if try await objects.hasCommit(commit) { return }
                try await download(commit, into: objects)
                guard try await objects.hasCommit(commit) else {
                    throw GitError(.objectMissing, "the Git server did not send the commit \(commit)")
                }
            }
        }
    }

    public func listTree(at commit: CommitSHA) async throws -> TreeListing {
        try await located { try await healing(commit) { try await $0.listTree(at: commit) } }
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
        return try await located { try await healing(commit) { try await $0.readCommit(commit) } }
    }

    /// Writes blobs, trees and the commit into the store; the same draft makes the same commit.
    ///
    /// - Throws: ``GitError`` `.objectMissing` when the base was not fetched, `.rejected` for a path that is no file.
    public func makeCommit(_ draft: CommitDraft) async throws -> CommitSHA {
        let signer = signer
        return try await located { try await healing(draft.base) { try await $0.makeCommit(draft, signer: signer) } }
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
            try reply.check(update.branch.ref)
        }
    }
}

// MARK: The server

extension RemoteRepository {
    private func knownServer() -> ServerProfile? {
        if let server { return server.profile }
        guard let folder = try? StoreFolder(cacheDirectory: cacheDirectory, url: remote.url),
            let profile = ServerProfile(contentsOf: folder.remotePath)
        else { return nil }
        server = (profile, false)
        return profile
    }

    private func discover() async throws -> (Advertisement, ServerProfile) {
        let (advertisement, profile) = try await wire.discover(.uploadPack)
        if knownServer() != profile, let folder = try? StoreFolder(cacheDirectory: cacheDirectory, url: remote.url) {
            profile.write(to: folder.remotePath)
        }
        server = (profile, true)
        return (advertisement, profile)
    }

    private func receivingServer() async throws -> ServerProfile {
        if let receiver { return receiver }
        let profile = try await wire.discover(.receivePack).profile
        receiver = profile
        return profile
    }

    /// Runs `body` with what is remembered about the server, and again with a fresh answer if that does not hold.
    private func withServer<Result: Sendable>(
        _ body: (ServerProfile) async throws -> Result
    ) async throws -> Result {
        if let profile = knownServer() {
            do {
                let result = try await body(profile)
                server?.isConfirmed = true
                return result
            } catch let error as GitError where server?.isConfirmed != true && error.code != .unreachable {
                // What was remembered does not hold any more.
            }
        }
        return try await body(try await discover().1)
    }
}

// MARK: Fetching

extension RemoteRepository {
    private func download(_ commit: CommitSHA, into objects: ObjectStore) async throws {
        try await withServer { server in
            try await download(
                commit, blobless: usesBlobsOnDemand(server), tips: try await objects.tips(), server, objects)
        }
        lastFetched = commit
    }

    private func usesBlobsOnDemand(_ server: ServerProfile) -> Bool {
        options.blobs == .onDemand && server.capabilities.servesBlobsOnDemand
    }

    private func download(
        _ commit: CommitSHA, blobless: Bool, tips: Tips, _ server: ServerProfile, _ objects: ObjectStore
    ) async throws {
        var fetch = FetchRequest(wants: [commit.rawValue])
        fetch.isShallow = server.capabilities.servesShallow
        fetch.isBlobless = blobless
        // What the server cannot be told is cut off must not be taken for whole; a pack may build on the blobs, too.
        let usable = tips.all.filter { (fetch.isShallow || !$0.isShallow) && (blobless || !$0.isBlobless) }
        fetch.haves = usable.map(\.commit.rawValue)
        fetch.shallow = usable.filter(\.isShallow).map(\.commit.rawValue)
        let shallow = try await transfer(fetch, server, objects)
        try await objects.addTip(
            Tips.Tip(commit: commit, isShallow: shallow.contains(commit.rawValue), isBlobless: blobless))
    }

    /// Fetches blobs by id, all at once; returns those that alone are over the pack limit.
    private func download(_ blobs: [BlobID], into objects: ObjectStore) async throws -> Set<BlobID> {
        var overLimit: Set<BlobID> = []
        var batches = [blobs[...]]
        while let batch = batches.popLast() {
            do {
                _ = try await withServer { server in
                    try await transfer(FetchRequest(wants: batch.map(\.rawValue)), server, objects)
                }
            } catch is PackOverLimit {
                guard batch.count > 1 else {
                    overLimit.formUnion(batch)
                    continue
                }
                batches.append(batch.suffix(batch.count / 2))
                batches.append(batch.dropLast(batch.count / 2))
            } catch let error as GitError where [.objectMissing, .rejected].contains(error.code) {
                guard let lastFetched, server?.profile.capabilities.version != 2 else { throw error }
                try await withServer { server in
                    try await download(lastFetched, blobless: false, tips: Tips(), server, objects)
                }
            }
        }
        return overLimit
    }

    private func transfer(
        _ fetch: FetchRequest, _ server: ServerProfile, _ objects: ObjectStore
    ) async throws -> [String] {
        let reply = FetchReply(version: server.capabilities.version, asksDepth: fetch.isShallow)
        let receiver = try await objects.beginPack(reply, isThin: fetch.isThin, limit: options.packLimit)
        do {
            try await wire.fetch(fetch, server) { try receiver.receive($0) }
        } catch {
            throw await objects.reason(receiver) ?? error
        }
        return try await objects.finishPack(receiver)
    }
}

// MARK: The store

extension RemoteRepository {
    private func objects() async throws -> ObjectStore {
        if let opened { return opened.objects }
        let folder = try StoreFolder(cacheDirectory: cacheDirectory, url: remote.url)
        let store = try await OpenStore.open(folder, options)
        // Another call may have opened it meanwhile.
        if let opened { return opened.objects }
        opened = store
        return store.objects
    }

    /// Runs `body`; when the store proves damaged, makes it anew, fetches `commit` again and runs `body` once more.
    private func healing<Result: Sendable>(
        _ commit: CommitSHA? = nil, _ body: (ObjectStore) async throws -> Result
    ) async throws -> Result {
        do {
            return try await body(try await objects())
        } catch let error as GitError where error.code == .damaged {
            opened = nil
            if let commit { try await fetch(commit) }
            return try await body(try await objects())
        }
    }

    /// Names the repository in front of what went wrong.
    private func located<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as GitError {
            throw error.message.hasPrefix(remote.url) ? error : GitError(error.code, "\(remote.url): \(error.message)")
        } catch let error as PackOverLimit {
            throw GitError(.storage, "\(remote.url): \(error.description)")
        }
    }
}

extension ObjectStore.Blob {
    fileprivate var bytes: [UInt8]? {
        if case .content(let bytes) = self { bytes } else { nil }
    }
}
