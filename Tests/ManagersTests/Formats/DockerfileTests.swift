import Domain
import Testing

@testable import Managers

/// Dockerfiles beyond the golden ones.
@Suite struct DockerfileTests {
    private func images(_ text: String) -> [String] {
        FixtureTree(["Dockerfile": text]).pins().map { "\($0.depName):\($0.currentValue ?? "")" }
    }

    @Test(
        "finds images",
        arguments: [
            ("FROM a:1", ["a:1"]), ("from a:1 as b\nfrom B", ["a:1"]), ("FROM \\\n a:1", ["a:1"]),
            ("FROM a:1\\\n", ["a:1"]),
            ("FROM --platform=linux/amd64 a:1", ["a:1"]), ("ARG T=1\nFROM a:$T\nARG U=2\nFROM b:$U", ["a:1"]),
            ("FROM a:1\nCOPY --link --from=b:2 / /", ["a:1", "b:2"]), ("FROM \"a:1\"", ["a:1"]),
            ("#\n# syntax=a:1\nFROM b:2", ["a:1", "b:2"]),
            ("FROM b:2\n# syntax=a:1\n", ["b:2"]),
            ("FROM a:1\nRUN cat <<A <<B\nFROM x:1\nA\nFROM y:1\nB\nFROM b:2", ["a:1", "b:2"]),
            ("FROM a:1\nRUN cat <<< x\nFROM b:2", ["a:1", "b:2"]), ("ARG A=x/y B=1.0\nFROM ${A}:${B}", ["x/y:1.0"]),
            ("FROM a:1 # c", ["a:1"]),
        ] as [(String, [String])])
    func found(_ text: String, _ expected: [String]) {
        #expect(images(text) == expected)
    }

    @Test("a version inside of a tag moves alone, and says how it is cut out")
    func partialTag() throws {
        let tree = FixtureTree(["Dockerfile": "ARG V=1.2.3\nFROM tool/x:v${V}-alpine\n"])
        let pin = try #require(tree.pins().first)
        #expect(pin.currentValue == "1.2.3")
        #expect(pin.extractVersion == "^v(?<version>.+)-alpine$")
        #expect(tree.texts(of: pin) == ["1.2.3"])
    }

    @Test(
        "knows Dockerfiles by their names",
        arguments: [
            ("Dockerfile", true), ("a/Dockerfile.prod", true), ("web.Dockerfile", true), ("Containerfile", true),
            ("x-dockerfile", true),
            ("Dockerfile_old", true), ("Dockerfile.dockerignore", false), ("Dockerfiles.md", false),
            ("mydockerfile", false),
        ])
    func names(_ path: String, _ isOne: Bool) {
        #expect(Dockerfile().claims(SourceFile(path: path, bytes: [])) == isOne)
    }
}
