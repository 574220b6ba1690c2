import Domain
import HTTPTransport

extension RemoteRepository {
    func objects() async throws -> ObjectStore {
        if let opened { return opened.objects }
        let folder = try StoreFolder(cacheDirectory: cacheDirectory, url: remote.url)
        let store = try await OpenStore.open(folder, options)
        // Another call may have opened it meanwhile.
        if let opened { return opened.objects }
        opened = store
        return store.objects
    }

    /// Runs `body`; when the store proves damaged, makes it anew, fetches what it held and runs `body` once more.
    func healing<Result: Sendable>(
        refetching: Bool = true, _ body: (ObjectStore) async throws -> Result
    ) async throws -> Result {
        do {
            return try await body(try await objects())
        } catch let error as GitError where error.code == .damaged {
            opened = nil
            if refetching { for commit in fetched { try await fetch(commit) } }
            return try await body(try await objects())
        }
    }

    /// Names the repository in front of what went wrong.
    func located<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as GitError {
            let place = redact(url: remote.url)
            throw error.message.hasPrefix(place) ? error : GitError(error.code, "\(place): \(error.message)")
        } catch let error as PackOverLimit {
            throw GitError(.storage, "\(redact(url: remote.url)): \(error.description)")
        }
    }
}

extension ObjectStore.Blob {
    var bytes: [UInt8]? {
        if case .content(let bytes) = self { bytes } else { nil }
    }
}
