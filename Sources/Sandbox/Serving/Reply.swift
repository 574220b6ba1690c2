import Hummingbird

/// An answer, before it becomes one of the HTTP server.
struct Reply: Sendable {
    var status: Int
    var headers: [Header] = []
    var body: Body = .bytes([])
    /// Set by a handler that knows better than the path what the request was.
    var kind: RequestKind?
    /// The request asked for something that the real service would not have accepted, or a correct client never asks.
    var isViolation = false

    struct Header: Hashable, Sendable {
        var name: String
        var value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    enum Body: Sendable {
        case bytes([UInt8])
        /// Written piece by piece; the length is nil when it is not known before.
        case stream(length: Int?, @Sendable (inout any ResponseBodyWriter) async throws -> Void)
        /// No answer at all: the connection is closed.
        case cut
    }

    init(_ status: Int, headers: [Header] = [], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func json(_ status: Int, _ value: JSONValue, headers: [Header] = []) -> Reply {
        Reply(status, headers: [Header("Content-Type", "application/json")] + headers, body: .bytes(value.bytes))
    }

    static func text(_ status: Int, _ text: String, type: String = "text/plain; charset=utf-8") -> Reply {
        Reply(status, headers: [Header("Content-Type", type)], body: .bytes(Array(text.utf8)))
    }
}

/// A refusal on the way to an answer.
struct Refusal: Error {
    var status: Int
    var body: JSONValue
    var headers: [Reply.Header]
    /// See ``Reply/isViolation``.
    var isViolation: Bool

    init(_ status: Int, _ body: JSONValue, headers: [Reply.Header] = [], isViolation: Bool = false) {
        self.status = status
        self.body = body
        self.headers = headers
        self.isViolation = isViolation
    }

    var reply: Reply {
        var reply = Reply.json(status, body, headers: headers)
        reply.isViolation = isViolation
        return reply
    }
}
