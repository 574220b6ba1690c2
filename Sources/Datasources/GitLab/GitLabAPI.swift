import Domain
import Foundation
import HTTPTransport

/// GitLab's REST API v4.
///
/// Source: https://docs.gitlab.com/api/rest/.
struct GitLabAPI: Sendable {
    private let web: WebAPI
    private let context: DatasourceContext

    init(_ context: DatasourceContext) {
        self.context = context
        web = WebAPI(context)
    }

    /// One tag. `commit` is the one that the tag leads to, for annotated tags too.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    struct Tag: Decodable, Sendable {
        // swift-format-ignore: AlwaysUseLowerCamelCase
        struct Commit: Decodable, Sendable {
            var id: String
            var created_at: String?
        }
        var name: String
        var commit: Commit?
        /// Of an annotated tag, from GitLab 16.11.
        var created_at: String?
    }

    /// One release.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    struct PublishedRelease: Decodable, Sendable {
        var tag_name: String
        var released_at: String?
        var upcoming_release: Bool?
        var description: String?
        var commit: Tag.Commit?
        var _links: Links?

        struct Links: Decodable, Sendable {
            /// The page of the release.
            var web: String?

            private enum CodingKeys: String, CodingKey { case web = "self" }
        }
    }

    /// One version of a package in the package registry.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    struct PackageVersion: Decodable, Sendable {
        var name: String
        var version: String
        var created_at: String?
    }

    func tags(of project: String, at registry: String) async throws -> [Tag] {
        try await web.elements(Tag.self, try question("repository/tags?per_page=100", project, registry))
    }

    func releases(of project: String, at registry: String) async throws -> [PublishedRelease] {
        try await web.elements(PublishedRelease.self, try question("releases?per_page=100", project, registry))
    }

    /// The newest hundred releases, in one request.
    func newestReleases(of project: String, at registry: String) async throws -> [PublishedRelease] {
        try await web.get([PublishedRelease].self, try question("releases?per_page=100", project, registry))
    }

    /// The release of a tag; nil when the tag has none.
    func release(_ tag: String, of project: String, at registry: String) async throws -> PublishedRelease? {
        do {
            return try await web.get(
                PublishedRelease.self, try question("releases/\(percentEncoded(tag))", project, registry))
        } catch let error as LookupError where error.code == .notFound {
            return nil
        }
    }

    func packages(_ name: String, of project: String, at registry: String) async throws -> [PackageVersion] {
        let query = "packages?per_page=100&package_name=\(percentEncoded(name))"
        // The name is only searched for, so that others come along.
        return try await web.elements(PackageVersion.self, try question(query, project, registry))
            .filter { $0.name == name }
    }

    /// The commit that a tag or branch leads to.
    func commit(_ reference: String, of project: String, at registry: String) async throws -> String {
        let question = try question("repository/commits/\(percentEncoded(reference))", project, registry)
        let commit = try await web.get(Tag.Commit.self, question).id
        guard isCommit(commit) else {
            throw LookupError(.malformed, "\(question.place) answers with something that is no commit of \(reference)")
        }
        return commit
    }

    private func question(_ path: String, _ project: String, _ registry: String) throws -> WebAPI.Question {
        guard !project.isEmpty, project.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(isPathPart)
        else { throw LookupError(.malformed, "\(project) is no project of GitLab; write group/name") }
        let host = try ForgeHost(registryURL: registry)
        return WebAPI.Question(
            url: "\(host.url)/api/v4/projects/\(percentEncoded(project))/\(path)",
            place: "GitLab \(host.origin.authority) for \(project)",
            authorization: host.credential(context, repository: project)?.tokenAuthorization)
    }
}
