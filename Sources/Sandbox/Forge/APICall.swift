/// One call of the forge's API by a known user.
struct APICall: Sendable {
    var request: ServedRequest
    /// What stands in the path where the route has a blank, in its order.
    var arguments: [String]
    var user: UserRecord
    var body: [UInt8]

    /// Checks the query against `rules`.
    func query(_ rules: [ParameterRule] = []) throws(Refusal) -> Parameters {
        try Parameters(query: request.query, rules)
    }

    /// Checks that there is no query, and the body against `rules`.
    func fields(_ rules: [ParameterRule]) throws(Refusal) -> Parameters {
        _ = try query()
        let type = request.header("Content-Type") ?? ""
        if body.isEmpty { return try Parameters(query: [], rules) }
        guard type.split(separator: ";").first?.trimmed.lowercased() == "application/json" else {
            throw Refusal(
                415, ["error": .string("The provided content-type '\(type)' is not supported.")], isViolation: true)
        }
        return try Parameters(body: body, rules)
    }

    /// A number in the path.
    func number(_ index: Int, of thing: String) throws(Refusal) -> Int {
        guard arguments.indices.contains(index), let number = Int(arguments[index]), number > 0 else {
            throw .wrong("\(thing) is invalid: expected an integer")
        }
        return number
    }

    func argument(_ index: Int) -> String { arguments.indices.contains(index) ? arguments[index] : "" }
}

/// One endpoint.
struct Route: Sendable {
    typealias Handler = @Sendable (ForgeServer, APICall) async throws -> Reply

    var method: String
    /// Parts of the path behind the root of the API; `*` is an argument, `**` at the end is one with all that follows.
    var pattern: [String]
    var handler: Handler

    init(_ method: String, _ pattern: String, _ handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern.split(separator: "/").map(String.init)
        self.handler = handler
    }

    /// The arguments when `segments` fit the pattern.
    func arguments(in segments: ArraySlice<String>, ignoringCase: Bool = false) -> [String]? {
        if pattern.last == "**" {
            let fixed = pattern.count - 1
            guard segments.count > fixed else { return nil }
            let rest = segments.dropFirst(fixed).joined(separator: "/")
            return Self.arguments(of: Array(pattern.dropLast()), in: segments.prefix(fixed), ignoringCase)
                .map { $0 + [rest] }
        }
        return Self.arguments(of: pattern, in: segments, ignoringCase)
    }

    private static func arguments(
        of pattern: [String], in segments: ArraySlice<String>, _ ignoringCase: Bool
    ) -> [String]? {
        guard segments.count == pattern.count else { return nil }
        var arguments: [String] = []
        for (part, segment) in zip(pattern, segments) {
            if part == "*" {
                guard !segment.isEmpty else { return nil }
                arguments.append(segment)
            } else if part != segment, !ignoringCase || part.lowercased() != segment.lowercased() {
                return nil
            }
        }
        return arguments
    }
}
