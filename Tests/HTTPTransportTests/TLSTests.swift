import BotTestSupport
import Testing

@testable import HTTPTransport

@Suite struct TLSTests {
    private let folder: TemporaryFolder
    private let certificate: TestCertificate

    init() throws {
        folder = try TemporaryFolder()
        certificate = try TestCertificate(in: folder)
    }

    private func server(_ listen: String = "ssl http2") async throws -> NginxServer {
        try await NginxServer(
            server: """
                ssl_certificate \(certificate.certificate); ssl_certificate_key \(certificate.key);
                location / { return 200 "$server_protocol $connection"; }
                """, listen: listen, folder: folder)
    }

    @Test func `speaks HTTP/2 and trusts the authority of the settings`() async throws {
        let server = try await server()
        let client = CurlClient.test { $0.caFile = certificate.authority }
        #expect(try await client.send(HTTPRequest(.get, server.origin)).text.hasPrefix("HTTP/2.0"))
    }

    @Test func `speaks HTTP/1.1 with a server that knows no other`() async throws {
        let server = try await server("ssl")
        let client = CurlClient.test { $0.caFile = certificate.authority }
        #expect(try await client.send(HTTPRequest(.get, server.origin)).text.hasPrefix("HTTP/1.1"))
    }

    @Test(arguments: ["SSL_CERT_FILE", "CURL_CA_BUNDLE"])
    func `trusts the authority of the environment`(variable: String) async throws {
        let server = try await server()
        let client = CurlClient.test(environment: [variable: certificate.authority])
        #expect(try await client.send(HTTPRequest(.get, server.origin)).status == 200)
    }

    @Test func `many requests share one HTTP/2 connection`() async throws {
        let server = try await server()
        let client = CurlClient.test { $0.caFile = certificate.authority }
        let connections = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 {
                group.addTask { try await client.send(HTTPRequest(.get, server.origin)).text }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(connections.count == 1)
    }

    @Test func `refuses an authority that it does not know, and says what to do`() async throws {
        let server = try await server()
        let error = await #expect(throws: HTTPError.self) {
            try await CurlClient.test().send(HTTPRequest(.get, server.origin))
        }
        #expect(error?.code == .tls)
        #expect(error?.message.contains("http.caFile") == true)
    }

    @Test func `refuses a certificate for another name`() async throws {
        let server = try await server()
        let client = CurlClient.test {
            $0.caFile = certificate.authority
            $0.fixedAddresses = ["other.example:\(server.port):127.0.0.1"]
        }
        #expect(
            await errorCode { try await client.send(HTTPRequest(.get, "https://other.example:\(server.port)/")) }
                == .tls)
    }

    @Test func `refuses a server that does not speak TLS`() async throws {
        let plain = try await NginxServer(server: "location / { return 200; }")
        #expect(
            await errorCode { try await CurlClient.test().send(HTTPRequest(.get, "https://127.0.0.1:\(plain.port)/")) }
                == .tls)
    }

    @Test func `a file of authorities that is missing is an error of TLS`() async throws {
        let server = try await server()
        let client = CurlClient.test { $0.caFile = "/nowhere/ca.pem" }
        #expect(await errorCode { try await client.send(HTTPRequest(.get, server.origin)) } == .tls)
    }
}
