public import Domain
import Foundation
public import HTTPTransport

/// GitLab.com and self-managed GitLab, Community and Enterprise Edition, by the REST API of version 4.
///
/// The token is a personal, group or project access token, or an OAuth token, with the scope `api` and at least the role
/// Developer; `docs/forges.md` says what each scope is for. It goes into the header `Authorization: Bearer` and, for Git,
/// into HTTP basic authentication as the password of `oauth2`; never into an address.
///
/// - Repositories that are archived, empty, about to be deleted, without merge requests or without a default branch are
///   left out, each with a diagnostic.
/// - Merge requests from forks are never taken for ours, whatever their branch is called.
/// - Lines that begin with `/` in descriptions and notes are written so that GitLab does not execute them, and are read
///   back as they were given.
/// - Source: docs.gitlab.com/api/rest, /api/projects, /api/merge_requests, /api/notes, /api/users, /api/branches.
public struct GitLabForge: BuiltInForge {
    public static let id: ForgeID = "gitlab"
    public static let summary = "GitLab.com and self-managed GitLab, by the REST API v4"

    /// A description may be 1,048,576 characters long; some are kept for escapes.
    ///
    /// Every edition keeps one assignee. GitLab Free drops further ones without an error, in the order they were sent;
    /// paid ones keep them, so all are sent, and ``ForgeCapabilities/lacking(_:on:)`` says when that is worth a request.
    public let capabilities = {
        var capabilities = ForgeCapabilities(descriptionLimit: 1_000_000, assigneeLimit: 1, rendersDetails: true)
        capabilities.codeOwners = .gitLab
        capabilities.hasMilestones = true
        return capabilities
    }()

    let api: ForgeAPI
    let address: ForgeAddress
    let directory: GitLabDirectory
    /// For Git over HTTP.
    let gitAuthorization: Secret

    /// Makes a client; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - http: what sends the requests, and repeats those that may be repeated.
    ///   - baseURL: the address of the GitLab, such as `https://gitlab.example.com`, also below a path; `/api/v4` behind
    ///     it is accepted.
    ///   - token: an access token; see the type.
    ///   - tokenName: what people call the token, such as `env:GITLAB_TOKEN`; messages name it.
    /// - Throws: ``ForgeError`` `.invalid` for an address that cannot be one, `.unauthorized` for an empty token or one that no header can carry.
    public init(
        http: any HTTPClient, baseURL: String, token: Secret, tokenName: String = "token"
    ) throws(ForgeError) {
        address = try ForgeAddress(baseURL, droppingSuffix: "/api/v4")
        let value = try headerValue(of: token, named: tokenName, for: address)
        api = ForgeAPI(
            http: http, service: "GitLab", root: address.root + "/api/v4", origin: address.origin,
            authorization: Secret("Bearer " + value), credentialName: tokenName, headers: ["Accept": "application/json"]
        )
        directory = GitLabDirectory(api: api)
        gitAuthorization = Secret("Basic " + Data("oauth2:\(value)".utf8).base64EncodedString())
    }

    public init(_ configuration: ForgeConfiguration) throws(ForgeError) {
        guard let token = configuration.token else {
            throw ForgeError(
                .unauthorized,
                "The GitLab at \(configuration.baseURL ?? Self.defaultBaseURL) has no token: name one in the settings of this forge."
            )
        }
        try self.init(
            http: configuration.http, baseURL: configuration.baseURL ?? Self.defaultBaseURL, token: token,
            tokenName: configuration.tokenName)
    }

    public func link(to file: String, line: Int, at commit: CommitSHA, in repository: ForgeRepository) -> String? {
        let path = file.split(separator: "/").map { percentEncoded(String($0)) }.joined(separator: "/")
        return "\(repository.webURL)/-/blob/\(commit)/\(path)#L\(line)"
    }

    /// Where a GitLab is when settings do not say: `https://gitlab.com`.
    public static let defaultBaseURL = "https://gitlab.com"
}
