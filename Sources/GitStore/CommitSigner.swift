public import Signing

/// Signs commits with an SSH key, in the way that `git verify-commit` checks with `gpg.format=ssh`.
public struct CommitSigner: Sendable {
    private let key: SSHSigningKey

    public init(_ key: SSHSigningKey) { self.key = key }

    /// The armoured signature for the `gpgsig` header of a commit with this content.
    func signature(of content: [UInt8]) throws(SigningError) -> String {
        try key.sign(content, namespace: "git")
    }
}
