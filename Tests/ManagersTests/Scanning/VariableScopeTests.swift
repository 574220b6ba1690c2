import Testing
import TextEdits

@testable import Managers

/// Variables with the place of their values.
@Suite struct VariableScopeTests {
    /// A text that stands at `offset` of a file.
    private func text(_ text: String, at offset: Int) -> YAMLScalar {
        YAMLScalar(text: text, map: .verbatim(at: offset, count: text.utf8.count))
    }

    private var scope: VariableScope {
        var scope = VariableScope()
        scope.set("TAG", text("1.2", at: 100))
        scope.set("IMAGE", text("nginx:$TAG", at: 200))
        scope.set("LOOP", text("$LOOP", at: 300))
        return scope
    }

    @Test(
        "writes known variables out, others keep their default or stay",
        arguments: [
            ("nginx:$TAG", "nginx:1.2"), ("nginx:${TAG}-x", "nginx:1.2-x"), ("$IMAGE", "nginx:1.2"), ("$LOOP", "$LOOP"),
            ("a:${NO:-2.0}", "a:2.0"), ("a:${NO-2.0}", "a:2.0"), ("${A:-b:${C:-1}}", "b:1"), ("a:${NO}", "a:${NO}"),
            ("$", "$"), ("${", "${"),
            ("${TAG", "${TAG"), ("a:${NO:?needed}", "a:${NO:?needed}"), ("${TAG:-9}", "1.2"),
        ])
    func expansion(_ written: String, _ expected: String) {
        #expect(scope.expanded(text(written, at: 0)).text == expected)
    }

    @Test("what a variable gave stands where the variable is set")
    func places() {
        let made = scope.expanded(text("$IMAGE", at: 0))
        #expect(made.span(of: 0..<5) == ByteSpan(start: 200, end: 205))
        #expect(made.span(of: 6..<9) == ByteSpan(start: 100, end: 103))
        #expect(made.span(of: 0..<9) == nil)
        #expect(text("a:${NO:-2.0}", at: 50).withDefaults.span(of: 2..<5) == ByteSpan(start: 58, end: 61))
    }
}
