import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("Notes, labels, branches and files")
struct ForgeResourceTests {
    @Test("notes are made, listed newest first, changed and deleted by their author")
    func notes() async throws {
        try await withBranch { world, probe async throws in
            _ = try await probe.api(.post, "projects/1/merge_requests", newMergeRequest)
            let path = "projects/1/merge_requests/1/notes"
            let first = try await probe.api(.post, path, #"{"body": "one"}"#)
            #expect(first.status == 201)
            _ = try await probe.api(.post, path, #"{"body": "two"}"#)
            #expect(try await probe.api(.get, path).list.compactMap { $0["body"] as? String } == ["two", "one"])
            #expect(try await probe.api(.get, path + "?sort=asc").list.first?["system"] as? Bool == false)
            let id = try #require(first.object["id"] as? Int)
            #expect(try await probe.api(.put, "\(path)/\(id)", #"{"body": "1"}"#).object["body"] as? String == "1")
            let bob = await world.makeToken(of: "bob")
            #expect(try await probe.api(.delete, "\(path)/\(id)", token: bob).status == 403)
            #expect(try await probe.api(.delete, "\(path)/\(id)").status == 204)
            #expect(try await probe.api(.delete, "\(path)/\(id)").status == 404)
            #expect(try await world.mergeRequests(in: "platform/gitops")[0].notes == ["two"])
        }
    }

    @Test("labels are made once")
    func labels() async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { _, probe async throws in
            let body = ##"{"name": "a b", "color": "#ff0000", "description": "D"}"##
            #expect(try await probe.api(.post, "projects/1/labels", body).status == 201)
            #expect(try await probe.api(.post, "projects/1/labels", body).status == 409)
            #expect(try await probe.api(.post, "projects/1/labels", #"{"name": "c", "color": "red"}"#).status == 400)
            #expect(try await probe.api(.get, "projects/1/labels?search=A%20B").list.count == 1)
        }
    }

    @Test("branches are listed by their beginning, made, shown and deleted; the protected one stays")
    func branches() async throws {
        try await withBranch { _, probe async throws in
            let path = "projects/platform%2Fgitops/repository/branches"
            func names(_ query: String) async throws -> [String] {
                try await probe.api(.get, path + query).list.compactMap { $0["name"] as? String }
            }
            #expect(try await names("") == ["main", "windlass/nginx"])
            #expect(try await names("?search=%5Ewindlass%2F") == ["windlass/nginx"])
            #expect(try await names("?search=nginx") == ["windlass/nginx"])
            #expect(try await names("?search=%5Enginx") == [])
            #expect(try await probe.api(.post, path, #"{"branch": "x/y", "ref": "main"}"#).status == 201)
            #expect(
                try await probe.api(.post, path, #"{"branch": "x/y", "ref": "main"}"#).complaint
                    == "Branch already exists")
            #expect(try await probe.api(.post, path, #"{"branch": "z", "ref": "gone"}"#).status == 400)
            #expect(try await probe.api(.post, path, #"{"branch": "a..b", "ref": "main"}"#).status == 400)
            #expect(try await probe.api(.get, path + "/main").object["protected"] as? Bool == true)
            #expect(try await probe.api(.delete, path + "/x%2Fy").status == 204)
            #expect(try await probe.api(.delete, path + "/x%2Fy").complaint == "404 Branch Not Found")
            #expect(try await probe.api(.delete, path + "/main").status == 403)
        }
    }

    @Test("raw files come by branch or commit, and only from inside the repository")
    func files() async throws {
        try await withBranch { world, probe async throws in
            let path = "projects/1/repository/files/apps%2Fweb.yaml/raw"
            #expect(try await probe.api(.get, path).text.contains("1.25.3"))
            #expect(try await probe.api(.get, path + "?ref=windlass%2Fnginx").text.contains("1.27.0"))
            #expect(try await probe.api(.get, path + "?ref=gone").status == 404)
            #expect(try await probe.api(.get, path + "?ref=--help").status == 404)
            for name in ["..%2F..%2Fgitconfig", "%2Fetc%2Fpasswd", "apps"] {
                #expect(try await probe.api(.get, "projects/1/repository/files/\(name)/raw").status == 404)
            }
            let head = try #require(try await world.branches(of: "platform/gitops")["main"])
            let commit = try await probe.api(.get, "projects/1/repository/commits/\(head)").object
            #expect(commit["title"] as? String == "Add the first files")
        }
    }
}
