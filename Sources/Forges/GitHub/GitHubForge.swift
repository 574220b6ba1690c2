public import Domain
public import Foundation
public import HTTPTransport

/// GitHub.com, GitHub Enterprise Cloud and GitHub Enterprise Server, by the REST API.
///
/// The token is a fine-grained or classic personal access token, or an app's installation is used; `docs/forges.md` says which
/// permissions it needs. It goes
/// into the header `Authorization: Bearer` and, for Git, into HTTP basic authentication as the password of
/// `x-access-token`; never into an address.
///
/// - The API is at `https://api.github.com`, at `https://api.NAME.ghe.com`, or below `/api/v3` of a server of your own.
/// - Every request names the API version 2022-11-28, and answers are read so that the next version does as well.
/// - Repositories that are archived, disabled, without pull requests or that the token may not push to are left out, and
///   forks too unless they are named; each with a diagnostic.
/// - Pull requests from forks are never taken for ours, whatever their branch is called.
/// - Labels, assignees and reviewers are requests of their own. Who cannot be assigned or asked is left out.
/// - Source: docs.github.com/rest, /rest/repos, /rest/pulls, /rest/issues, /rest/git/refs.
public struct GitHubForge: BuiltInForge {
    public static let id: ForgeID = "github"
    public static let summary = "GitHub.com and GitHub Enterprise, by the REST API"

    /// A description may be 65,536 characters long, which GitHub counts otherwise than we do; ten assignees are kept.
    public let capabilities = {
        var capabilities = ForgeCapabilities(descriptionLimit: 58_000, assigneeLimit: 10, rendersDetails: true)
        capabilities.codeOwners = .gitHub
        capabilities.asksTeams = true
        capabilities.hasMilestones = true
        return capabilities
    }()

    let api: ForgeAPI
    let address: ForgeAddress
    let directory: GitHubDirectory
    /// For Git over HTTP; nil where the installation's credential is put in by ``gitClient(_:)``.
    let gitAuthorization: Secret?
    let installation: InstallationCredential?

    /// Where GitHub is when settings do not say: `https://github.com`.
    public static let defaultBaseURL = "https://github.com"

    /// Makes a client; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - http: what sends the requests, and repeats those that may be repeated.
    ///   - baseURL: the address for people, such as `https://github.com` or `https://github.example.com`; that of the API
    ///     is accepted.
    ///   - token: a personal access token; see the type. It may be long: nothing is assumed about its form.
    ///   - tokenName: what people call the token, such as `env:GITHUB_TOKEN`; messages name it.
    /// - Throws: ``ForgeError`` `.invalid` for an address that cannot be one, `.unauthorized` for an empty token or one that no header can carry.
    public init(
        http: any HTTPClient, baseURL: String = defaultBaseURL, token: Secret, tokenName: String = "token"
    ) throws(ForgeError) {
        let place = try GitHubPlace(baseURL)
        address = place.web
        let value = try headerValue(of: token, named: tokenName, for: place.web)
        api = ForgeAPI(
            http: http, service: "GitHub", root: place.api.root, origin: place.api.origin,
            authorization: Secret("Bearer " + value), credentialName: tokenName,
            headers: ["Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"])
        directory = GitHubDirectory(api: api)
        installation = nil
        gitAuthorization = Secret("Basic " + Data("x-access-token:\(value)".utf8).base64EncodedString())
    }

    /// Makes a client that works as an installation of an app; nothing is sent yet.
    ///
    /// - Parameter now: the time, for the life of tokens.
    /// - Throws: ``ForgeError`` `.invalid` for an address that cannot be one, `.unauthorized` for a key that cannot be read.
    public init(
        http: any HTTPClient, baseURL: String = defaultBaseURL, app: ForgeApp,
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws(ForgeError) {
        let place = try GitHubPlace(baseURL)
        address = place.web
        let fields: HTTPFields = ["Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"]
        let asApp = ForgeAPI(
            http: http, service: "GitHub", root: place.api.root, origin: place.api.origin, authorization: nil,
            credentialName: app.name, headers: fields, credential: try GitHubAppCredential(app, now: now))
        let credential = InstallationCredential(api: asApp, installation: app.installation, now: now)
        api = ForgeAPI(
            http: http, service: "GitHub", root: place.api.root, origin: place.api.origin, authorization: nil,
            credentialName: app.name, headers: fields, credential: credential)
        directory = GitHubDirectory(api: api, app: asApp)
        installation = credential
        // Never sent: the client of Git puts the token of the moment in its place.
        gitAuthorization = Secret("Basic eC1hY2Nlc3MtdG9rZW46")
    }

    public func gitClient(_ http: any HTTPClient) -> any HTTPClient {
        guard let installation else { return http }
        return InstallationGitClient(http: http, installation: installation, origin: address.origin)
    }

    public init(_ configuration: ForgeConfiguration) throws(ForgeError) {
        let baseURL = configuration.baseURL ?? Self.defaultBaseURL
        if let app = configuration.app {
            self = try GitHubForge(http: configuration.http, baseURL: baseURL, app: app)
            return
        }
        guard let token = configuration.token else {
            throw ForgeError(
                .unauthorized,
                "The GitHub at \(baseURL) has no token and no app: name one in the settings of this forge.")
        }
        try self.init(http: configuration.http, baseURL: baseURL, token: token, tokenName: configuration.tokenName)
    }

    public func link(to file: String, line: Int, at commit: CommitSHA, in repository: ForgeRepository) -> String? {
        let path = file.split(separator: "/").map { percentEncoded(String($0)) }.joined(separator: "/")
        return "\(repository.webURL)/blob/\(commit)/\(path)#L\(line)"
    }
}

/// Where a GitHub is: for people and Git, and for the API.
struct GitHubPlace {
    let web: ForgeAddress
    let api: ForgeAddress

    init(_ baseURL: String) throws(ForgeError) {
        var address = try ForgeAddress(baseURL, droppingSuffix: "/api/v3")
        let cloud = ["://api.github.com", ".ghe.com"]
        if address.origin.hasSuffix(cloud[0])
            || address.origin.contains("://api.") && address.origin.hasSuffix(cloud[1])
        {
            address = try ForgeAddress(address.root.replacingOccurrences(of: "://api.", with: "://"))
        }
        web = address
        let isCloud = address.origin.hasSuffix("://github.com") || address.origin.hasSuffix(cloud[1])
        api = try ForgeAddress(
            isCloud ? address.origin.replacingOccurrences(of: "://", with: "://api.") : address.root + "/api/v3")
    }
}
