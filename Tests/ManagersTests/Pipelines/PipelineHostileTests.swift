import Domain
import Testing
import TextEdits

@testable import Managers

/// Files of pipelines that were made to hurt.
@Suite struct PipelineHostileTests {
    struct Hostile: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        var testDescription: String { name }
    }

    private static let paths = [
        ".github/workflows/a.yml", "action.yml", "azure-pipelines.yml", ".woodpecker.yml", ".drone.yml",
        ".circleci/config.yml", "bitbucket-pipelines.yml", ".buildkite/a.yml", "cloudbuild.yaml",
        ".devcontainer/devcontainer.json", ".pre-commit-config.yaml", "renovate.json5", "devbox.json", ".gitlab-ci.yml",
        "Dockerfile",
    ]

    private static let inputs = [
        Hostile(name: "deep brackets", text: "jobs: " + String(repeating: "[", count: 10_000)),
        Hostile(name: "deep braces", text: String(repeating: "{\"extends\": ", count: 10_000)),
        Hostile(name: "NUL", text: "jobs:\n  a:\n    uses: a/b@v1\0\n# extends"),
        Hostile(
            name: "many items in one line",
            text: "{\"image\": \"a:1\", plugins: [" + String(repeating: "a#v1,", count: 50_000) + "]}"),
        Hostile(name: "a long value", text: "image: " + String(repeating: "a@", count: 500_000) + "\n"),
        Hostile(name: "an open comment", text: "{" + String(repeating: "/*", count: 500_000)),
        Hostile(name: "open quotes", text: String(repeating: "\"\n", count: 200_000)),
        Hostile(
            name: "aliases of a large mapping",
            text: "steps: &s\n" + (0..<2_000).map { "  k\($0): {image: \"a:1\", name: \"b:1\"}\n" }.joined() + "jobs:\n"
                + (0..<2_000).map { "  j\($0): {steps: *s, container: *s, plugins: *s, docker: *s, image: *s}\n" }
                .joined()),
        Hostile(
            name: "variables laid over variables",
            text: "variables: &v\n" + (0..<4_000).map { "  K\($0)IMAGE: a/b:1.\($0)\n" }.joined()
                + "env: *v\nparameters: *v\njobs:\n"
                + (0..<2_000).map {
                    "  j\($0): {variables: *v, env: *v, parameters: *v, steps: [{uses: a/b@v1, env: *v}]}\n"
                }
                .joined()
                + (0..<2_000).map {
                    "j\($0): {variables: *v, extends: [j\($0 + 1), j\($0 + 2)], script: [docker push $K]}\n"
                }
                .joined()),
        Hostile(
            name: "brackets of variables",
            text: "image: a/b:" + String(repeating: "{{ ${{ << $( $[[ ", count: 50_000) + "\nscript: [a]\nstage: b\n"),
        Hostile(
            name: "aliases of a long text",
            text: "x: &x \"" + String(repeating: "a@b#c>", count: 20_000) + "\"\nextends: ["
                + String(repeating: "*x,", count: 20_000) + "]\nsteps: ["
                + String(repeating: "{uses: *x},", count: 5_000)
                + "]\n"),
    ]

    @Test("is read in bounded time", .timeLimit(.minutes(5)), arguments: inputs, paths)
    func bounded(_ input: Hostile, _ path: String) {
        let bytes = Array(input.text.utf8)
        for part in [bytes, [0xFF, 0xFE] + bytes, Array(bytes.prefix(bytes.count / 2))] {
            let found = FixtureTree([path: part]).scan().dependencies
            #expect(found.allSatisfy { $0.spans.allSatisfy { $0.span.end <= part.count } })
        }
    }
}
