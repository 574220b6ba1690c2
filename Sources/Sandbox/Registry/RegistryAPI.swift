/// The distribution API over a ``SandboxRegistry``.
///
/// - Source: OCI distribution specification 1.1, "Endpoints", "Pulling manifests", "Listing tags".
struct RegistryAPI: Sendable {
    let registry: SandboxRegistry

    /// What kind of request it is, by its path.
    static func kind(of request: ServedRequest) -> RequestKind {
        request.path == RegistryTokens.path ? .registryToken : .registry
    }

    func reply(to request: ServedRequest) async -> Reply {
        do {
            var reply = try answer(request)
            reply.headers.append(Reply.Header("Docker-Distribution-Api-Version", "registry/2.0"))
            return reply
        } catch let refusal as Refusal {
            return refusal.reply
        } catch {
            return .text(500, "\(error)\n")
        }
    }

    private func answer(_ request: ServedRequest) throws -> Reply {
        if request.path == RegistryTokens.path { return try registry.giveToken(for: request) }
        guard request.segments.first == "v2" else { throw Refusal(404, ["error": "404 page not found"]) }
        guard request.method == "GET" || request.method == "HEAD" else {
            throw RegistryError.refusal(405, "UNSUPPORTED", "The operation is unsupported.")
        }
        let rest = Array(request.segments.dropFirst())
        if rest == [""] || rest.isEmpty {
            try registry.authorize(request, repository: nil)
            return .json(200, [:])
        }
        let endpoint = try Endpoint(rest)
        try registry.authorize(request, repository: endpoint.repository)
        guard registry.hasRepository(endpoint.repository) else { throw RegistryError.unknownName(endpoint.repository) }
        switch endpoint.subject {
        case .tags: return try listTags(endpoint.repository, request)
        case .manifest(let reference): return try manifest(reference, of: endpoint.repository, request)
        case .blob(let digest): return try blob(digest, of: endpoint.repository, request)
        }
    }

    private func listTags(_ repository: String, _ request: ServedRequest) throws -> Reply {
        let page = try TagPage(request)
        let all = registry.sortedTags(of: repository) ?? []
        var rest = all[...]
        if let last = page.last { rest = rest.drop { !last.utf8.lexicographicallyPrecedes($0.utf8) } }
        let count = min(page.count ?? .max, max(1, registry.pageLimit))
        let tags = Array(rest.prefix(count))
        let body: JSONValue = ["name": .string(repository), "tags": .strings(tags)]
        var headers = [Reply.Header("Content-Type", "application/json")]
        if rest.count > count, count > 0, let last = tags.last {
            let query = "n=\(page.count ?? count)&last=\(percentEncoded(last))"
            headers.append(Reply.Header("Link", "</v2/\(repository)/tags/list?\(query)>; rel=\"next\""))
        }
        return conditional(request, etag: "\"" + sha256(body.bytes) + "\"", body.bytes, headers)
    }

    private func manifest(_ reference: String, of repository: String, _ request: ServedRequest) throws -> Reply {
        try refuseQuery(request)
        let isDigest = reference.hasPrefix("sha256:")
        let found =
            isDigest
            ? registry.manifest(of: repository, digest: reference) : registry.root(of: repository, tag: reference)
        guard let content = found else { throw RegistryError.unknownManifest(reference) }
        guard accepts(content.mediaType, request) else {
            throw RegistryError.refusal(
                404, "MANIFEST_UNKNOWN", "the manifest is \(content.mediaType), which the Accept header does not name",
                isViolation: true)
        }
        return conditional(
            request, etag: "\"\(content.digest)\"", content.bytes,
            [.init("Content-Type", content.mediaType), .init("Docker-Content-Digest", content.digest)])
    }

    private func blob(_ digest: String, of repository: String, _ request: ServedRequest) throws -> Reply {
        try refuseQuery(request)
        guard let content = registry.blob(of: repository, digest: digest) else {
            throw RegistryError.refusal(404, "BLOB_UNKNOWN", "blob unknown to registry", detail: .string(digest))
        }
        return conditional(
            request, etag: "\"\(digest)\"", content.bytes,
            [.init("Content-Type", "application/octet-stream"), .init("Docker-Content-Digest", digest)])
    }

    private func conditional(
        _ request: ServedRequest, etag: String, _ bytes: [UInt8], _ headers: [Reply.Header]
    ) -> Reply {
        let headers = headers + [Reply.Header("ETag", etag)]
        if matches(request.header("If-None-Match"), etag) { return Reply(304, headers: headers) }
        return Reply(200, headers: headers, body: .bytes(bytes))
    }

    private func accepts(_ type: String, _ request: ServedRequest) -> Bool {
        guard let accept = request.header("Accept") else { return false }
        let types = accept.split(separator: ",").map { $0.split(separator: ";")[0].trimmed }
        return types.contains(type) || types.contains("*/*") || types.contains("application/*")
    }

    private func refuseQuery(_ request: ServedRequest) throws {
        if let item = request.query.first { throw RegistryError.wrong("there is no parameter \(item.name) here") }
    }
}

/// Whether a list of entity tags names `etag` (RFC 9110, section 13.1.2).
func matches(_ list: String?, _ etag: String) -> Bool {
    guard let list else { return false }
    return list.split(separator: ",").contains { item in
        let item = item.trimmed
        return item == "*" || item == etag || item == "W/" + etag
    }
}

extension Substring {
    /// Without blanks at both ends.
    var trimmed: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}

/// What a path below `/v2/` is about. Names have slashes in them, so the end is looked at first.
private struct Endpoint {
    enum Subject {
        case tags
        case manifest(String)
        case blob(String)
    }

    var repository: String
    var subject: Subject

    init(_ parts: [String]) throws {
        guard parts.count >= 3 else { throw Refusal(404, ["error": "404 page not found"]) }
        let name = parts.dropLast(2)
        let reference = parts[parts.count - 1]
        switch parts[parts.count - 2] {
        case "tags" where reference == "list": subject = .tags
        case "manifests": subject = .manifest(reference)
        case "blobs": subject = .blob(reference)
        default: throw Refusal(404, ["error": "404 page not found"])
        }
        repository = name.joined(separator: "/")
        guard name.allSatisfy(Self.isValid) else {
            throw RegistryError.refusal(
                400, "NAME_INVALID", "invalid repository name", detail: .string(repository), isViolation: true)
        }
    }

    private static func isValid(_ component: String) -> Bool {
        let isWord = { (byte: UInt8) in (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
        guard let first = component.utf8.first, let last = component.utf8.last else { return false }
        return isWord(first) && isWord(last)
            && component.utf8.allSatisfy { isWord($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
    }
}

/// The parameters of a tag list.
private struct TagPage {
    var count: Int?
    var last: String?

    init(_ request: ServedRequest) throws {
        for item in request.query {
            switch item.name {
            case "n":
                guard count == nil, let text = item.value, let number = Int(text), number >= 0 else {
                    throw RegistryError.refusal(
                        400, "PAGINATION_NUMBER_INVALID", "invalid number of results requested",
                        detail: .optional(item.value), isViolation: true)
                }
                count = number
            case "last":
                guard last == nil, let text = item.value else { throw RegistryError.wrong("last needs one value") }
                last = text
            default: throw RegistryError.wrong("tags/list has no parameter \(item.name)")
            }
        }
    }
}
