import Domain

extension RemoteRepository {
    func download(_ commit: CommitSHA, into objects: ObjectStore) async throws {
        try await withServer { server in
            try await download(
                commit, blobless: usesBlobsOnDemand(server), tips: try await objects.tips(), server, objects)
        }
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
    func download(_ blobs: [BlobID], into objects: ObjectStore) async throws -> Set<BlobID> {
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
                // Said to serve single blobs, and does not: take them with the commit.
                guard let lastFetched = fetched.last, server?.profile.capabilities.version != 2 else { throw error }
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
