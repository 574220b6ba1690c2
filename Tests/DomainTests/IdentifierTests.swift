import Domain
import Foundation
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    @Test("are written as plain strings, and read back")
    func coding() throws {
        let ids: [ManagerID] = ["kubernetes", "helm-values"]
        let data = try JSONEncoder().encode(ids)
        #expect(String(decoding: data, as: UTF8.self) == #"["kubernetes","helm-values"]"#)
        #expect(try JSONDecoder().decode([ManagerID].self, from: data) == ids)
    }

    @Test("print as their text, and are ordered by it")
    func text() {
        #expect("\(DatasourceID("docker"))" == "docker")
        #expect([VersioningID("semver"), "docker", "helm"].sorted() == ["docker", "helm", "semver"])
        #expect(BranchName("windlass/nginx-1.x").ref == "refs/heads/windlass/nginx-1.x")
    }
}

@Suite("Facts of a repository")
struct RepositoryFactsTests {
    @Test("are found by kind and name, in the order of their files")
    func found() {
        let facts = RepositoryFacts([
            RepositoryFact(kind: "HelmRepository", name: "b", value: "1", file: "x"),
            RepositoryFact(kind: "HelmRepository", name: "a", value: "2", file: "y"),
            RepositoryFact(kind: "HelmRepository", name: "b", value: "3", file: "z"),
            RepositoryFact(kind: "Other", name: "b", value: "4", file: "z"),
        ])
        #expect(facts.facts("HelmRepository", "b").map(\.value) == ["1", "3"])
        #expect(facts.facts("HelmRepository").map(\.value) == ["2", "1", "3"])
        #expect(facts.facts("Nothing").isEmpty && facts.facts("HelmRepository", "c").isEmpty)
    }
}

@Suite("Diagnostics")
struct DiagnosticTests {
    @Test("print as compilers do")
    func text() {
        #expect(
            Diagnostic(file: "a.yaml", line: 3, severity: .warning, message: "odd").description
                == "a.yaml:3: warning: odd")
        #expect(Diagnostic(file: "a.yaml", severity: .note, message: "odd").description == "a.yaml: note: odd")
        #expect(Diagnostic(severity: .error, message: "odd").description == "error: odd")
    }
}

@Suite("Fingerprints")
struct FingerprintTests {
    /// The reference values were computed apart from this code, from the definition of 128-bit FNV-1a.
    @Test("are FNV-1a over the texts and their ends")
    func known() {
        #expect(Fingerprint().text == "6c62272e07bb014262b821756295c58d")
        var fingerprint = Fingerprint()
        fingerprint.add("a")
        #expect(fingerprint.text == "0880954519ab1be95aa0733055b70e0c")
    }

    @Test("tell where one text ends and the next begins")
    func ends() {
        func text(_ parts: [String]) -> String {
            var fingerprint = Fingerprint()
            for part in parts { fingerprint.add(part) }
            return fingerprint.text
        }
        #expect(text(["ab", "c"]) != text(["a", "bc"]))
        #expect(text(["a"]) != text(["a", ""]))
        #expect(text(["a", "b"]) == text(["a", "b"]))
        #expect(text([String(repeating: "x", count: 1000)]).count == 32)
    }
}
