import Domain

extension RemoteRepository {
    func knownServer() -> ServerProfile? {
        if let server { return server.profile }
        guard let folder = try? StoreFolder(cacheDirectory: cacheDirectory, url: remote.url),
            let profile = ServerProfile(contentsOf: folder.remotePath)
        else { return nil }
        server = (profile, false)
        return profile
    }

    func discover() async throws -> (Advertisement, ServerProfile) {
        let (advertisement, profile) = try await wire.discover(.uploadPack)
        if knownServer() != profile, let folder = try? StoreFolder(cacheDirectory: cacheDirectory, url: remote.url) {
            profile.write(to: folder.remotePath)
        }
        server = (profile, true)
        return (advertisement, profile)
    }

    func receivingServer() async throws -> ServerProfile {
        if let receiver { return receiver }
        let profile = try await wire.discover(.receivePack).profile
        receiver = profile
        return profile
    }

    /// Runs `body` with what is remembered about the server, and again with a fresh answer if that does not hold.
    func withServer<Result: Sendable>(
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
