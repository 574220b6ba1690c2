/// What the container registry wants to see before it answers.
public enum RegistryAuthentication: Hashable, Sendable {
    /// Nothing.
    case anonymous
    /// HTTP basic authentication with every request.
    case basic(user: String, password: String)
    /// The token flow of the distribution project: a 401 names the realm, the realm gives a token for one repository.
    ///
    /// Without user and password everyone gets a token, as on Docker Hub.
    case bearer(user: String? = nil, password: String? = nil)
}
