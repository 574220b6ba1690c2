import Domain
import Foundation
import HTTPTransport

/// GitHub's REST API, of github.com or of an Enterprise server.
///
/// Source: https://docs.github.com/en/rest (version 2022-11-28).
struct GitHubAPI: Sendable {
    private let web: WebAPI
    private let context: DatasourceContext

    init(_ context: DatasourceContext) {
        self.context = context
        web = WebAPI(context)
    }

    /// One tag. `commit` is the one that the tag leads to, for annotated tags too.
    struct Tag: Decodable, Sendable {
        struct Commit: Decodable, Sendable { var sha: String }
        var name: String
        var commit: Commit
    }

    /// One release.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    struct PublishedRelease: Decodable, Sendable {
        var tag_name: String
        var draft: Bool?
        var prerelease: Bool?
        var published_at: String?
        var body: String?
        var html_url: String?
    }

    /// One entry of a folder.
    struct Entry: Decodable, Sendable {
        var name: String
        var type: String
    }

    func tags(of repository: String, at registry: String) async throws -> [Tag] {
        try await web.elements(Tag.self, try question("tags?per_page=100", repository, registry))
    }

    func releases(of repository: String, at registry: String) async throws -> [PublishedRelease] {
        try await web.elements(PublishedRelease.self, try question("releases?per_page=100", repository, registry))
    }

    /// The newest hundred releases, in one request.
    func newestReleases(of repository: String, at registry: String) async throws -> [PublishedRelease] {
        try await web.get([PublishedRelease].self, try question("releases?per_page=100", repository, registry))
    }

    /// The release of a tag; nil when the tag has none.
    func release(_ tag: String, of repository: String, at registry: String) async throws -> PublishedRelease? {
        do {
            return try await web.get(
                PublishedRelease.self, try question("releases/tags/\(percentEncoded(tag))", repository, registry))
        } catch let error as LookupError where error.code == .notFound {
            return nil
        }
    }

    func entries(of folder: String, in repository: String, at registry: String) async throws -> [Entry] {
        try await web.get([Entry].self, try question("contents/\(folder)", repository, registry))
    }

    /// The commit that a tag or branch leads to.
    func commit(_ reference: String, of repository: String, at registry: String) async throws -> String {
        var question = try question("commits/\(percentEncoded(reference))", repository, registry)
        question.accept = "application/vnd.github.sha"
        let body = try await web.get(question).body
        let text = String(decoding: body, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard isCommit(text) else {
            throw LookupError(.malformed, "\(question.place) answers with something that is no commit of \(reference)")
        }
        return text
    }

    private func question(_ path: String, _ repository: String, _ registry: String) throws -> WebAPI.Question {
        let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy(isPathPart) else {
            throw LookupError(.malformed, "\(repository) is no repository of GitHub; write owner/name")
        }
        let host = try ForgeHost(registryURL: registry)
        let credential = host.credential(context, api: "api.github.com", repository: repository)
        let isPublic = host.origin.host == "github.com" || host.origin.host == "api.github.com"
        let base =
            isPublic ? "https://api.github.com" : host.path.hasSuffix("/api/v3") ? host.url : host.url + "/api/v3"
        return WebAPI.Question(
            url: "\(base)/repos/\(repository)/\(path)", place: "GitHub \(host.origin.authority) for \(repository)",
            accept: "application/vnd.github+json",
            authorization: isPublic || host.credential(context, repository: repository) != nil
                ? credential?.tokenAuthorization : nil,
            headers: ["X-GitHub-Api-Version": "2022-11-28"])
    }
}

/// Whether `text` is a commit's id, in full.
func isCommit(_ text: String) -> Bool {
    (text.utf8.count == 40 || text.utf8.count == 64) && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
}

/// Whether `text` can stand between the slashes of an address without changing where it leads.
func isPathPart(_ text: Substring) -> Bool {
    !text.isEmpty && text != "." && text != ".."
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "+"):
                true
            default: false
            }
        }
}
