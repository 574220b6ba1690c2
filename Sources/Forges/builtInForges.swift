public import Domain
public import HTTPTransport

/// A forge that can be made from settings alone.
public protocol BuiltInForge: Forge {
    /// Checks `configuration` and makes a client; nothing is sent yet.
    ///
    /// - Throws: ``ForgeError`` `.invalid` or `.unauthorized` for what is missing or cannot be used.
    init(_ configuration: ForgeConfiguration) throws(ForgeError)

    /// The address of a line of a file at a commit, for people; nil where there is none.
    func link(to file: String, line: Int, at commit: CommitSHA, in repository: ForgeRepository) -> String?

    /// What Git sends its requests by: `http`, or something before it that renews the credential of the remote.
    func gitClient(_ http: any HTTPClient) -> any HTTPClient
}

extension BuiltInForge {
    public func gitClient(_ http: any HTTPClient) -> any HTTPClient { http }
}

/// Every kind of forge, in the order of lists. A new one is a file and a line here.
public let builtInForges: [any BuiltInForge.Type] = [
    GitLabForge.self,
    GitHubForge.self,
    AzureForge.self,
    LocalForge.self,
]
