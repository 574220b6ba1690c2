import COpenSSL
import Foundation

/// An Ed25519 key as OpenSSH keeps it, which signs texts so that `ssh-keygen -Y verify` and `git verify-commit` accept them.
public struct SSHSigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    private let handle: KeyHandle
    private let publicBlob: [UInt8]
    /// The comment of the key file, often a mail address.
    public let comment: String

    /// Reads an unencrypted `BEGIN OPENSSH PRIVATE KEY` file (OpenSSH's PROTOCOL.key).
    ///
    /// - Throws: ``SigningError`` `.unreadableKey`; `.unsupportedKey` for a passphrase or another algorithm.
    public init(openSSH text: String) throws(SigningError) {
        var file = SSHReader(try Self.unarmoured(text))
        guard Array(try file.take(15)) == Array("openssh-key-v1\0".utf8) else { throw Self.unreadable }
        guard try file.string() == Array("none".utf8), try file.string() == Array("none".utf8) else {
            throw SigningError(
                .unsupportedKey, "the SSH key has a passphrase; make one without: ssh-keygen -t ed25519 -N ''")
        }
        _ = try file.string()
        guard try file.uint32() == 1 else { throw Self.unreadable }
        _ = try file.string()
        var secret = SSHReader(try file.string())
        guard try secret.uint32() == (try secret.uint32()) else { throw Self.unreadable }
        let algorithm = String(decoding: try secret.string(), as: UTF8.self)
        guard algorithm == Self.algorithm else {
            throw SigningError(.unsupportedKey, "the SSH key is not Ed25519; make one: ssh-keygen -t ed25519 -N ''")
        }
        let publicKey = try secret.string()
        let seedAndPublic = try secret.string()
        comment = String(decoding: try secret.string(), as: UTF8.self)
        guard publicKey.count == 32, seedAndPublic.count == 64, Array(seedAndPublic.suffix(32)) == publicKey else {
            throw Self.unreadable
        }
        handle = try KeyHandle(ed25519Seed: Array(seedAndPublic.prefix(32)))
        guard try handle.rawPublicKey() == publicKey else { throw Self.unreadable }
        var blob = SSHWriter()
        blob.string(Self.algorithm)
        blob.string(publicKey)
        publicBlob = blob.bytes
    }

    /// The public half as in `authorized_keys` and `allowed_signers`: algorithm and base64.
    public var publicKey: String { Self.algorithm + " " + Data(publicBlob).base64EncodedString() }

    /// Signs `message` and returns the armoured SSHSIG text without a newline at the end.
    ///
    /// - Parameter namespace: what the signature is for; Git uses `git`. A verifier must ask for the same.
    /// - Throws: ``SigningError`` `.failed`.
    /// - SeeAlso: OpenSSH's PROTOCOL.sshsig.
    public func sign(_ message: [UInt8], namespace: String) throws(SigningError) -> String {
        var signed = SSHWriter()
        signed.raw("SSHSIG")
        signed.string(namespace)
        signed.string("")
        signed.string("sha512")
        signed.string(try HashFunction.sha512.digest(of: message))
        var signature = SSHWriter()
        signature.string(Self.algorithm)
        signature.string(try handle.sign(signed.bytes, hash: nil))
        var envelope = SSHWriter()
        envelope.raw("SSHSIG")
        envelope.uint32(1)
        envelope.string(publicBlob)
        envelope.string(namespace)
        envelope.string("")
        envelope.string("sha512")
        envelope.string(signature.bytes)
        return Self.armoured(envelope.bytes)
    }

    public var description: String { "SSH key " + publicKey }
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey]) }

    private static let algorithm = "ssh-ed25519"
    private static let unreadable = SigningError(
        .unreadableKey, "this is no OpenSSH private key (BEGIN OPENSSH PRIVATE KEY), or it is damaged")

    private static func unarmoured(_ text: String) throws(SigningError) -> [UInt8] {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard let first = lines.firstIndex(of: "-----BEGIN OPENSSH PRIVATE KEY-----"),
            let last = lines.firstIndex(of: "-----END OPENSSH PRIVATE KEY-----"), first < last,
            let data = Data(base64Encoded: lines[(first + 1)..<last].joined())
        else { throw unreadable }
        return Array(data)
    }

    private static func armoured(_ bytes: [UInt8]) -> String {
        var lines = ["-----BEGIN SSH SIGNATURE-----"]
        var rest = Substring(Data(bytes).base64EncodedString())
        while !rest.isEmpty {
            lines.append(String(rest.prefix(70)))
            rest = rest.dropFirst(70)
        }
        return (lines + ["-----END SSH SIGNATURE-----"]).joined(separator: "\n")
    }
}
