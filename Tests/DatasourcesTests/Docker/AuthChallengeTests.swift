import Testing

@testable import Datasources

@Suite("WWW-Authenticate") struct AuthChallengeTests {
    @Test(
        "is read",
        arguments: [
            ("Basic realm=\"a b\"", [AuthChallenge(scheme: "basic", parameters: ["realm": "a b"])]),
            (
                "Bearer realm=\"https://a/t\", service=r,scope=\"repository:a/b:pull,push\"",
                [
                    AuthChallenge(
                        scheme: "bearer",
                        parameters: ["realm": "https://a/t", "service": "r", "scope": "repository:a/b:pull,push"])
                ]
            ),
            (
                "Negotiate, BASIC REALM=x , Bearer realm = \"q\\\"q\"",
                [
                    AuthChallenge(scheme: "negotiate", parameters: [:]),
                    AuthChallenge(scheme: "basic", parameters: ["realm": "x"]),
                    AuthChallenge(scheme: "bearer", parameters: ["realm": "q\"q"]),
                ]
            ),
            ("Bearer", [AuthChallenge(scheme: "bearer", parameters: [:])]),
            ("", []), (",,", []), ("\"", []), ("=", []),
            ("Bearer realm=\"open", [AuthChallenge(scheme: "bearer", parameters: [:])]),
            ("Bearer realm=", [AuthChallenge(scheme: "bearer", parameters: [:])]),
        ] as [(String, [AuthChallenge])])
    func read(_ value: String, _ expected: [AuthChallenge]) {
        #expect(AuthChallenge.parse(value) == expected)
    }
}
