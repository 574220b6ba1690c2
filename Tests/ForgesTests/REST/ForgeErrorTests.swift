import Domain
import HTTPTransport
import Testing

@testable import Forges

@Suite("What goes wrong with a forge")
struct ForgeErrorTests {
    private func error(_ answer: ScriptedClient.Answer) async throws -> ForgeError {
        try await forgeError {
            let http = ScriptedClient([(Script.earlier, answer)])
            _ = try await Script.gitLab(http).listMergeRequests(in: Script.repository, from: "windlass/nginx")
        }
    }

    @Test(
        "has a code by status, and says what, where and what to do",
        arguments: [
            (
                401, #"{"message":"401 Unauthorized"}"#, ForgeError.Code.unauthorized,
                "env:GITLAB_TOKEN is wrong, expired or revoked"
            ),
            (
                403, #"{"error":"insufficient_scope","error_description":"needs higher privileges"}"#, .forbidden,
                "insufficient_scope; needs higher privileges"
            ),
            (404, #"{"message":"404 Project Not Found"}"#, .notFound, "404 Project Not Found"),
            (409, #"{"message":["exists"]}"#, .conflict, "exists"),
            (400, #"{"message":{"title":["can't be blank"]}}"#, .invalid, "title: can't be blank"),
            (400, #"{"error":"source_branch is missing, title is missing"}"#, .invalid, "source_branch is missing"),
            (422, #"{"message":{"base":["a","b"]}}"#, .invalid, "base: a; b"),
            (429, "Retry later", .rateLimited, "Too many requests"),
            (500, "<html>", .unreachable, "answered 500."),
            (503, "", .unreachable, "try again later"),
            (418, "[]", .invalid, "418"),
            (301, "", .malformed, "301"),
        ])
    func statuses(_ status: Int, _ body: String, _ code: ForgeError.Code, _ text: String) async throws {
        let error = try await error(.json(status, body))
        #expect(error.code == code)
        #expect(error.message.contains(text), "\(error.message)")
        #expect(error.message.contains("platform/gitops"))
        #expect(error.message.contains("https://gitlab.example.com/api/v4"))
        #expect(!error.message.contains("glpat-secret"))
    }

    @Test("is told without the token, even when the server repeats it")
    func redaction() async throws {
        let error = try await error(.json(400, #"{"message":"bad token glpat-secret"}"#))
        #expect(error.message.contains("bad token ***"))
    }

    @Test("with an HTML page names login pages and proxies", arguments: ["<!DOCTYPE html><html>", "\n <html>"])
    func html(_ body: String) async throws {
        let error = try await error(.json(200, body))
        #expect(error.code == .malformed)
        #expect(error.message.contains("HTML page"))
    }

    @Test("with broken JSON says where it is broken")
    func brokenJSON() async throws {
        let error = try await error(.json(200, #"[{"iid": "one"}]"#))
        #expect(error.code == .malformed)
        #expect(error.message.contains("0.iid"), "\(error.message)")
    }

    @Test(
        "on the way to it is unreachable, or says what the answer was not",
        arguments: [
            (HTTPError.Code.connect, ForgeError.Code.unreachable), (.tls, .unreachable), (.timeout, .unreachable),
            (.interrupted, .unreachable), (.other, .unreachable), (.tooLarge, .malformed), (.redirect, .malformed),
            (.privateAddress, .malformed), (.invalidURL, .invalid),
        ])
    func transport(_ code: HTTPError.Code, _ expected: ForgeError.Code) async throws {
        #expect(try await error(.error(HTTPError(code, "something"))).code == expected)
    }

    @Test(
        "in its own words is read from any shape",
        arguments: [
            (#"{"message":"a  b\nc"}"#, "a b c"), (#"{"message":["a","b"]}"#, "a; b"),
            (#"{"message":{"x":["a"],"y":{"z":"b"}}}"#, "x: a; y: z: b"), (#"["a"]"#, "a"), (#""a""#, "a"),
            (
                #"{"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom","message":"exists"}]}"#,
                "Validation Failed; exists"
            ),
            (
                #"{"message":"Validation Failed","errors":[{"field":"head","code":"invalid"}]}"#,
                "Validation Failed; code: invalid; field: head"
            ),
        ])
    func words(_ body: String, _ text: String) {
        #expect(APIErrorBody(Array(body.utf8)).text == text)
    }

    @Test(
        "in no words is nothing",
        arguments: ["", "<html>", "{}", "null", "{\"message\":null}", "[[[[[[[[[[\"deep\"]]]]]]]]]]"])
    func silence(_ body: String) {
        #expect(APIErrorBody(Array(body.utf8)).text == nil)
    }
}
