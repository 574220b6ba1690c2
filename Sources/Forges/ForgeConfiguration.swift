public import Domain
public import HTTPTransport

/// What settings say about one forge, and what it is to be reached with.
public struct ForgeConfiguration: Sendable {
    /// Which plug-in speaks to it: an id of ``builtInForges``.
    public var kind: ForgeID
    /// The address of the service; nil means the public one of its kind, where there is one.
    public var baseURL: String?
    public var token: Secret?
    /// What people call the token, such as `env:GITLAB_TOKEN`. Messages name it; they never show the token.
    public var tokenName: String
    /// The app whose installation is used instead of a token, for kinds that have them.
    public var app: ForgeApp?
    public var http: any HTTPClient
    /// The folder for what a forge without a server keeps: descriptions of local merge requests.
    public var folder: String?

    public init(
        kind: ForgeID, baseURL: String? = nil, token: Secret? = nil, tokenName: String = "token",
        app: ForgeApp? = nil, http: any HTTPClient, folder: String? = nil
    ) {
        self.kind = kind
        self.baseURL = baseURL
        self.token = token
        self.tokenName = tokenName
        self.app = app
        self.http = http
        self.folder = folder
    }

    /// Makes the client that `kind` names.
    ///
    /// - Throws: ``ForgeError`` `.invalid` for a kind that nobody knows, and what the plug-in throws for its settings.
    public func makeForge(from registry: [any BuiltInForge.Type] = builtInForges) throws(ForgeError) -> any BuiltInForge
    {
        guard let type = registry.first(where: { $0.id == kind }) else {
            let known = registry.map { $0.id.rawValue }.joined(separator: ", ")
            throw ForgeError(.invalid, "There is no kind of forge called \"\(kind)\": use one of \(known).")
        }
        return try type.init(self)
    }
}
