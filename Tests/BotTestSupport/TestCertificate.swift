import Foundation

/// A certificate authority of a test, and a server's certificate for 127.0.0.1 and localhost signed by it; made with the openssl command.
public struct TestCertificate: Sendable {
    /// PEM files.
    public let authority: String
    public let certificate: String
    public let key: String

    public init(in folder: TemporaryFolder) throws {
        authority = folder.path + "/ca.pem"
        certificate = folder.path + "/server.pem"
        key = folder.path + "/server.key"
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try Self.openssl(
            ["req", "-x509"] + curve + [
                "-keyout", folder.path + "/ca.key", "-out", authority, "-days", "2", "-subj", "/CN=Test authority",
            ])
        try Self.openssl(
            ["req"] + curve + ["-keyout", key, "-out", folder.path + "/server.csr", "-subj", "/CN=localhost"])
        let extensions = try folder.write("server.ext", "subjectAltName=IP:127.0.0.1,DNS:localhost\n")
        try Self.openssl([
            "x509", "-req", "-in", folder.path + "/server.csr", "-CA", authority, "-CAkey", folder.path + "/ca.key",
            "-set_serial", "7", "-days", "2", "-extfile", extensions, "-out", certificate,
        ])
    }

    private static func openssl(_ arguments: [String]) throws {
        guard try run(["/usr/bin/openssl"] + arguments).status == 0 else {
            throw ScriptError(what: "openssl \(arguments.joined(separator: " ")) failed")
        }
    }
}
