public import Domain

/// An app that a forge knows by number and key, and its installation.
public struct ForgeApp: Hashable, Sendable {
    public var id: Int
    /// PEM, PKCS#1 or PKCS#8.
    public var privateKey: Secret
    /// Nil takes the only one.
    public var installation: Int?
    /// What people call the key, such as `file:/run/secrets/app.pem`; messages name it.
    public var name: String

    public init(id: Int, privateKey: Secret, installation: Int? = nil, name: String = "privateKey") {
        self.id = id
        self.privateKey = privateKey
        self.installation = installation
        self.name = name
    }
}
