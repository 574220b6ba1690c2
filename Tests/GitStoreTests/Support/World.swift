import BotTestSupport
import Domain
import Foundation
import GitStore
import HTTPTransport
import Testing

/// A Git server, one repository on it, and a cache directory.
struct World {
    let server: GitServer
    let git: Git
    let http: Recorder
    let cache: TemporaryFolder

    /// - Parameter files: the content of the first commit on `main`; none makes no commit.
    init(_ configuration: [String: String] = [:], files: [String: String]? = World.files) async throws {
        server = try await GitServer()
        git = try server.makeRepository("repo.git", configuration)
        cache = try TemporaryFolder()
        http = Recorder(keeping: [server, cache])
        if let files { try git.commit(files) }
    }

    static let files = [
        "README.md": "# Platform\n", "apps/web/values.yaml": "image: nginx:1.25.0\n",
        "apps/web/Chart.yaml": "version: 1.0.0\n", "apps/db/values.yaml": "image: postgres:16.1\n",
    ]

    func repository(
        _ manners: String = "plain", options: GitStoreOptions = GitStoreOptions(), signer: CommitSigner? = nil,
        authorization: String? = nil, http: (any HTTPClient)? = nil
    ) -> RemoteRepository {
        RemoteRepository(
            GitRemote(url: server.url("repo.git", manners), authorization: authorization.map { Secret($0) }),
            http: http ?? self.http, cacheDirectory: cache.path, options: options, signer: signer)
    }

    /// The only store in the cache.
    func store() throws -> String {
        let folders = try FileManager.default.contentsOfDirectory(atPath: cache.path)
        return cache.path + "/" + (try #require(folders.first))
    }
}

let author = GitSignature(
    name: "Windlass", email: "windlass@example.org", time: Date(timeIntervalSince1970: 1_700_000_000))

extension GitRepository {
    /// Reads the files of a commit as text.
    func texts(at commit: CommitSHA) async throws -> [String: String] {
        try await fetch(commit)
        let listing = try await listTree(at: commit)
        let blobs = try await readBlobs(listing.entries.map(\.blob), sizeLimit: 1 << 20)
        return Dictionary(
            uniqueKeysWithValues: zip(listing.entries, blobs).map {
                ($0.path, String(decoding: $1 ?? [], as: UTF8.self))
            })
    }

    /// Makes a commit that changes one file of `base`.
    func makeCommit(on base: CommitSHA, _ changes: [String: String], message: String = "Update") async throws
        -> CommitSHA
    {
        try await makeCommit(
            CommitDraft(
                base: base, changes: changes.map { FileChange(path: $0.key, content: Array($0.value.utf8)) },
                message: message, author: author))
    }
}

/// Checks that `body` throws a ``GitError`` with this code and returns its message.
@discardableResult
func expect(
    _ code: GitError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async -> String {
    do {
        try await body()
        Issue.record("nothing was thrown, but \(code) was expected", sourceLocation: sourceLocation)
        return ""
    } catch let error as GitError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
        return error.message
    } catch {
        Issue.record("\(error) was thrown, but \(code) was expected", sourceLocation: sourceLocation)
        return ""
    }
}
