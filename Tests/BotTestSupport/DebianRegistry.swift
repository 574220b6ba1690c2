import Domain
import Foundation
import HTTPTransport
import Signing

/// Debian's docker-registry on a free port of loopback, stopped with this object.
///
/// It does not page tag lists (2.8 ignores `n` and `last`).
public final class DebianRegistry: Sendable {
    /// `127.0.0.1:PORT`, spoken to by plain HTTP.
    public let host: String
    private let folder: TemporaryFolder
    private let process: RunningProcess
    private let client = CurlClient()
    private let authorization: Secret?

    /// Starts a registry; with a user it wants basic authentication for everything.
    ///
    /// - Parameter notifications: the address that is told of every push, and the `Authorization` it is told with.
    public init(
        user: String? = nil, password: String = "", notifications: (url: String, authorization: String)? = nil
    ) async throws {
        folder = try TemporaryFolder()
        let port = try freePort()
        host = "127.0.0.1:\(port)"
        var authentication = ""
        if let user {
            let line = try run(["/usr/bin/htpasswd", "-Bbn", user, password]).text + "\n"
            let path = try folder.write("htpasswd", line)
            authentication = "auth: {htpasswd: {realm: test, path: \(path)}}\n"
        }
        var endpoints = ""
        if let notifications {
            endpoints = """
                notifications:
                  endpoints:
                    - name: test
                      url: \(notifications.url)
                      headers: {Authorization: ["\(notifications.authorization)"]}
                      timeout: 1s
                      threshold: 3
                      backoff: 1s

                """
        }
        let configuration = try folder.write(
            "config.yml",
            """
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: \(folder.path)/data}}
            http: {addr: "\(host)"}
            \(authentication)\(endpoints)
            """)
        self.authorization = user.map { Secret("Basic " + Data("\($0):\(password)".utf8).base64EncodedString()) }
        process = try await RunningProcess(
            "/usr/bin/docker-registry", ["serve", configuration], port: port, folder: folder)
    }

    /// Pushes an image under each of `tags` and returns its digest.
    @discardableResult
    public func pushImage(_ repository: String, tags: [String]) async throws -> String {
        try await push(repository, tags, "application/vnd.oci.image.config.v1+json", "{\"os\":\"linux\"}")
    }

    /// Pushes a Helm chart as `helm push` does: a tag has `_` where the version has `+`.
    @discardableResult
    public func pushChart(_ repository: String, version: String) async throws -> String {
        let name = repository.split(separator: "/").last ?? ""
        return try await push(
            repository, [version.replacingOccurrences(of: "+", with: "_")], "application/vnd.cncf.helm.config.v1+json",
            "{\"name\":\"\(name)\",\"version\":\"\(version)\",\"apiVersion\":\"v2\"}")
    }

    private func push(
        _ repository: String, _ tags: [String], _ configType: String, _ config: String
    ) async throws -> String {
        let bytes = Array(config.utf8)
        let digest = "sha256:" + (try HashFunction.sha256.hexDigest(of: bytes))
        try await upload(repository, bytes, digest)
        let type = "application/vnd.oci.image.manifest.v1+json"
        let manifest = Array(
            """
            {"schemaVersion":2,"mediaType":"\(type)","config":{"mediaType":"\(configType)","digest":"\(digest)",\
            "size":\(bytes.count)},"layers":[]}
            """.utf8)
        for tag in tags {
            try await send(.put, "/v2/\(repository)/manifests/\(tag)", manifest, type: type, expecting: 201)
        }
        return "sha256:" + (try HashFunction.sha256.hexDigest(of: manifest))
    }

    private func upload(_ repository: String, _ bytes: [UInt8], _ digest: String) async throws {
        let started = try await send(.post, "/v2/\(repository)/blobs/uploads/", [], type: nil, expecting: 202)
        guard let base = HTTPAddress(started.url), let location = started.headers["Location"],
            let target = base.resolving(location)
        else { throw RegistryRefused(what: "upload of \(repository)", status: started.status) }
        let url = target.path + "?" + (target.query.map { $0 + "&" } ?? "") + "digest=" + digest
        try await send(.put, url, bytes, type: "application/octet-stream", expecting: 201)
    }

    @discardableResult
    private func send(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8], type: String?, expecting status: Int
    ) async throws -> HTTPResponse {
        var request = HTTPRequest(method, "http://\(host)\(path)", body: body, authorization: authorization)
        request.headers["Content-Type"] = type
        let response = try await client.send(request)
        guard response.status == status else {
            throw RegistryRefused(what: "\(method.rawValue) \(path)", status: response.status)
        }
        return response
    }
}

/// The registry did not take what a test pushed.
struct RegistryRefused: Error {
    var what: String
    var status: Int
}
