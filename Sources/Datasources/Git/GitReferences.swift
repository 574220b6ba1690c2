import Domain
import Foundation
import GitStore
import HTTPTransport

/// Lists the references of Git repositories over smart HTTP.
struct GitReferences: Sendable {
    private let context: DatasourceContext

    init(_ context: DatasourceContext) { self.context = context }

    /// The references of the repository at `address` under `prefixes`; annotated tags as the commits that they name.
    ///
    /// - Throws: ``LookupError``.
    func list(_ address: String, _ prefixes: [String]) async throws -> RefListing {
        let url = try Self.webURL(address)
        guard let origin = WebOrigin(url: url) else {
            throw LookupError(.malformed, "\(redact(url: address)) is no address that Git can be asked at by http")
        }
        try context.check(origin)
        let path = String(HTTPAddress(url)?.path.dropFirst() ?? "")
        let credential = context.credentials.credential(
            host: origin.authority, repository: path.hasSuffix(".git") ? String(path.dropLast(4)) : path)
        let user = origin.host == "github.com" ? "x-access-token" : "oauth2"
        let remote = GitRemote(url: url, authorization: credential?.gitAuthorization(user: user))
        let repository = RemoteRepository(remote, http: context.http, cacheDirectory: context.gitFolder)
        do {
            return try await repository.listRefs(prefixes: prefixes)
        } catch let error as GitError {
            throw LookupError(error)
        } catch let error as HTTPError {
            throw LookupError(error)
        }
    }

    /// The address for `http`: forms for SSH (`git@host:path`, `ssh://git@host/path`) are asked over `https` instead.
    ///
    /// - Throws: ``LookupError`` `.unsupported` for other protocols.
    static func webURL(_ address: String) throws -> String {
        if address.hasPrefix("https://") || address.hasPrefix("http://") { return address }
        var rest = Substring(address)
        if rest.hasPrefix("git::") { return try webURL(String(rest.dropFirst(5))) }
        if let scheme = ["ssh://", "git+ssh://", "git://"].first(where: { rest.hasPrefix($0) }) {
            rest = rest.dropFirst(scheme.count)
        } else if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/"), !rest[colon...].hasPrefix("://")
        {
            rest = rest[..<colon] + "/" + rest[rest.index(after: colon)...]
        } else {
            throw LookupError(
                .unsupported, "\(redact(url: address)) is no address of a Git server; write https://host/path")
        }
        if let at = rest.firstIndex(of: "@"), !rest[..<at].contains("/") { rest = rest[rest.index(after: at)...] }
        // A port is that of SSH.
        let host = rest.prefix { $0 != "/" && $0 != ":" }
        let path = rest.drop { $0 != "/" }
        return "https://\(host)\(path)"
    }
}

extension LookupError {
    /// Maps what GitStore threw; its message names the repository.
    fileprivate init(_ error: GitError) {
        let code: Code =
            switch error.code {
            case .unauthorized: .unauthorized
            case .notFound, .empty: .notFound
            case .malformed, .rejected, .objectMissing: .malformed
            case .unreachable, .stale, .damaged, .storage, .busy: .unreachable
            }
        self.init(code, error.message)
    }
}

extension RefListing {
    /// The names under `prefix` without it, and their commits.
    func names(under prefix: String) -> [(name: String, commit: String)] {
        refs.compactMap { name, commit in
            name.hasPrefix(prefix) ? (String(name.dropFirst(prefix.count)), commit.rawValue) : nil
        }.sorted { $0.name < $1.name }
    }
}
