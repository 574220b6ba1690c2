public import Domain
import Foundation
public import HTTPTransport

/// Azure DevOps Services and Server, by the REST API 7.1. The address ends with the organisation or collection.
///
/// The token is a personal access token, sent by basic authentication, or an Entra ID access token (three parts with dots,
/// beginning with `eyJ`), sent as a bearer; `docs/forges.md` says which scopes it needs.
///
/// - Repositories are named `project/repository`.
/// - There are no assignees: who is to be assigned becomes a required reviewer, who is to review an optional one; they are
///   read back in the same way. People are only added, because required reviewers may come from a policy of the branch.
/// - A description holds 4,000 characters, and lists cut it, so pull requests with long ones are read once more.
/// - Notes are threads that are closed from the beginning, so that no policy waits for them. Closing abandons.
/// - A wrong credential is answered with a sign-in page; that is an error of the credential.
/// - Source: learn.microsoft.com/rest/api/azure/devops/git.
public struct AzureForge: BuiltInForge, ForgeTellingInNotes {
    public static let id: ForgeID = "azure"
    public static let summary = "Azure DevOps Services and Server, by the REST API 7.1"

    /// Azure counts 4,000 units of UTF-16, which characters beyond ASCII may have more than one of.
    public let capabilities = {
        var capabilities = ForgeCapabilities(descriptionLimit: 3_900, assigneeLimit: 100, rendersDetails: false)
        capabilities.noteLimit = 149_000
        capabilities.keepsIssues = false
        capabilities.keepsDashboard = true
        capabilities.hasBoxes = false
        return capabilities
    }()

    let api: ForgeAPI
    let address: ForgeAddress
    let directory: AzureDirectory
    let gitAuthorization: Secret

    /// Makes a client; nothing is sent yet.
    ///
    /// - Parameter baseURL: `https://dev.azure.com/ORGANISATION`, or the address of a collection of a server.
    /// - Throws: ``ForgeError`` `.invalid` for an address that cannot be one, `.unauthorized` for an empty token or one that no header can carry.
    public init(
        http: any HTTPClient, baseURL: String, token: Secret, tokenName: String = "token"
    ) throws(ForgeError) {
        address = try ForgeAddress(baseURL)
        guard address.root != address.origin else {
            throw ForgeError(
                .invalid,
                "\(address.root) names no organisation: write it as https://dev.azure.com/ORGANISATION, or with the collection of a server."
            )
        }
        let value = try headerValue(of: token, named: tokenName, for: address)
        let isBearer = value.hasPrefix("eyJ") && value.split(separator: ".").count == 3
        let authorization = Secret(
            isBearer ? "Bearer " + value : "Basic " + Data(":\(value)".utf8).base64EncodedString())
        api = Self.api(http, address, authorization, tokenName)
        // People of the Services are looked up on a host of their own.
        let isCloud = address.origin == "https://dev.azure.com"
        let identities = try ForgeAddress(
            isCloud ? address.root.replacingOccurrences(of: "://dev.", with: "://vssps.dev.") : address.root)
        directory = AzureDirectory(api: api, identities: Self.api(http, identities, authorization, tokenName))
        gitAuthorization = authorization
    }

    private static func api(
        _ http: any HTTPClient, _ address: ForgeAddress, _ authorization: Secret, _ name: String
    ) -> ForgeAPI {
        ForgeAPI(
            http: http, service: "Azure DevOps", root: address.root, origin: address.origin,
            authorization: authorization, credentialName: name, headers: ["Accept": "application/json"],
            signsInByPage: true, sendsSnakeCase: false)
    }

    public init(_ configuration: ForgeConfiguration) throws(ForgeError) {
        guard let baseURL = configuration.baseURL else {
            throw ForgeError(.invalid, "An Azure DevOps has no address: name one in the settings of this forge.")
        }
        guard let token = configuration.token else {
            throw ForgeError(
                .unauthorized, "The Azure DevOps at \(baseURL) has no token: name one in the settings of this forge.")
        }
        try self.init(
            http: configuration.http,
            baseURL: baseURL, token: token,
            tokenName: configuration.tokenName)
    }

    public func link(to file: String, line: Int, at commit: CommitSHA, in repository: ForgeRepository) -> String? {
        "\(repository.webURL)?path=\(percentEncoded("/" + file))&version=GC\(commit)&line=\(line)&lineEnd=\(line + 1)"
            + "&lineStartColumn=1&lineEndColumn=1"
    }
}

extension APICall {
    /// A call of the version that we speak; every request must name one.
    static func azure(
        _ method: HTTPMethod = .get, _ path: [String], query: [(name: String, value: String)] = [],
        body: (any Encodable & Sendable)? = nil, version: String = "7.1", to purpose: String
    ) -> APICall {
        APICall(method, path, query: query + [("api-version", version)], body: body, to: purpose)
    }
}

extension ForgeRepository {
    /// The path of an Azure repository below the organisation: the id is the project's name and the repository's id.
    var azurePath: [String] {
        let parts = id.split(separator: "/", maxSplits: 1).map(String.init)
        return [parts.first ?? "", "_apis", "git", "repositories", parts.last ?? ""]
    }
}
