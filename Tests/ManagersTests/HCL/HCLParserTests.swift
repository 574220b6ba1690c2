import Domain
import Testing
import TextEdits

@testable import Managers

/// What the tree of an HCL file holds, and where.
@Suite struct HCLParserTests {
    private func tree(_ text: String) -> HCLTree { HCLTree(Array(text.utf8)) }

    private func text(_ text: String, _ key: StaticString = "a") -> String? {
        tree(text).root?[key].flatMap(HCLText.scalar)?.text
    }

    @Test(
        "reads the text of strings, heredocs and numbers",
        arguments: [
            (#"a = "1.2""#, "1.2"), (#"a = "x\"y\\z\n\u00e9""#, "x\"y\\z\né"),
            (#"a = "${join("-", ["b", "c}"])} d""#, #"${join("-", ["b", "c}"])} d"#),
            (#"a = "$${b" # c"#, "$${b"), ("a = 1.10", "1.10"), ("a /* = 2 */ = \"1\" // x", "1"),
            ("a = <<EOF\n b\n  c\nEOF\n", " b\n  c\n"), ("a = <<-EOF\n   b\n\n    c\n  EOF\n", "b\n\n c\n"),
            ("a = <<EOF\r\nb\r\nEOF\r\n", "b\r\n"), ("a = <<EOF\nEOF", ""),
            (#"a = "%{ if x }"b"%{ endif }""#, nil),
        ] as [(String, String?)])
    func texts(_ source: String, _ expected: String?) {
        #expect(text(source) == expected)
    }

    @Test("blocks have labels, bodies and entries")
    func blocks() throws {
        let root = try #require(tree("resource \"a\" b {\n  c { d = 1 }\n  e = { f = [1, \"x\"], g : 2 }\n}\n").root)
        let block = try #require(root["resource"])
        #expect(block.labels == ["a", "b"])
        #expect(block["c"]?["d"]?.source == "1")
        #expect(block["e"]?["f"]?.children.map(\.source) == ["1", "x"])
        #expect(block["e"]?["g"]?.source == "2")
    }

    @Test(
        "an operator makes a value an expression",
        arguments: [
            ("a = b ? \"1\" : \"2\"", HCLKind.expression), ("a = \"1\" == b", .expression),
            ("a = b.c[0].d", .reference),
            ("a = f(\"x\", { y = 1 })", .call), ("a = !b", .expression), ("a = [\n  \"x\"\n]", .list),
            ("a = { for k, v in b : k => v }", .object), ("a = -1", .expression),
        ])
    func kinds(_ source: String, _ kind: HCLKind) {
        let tree = tree(source + "\nz = \"end\"\n")
        #expect(tree.root?["a"]?.kind == kind)
        #expect(tree.root?["z"].flatMap(HCLText.scalar)?.text == "end")
        #expect(tree.failures.isEmpty)
    }

    @Test(
        "one broken part is told about, and the rest is read",
        arguments: [
            "b {\n  c = \"open\n}\n", "b {\n  c = [1, 2\n", "b \"x\n{\n}\n", "= = =\n", "b {\n  c = <<EOF\n x\n",
            "b = {\n  c = )\n}\n",
            "}\n", "b c d = 1\n", "b {\n c = ${x}\n d }\n", "b {{{\n",
        ])
    func recovery(_ broken: String) {
        let tree = tree(broken + "a {\n  version = \"1.2.3\"\n}\n")
        #expect(tree.root?["a"]?["version"].flatMap(HCLText.scalar)?.text == "1.2.3", "\(tree.failures)")
        #expect(!tree.failures.isEmpty)
    }

    @Test("names of the same file stand for their values, with the place of the value")
    func scope() throws {
        let source = """
            variable "tag" {
              default = "1.2.3"
            }
            locals {
              a = var.tag
              b = { c = "v${local.a}" }
              loop = local.loop
            }
            x = "name:${local.b.c}"
            y = local.b["c"]
            z = "${local.loop}-${var.none}"
            """
        let root = try #require(tree(source).root)
        let scope = HCLScope(of: root)
        let value = scope.value(of: try #require(root["x"]))
        #expect(value.text == "name:v1.2.3" && !value.isOpen)
        let start = try #require(source.utf8.firstRange(of: "1.2.3".utf8)).lowerBound
        #expect(value.scalar.span(of: 6..<11)?.start == source.utf8.distance(from: source.startIndex, to: start))
        #expect(scope.value(of: try #require(root["y"])).text == "v1.2.3")
        #expect(scope.value(of: try #require(root["z"])).isOpen)
    }
}
