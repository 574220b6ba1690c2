import Patterns
import Testing

@Suite struct PatternExpansionTests {
    @Test(arguments: [
        ("$ts", "1234"), ("${ts}", "1234"), ("$2", "1234"), ("$1", "main"), ("${1}x", "main" + "x"), ("$1x", ""),
        ("$1_$2", "1234"), ("${1}_$2", "main_1234"), ("$0", "main-1234"), ("$$1", "$1"), ("a$", "a$"), ("${1", "${1"),
        ("${}", "${}"), ("$-", "$-"), ("$01", ""), ("$9", ""), ("$none", ""), ("plain", "plain"), ("", ""),
        ("$tsx$ts", "1234"),
    ])
    func `expands as Go does`(template: String, expected: String) throws {
        let expansion = try PatternExpansion(pattern: "^([a-z]+)-(?P<ts>[0-9]+)$", template: template)
        #expect(expansion.expanded("main-1234") == expected)
        #expect(expansion.expanded("main") == nil)
    }

    @Test func `does not expand what a group holds`() throws {
        let expansion = try PatternExpansion(pattern: "^(.*)=(.*)$", template: "$1$2")
        #expect(expansion.expanded("$2=x") == "$2x")
    }

    @Test func `counts groups behind brackets in classes and escapes`() throws {
        let expansion = try PatternExpansion(pattern: #"^[(]\((?:a)(b)?(c)$"#, template: "$1-$2")
        #expect(expansion.expanded("((ac") == "-c")
    }
}
