import Domain
import Testing

@testable import Managers

@Suite("Managers of settings")
struct CustomManagerTests {
    private func options(
        _ matchStrings: [String], files: [String] = ["/\\.txt$/"], strategy: CustomManager.Strategy = .any,
        templates: [String: String] = ["datasource": "docker"]
    ) -> ScanOptions {
        var manager = CustomManager()
        manager.filePatterns = files
        manager.matchStrings = matchStrings
        manager.strategy = strategy
        manager.templates = templates
        return ScanOptions(customManagers: [manager])
    }

    private func found(_ text: String, _ options: ScanOptions) -> [String] {
        let tree = FixtureTree(["a.txt": text])
        return tree.scan(options).dependencies.map { pin in
            let reason = pin.skipReason.map { " \($0)" } ?? ""
            return "\(pin.depName) \(tree.texts(of: pin).joined(separator: "@")) \(pin.datasource)\(reason)"
        }
    }

    @Test("named groups give name, version and digest, at their bytes")
    func groups() {
        let options = options(["img (?<depName>\\S+?):(?<currentValue>[^@\\s]+)(@(?<currentDigest>\\S+))?"])
        #expect(
            found("é img shop/api:1.2\nimg shop/web:v3@sha256:abc\n", options) == [
                "shop/api 1.2 docker", "shop/web v3@sha256:abc docker",
            ])
    }

    @Test("templates are filled from groups")
    func templates() throws {
        let options = options(
            ["# (?<datasource>\\S+ )?(?<depName>\\S+)\\nV=(?<currentValue>.*)"],
            templates: [
                "datasource": "{{#if datasource}}{{{datasource}}}{{else}}github-releases{{/if}}",
                "packageName": "example/{{lowercase depName}}", "registryUrl": "https://{{depName}}.example.com",
                "extractVersion": "^v(?<version>.*)$",
            ])
        let pin = try #require(FixtureTree(["a.txt": "# Tool\nV=1.2"]).pins(options).first)
        #expect(pin.packageName == "example/tool" && pin.datasource == "github-releases")
        #expect(pin.registryURLs == ["https://Tool.example.com"] && pin.extractVersion == "^v(?<version>.*)$")
    }

    @Test(
        "templates that are not understood are refused",
        arguments: [
            "{{", "{{#if a}}", "{{else}}", "{{#each a}}{{/each}}", "{{replace '^x' '' a}}", "{{unknown a b}}",
            "{{/if}}", "{{#if a}}{{/unless}}", "{{#if a}}{{else b}}{{/if}}", "{{#if (equals a}}{{/if}}", "{{!-- a }}",
            "{{lookup a 0}}", "{{add a 'x'}}",
        ])
    func badTemplates(_ text: String) {
        #expect(FieldTemplate(text: text).filled(with: ["a": "1"]) == nil)
    }

    @Test(
        "templates say what Handlebars says",
        arguments: [
            ("x{{a}}{{{b}}}{{c}}", "x12"), ("{{#if c}}yes{{else}}no{{/if}}!", "no!"),
            ("{{#if a}}{{#if c}}x{{else}}{{a}}{{/if}}{{else}}z{{/if}}.", "1."), ("{{#unless c}}u{{/unless}}", "u"),
            ("{{replace '1' 'one' a}}", "one"),
            ("{{#if c}}c{{else if (equals a '1')}}one{{else}}other{{/if}}", "one"),
            ("{{#if c}}c{{else if c}}d{{else}}other{{/if}}", "other"),
            ("{{#if (containsString 'shop/api' 'api')}}yes{{/if}}{{#unless (and a c)}}no{{/unless}}", "yesno"),
            ("{{#if (or c (not c))}}y{{/if}}{{#if (includes (split 'x,y' ',') 'y')}}z{{/if}}", "yz"),
            ("{{lookup (split 'shop/api' '/') 1}}{{lookup (split 'a' '/') 4}}", "api"),
            ("{{! a remark }}x {{~a~}} y{{!-- {{b}} --}}", "x1y"), ("{{uppercase 'ab'}}{{add b 40}}", "AB42"),
            ("{{encodeURIComponent 'shop/é b'}}", "shop%2F%C3%A9%20b"), ("{{#if c}}x{{^}}y{{/if}}", "y"),
        ])
    func goodTemplates(_ text: String, _ expected: String) {
        #expect(FieldTemplate(text: text).filled(with: ["a": "1", "b": "2"]) == expected)
    }

    @Test("templates replace what expressions find")
    func replacing() {
        let options = options(
            ["(?<depName>\\S+) = (?<currentValue>\\S+)"],
            templates: [
                "datasource": "docker", "packageName": "{{replace '^([a-z]+)-(?<last>.*)$' '$1/$<last>$$' depName}}",
                "versioning": "{{#if (equals depName 'shop-api')}}semver{{else}}docker{{/if}}",
            ])
        let pins = FixtureTree(["a.txt": "shop-api = 1.2"]).pins(options)
        #expect(pins.map(\.packageName) == ["shop/api$"] && pins.map(\.versioning) == ["semver"])
    }

    @Test(
        "every place that the replacement names is written",
        arguments: [
            ("get v1.2.3/api-1.2.3.tgz", "get v{{newValue}}/{{depName}}-{{{newValue}}}.tgz", "1.2.3@1.2.3", nil),
            ("get v1.2.3/api-1.2.3.tgz", "get v{{newVersion}}/api-1.2.3.tgz", "1.2.3", nil),
            ("get v1.2.3/api-1.2.3.tgz", nil, "1.2.3@1.2.3", nil),
            // What the template says is not what is there: the groups are written.
            ("get v1.2.3/api-1.2.3.tgz", "got {{newValue}}", "1.2.3@1.2.3", nil),
            ("get v1.2.3/api-1.2.31.tgz", nil, "1.2.3", nil),
            ("get v1.2.3/api-1.2.3.tgz", "get v{{newMajor}}/{{newValue}}", "", "invalid-value"),
            ("get v1.2.3/api-1.2.3.tgz", "get v{{replace '[.]' '_' newValue}}/{{newValue}}", "", "invalid-value"),
        ] as [(String, String?, String, String?)])
    func replacement(_ text: String, _ template: String?, _ texts: String, _ reason: String?) throws {
        var options = options(["get v(?<currentValue>[\\d.]+)/(?<depName>\\w+)-\\S+"])
        options.customManagers[0].replacement = template
        let tree = FixtureTree(["a.txt": text])
        let pin = try #require(tree.scan(options).dependencies.first)
        #expect(tree.texts(of: pin).joined(separator: "@") == texts && pin.skipReason?.rawValue == reason)
        #expect(pin.currentValue == "1.2.3")
    }

    @Test("a digest stands where the replacement says, and only where there is one")
    func replacedDigest() {
        var options = options(["(?<depName>\\w+):(?<currentValue>[\\d.]+)(?:@(?<currentDigest>sha256:\\w+))?"])
        options.customManagers[0].replacement = "{{depName}}:{{newValue}}{{#if newDigest}}@{{newDigest}}{{/if}}"
        #expect(found("api:1.2@sha256:abc web:3.4", options) == ["api 1.2@sha256:abc docker", "web 3.4 docker"])
    }

    @Test("a group of another name that holds the version moves with it")
    func secondGroup() {
        let options = options(
            ["A=(?<currentValue>\\S+)[\\s\\S]*?A=(?<again>\\S+)"],
            templates: ["datasource": "docker", "depName": "shop"])
        #expect(found("A=1.2.3\nB=1.2.3\nA=1.2.3\n", options) == ["shop 1.2.3@1.2.3 docker"])
        #expect(found("A=1.2.3\nB=1.2.3\nA=1.2.4\n", options) == ["shop 1.2.3 docker"])
    }

    @Test("a checksum that a recursion finds is written alone")
    func checksum() throws {
        let options = options(
            ["V=(?<currentValue>\\S+)[\\s\\S]*", "SUM=(?<currentDigest>\\w+)"], strategy: .recursive,
            templates: ["datasource": "docker", "depName": "shop"])
        let tree = FixtureTree(["a.txt": "V=1.2.3\nSUM=abc\n"])
        let pin = try #require(tree.scan(options).dependencies.first)
        #expect(tree.texts(of: pin) == ["abc"] && pin.currentValue == "1.2.3" && pin.skipReason == nil)
    }

    @Test("a recursion searches in what was found before")
    func recursion() {
        let options = options(
            ["\\{[^}]*\\}", "n=(?<depName>\\w+) v=(?<currentValue>\\S+)"], strategy: .recursive)
        #expect(found("n=no v=0 {n=a v=1 n=b v=2 } {n=c v=3 }", options).map { $0.first } == ["a", "b", "c"])
    }

    @Test("a combination makes one dependency of all")
    func combination() {
        let options = options(["n=(?<depName>\\w+)", "v=(?<currentValue>\\S+)"], strategy: .combination)
        #expect(found("v=1.2\nn=shop", options) == ["shop 1.2 docker"])
        #expect(found("nothing", options) == [])
    }

    @Test("matches without name, version or source say what is missing")
    func incomplete() {
        #expect(found("v=1", options(["v=(?<currentValue>\\d)"])) == [" 1 docker invalid-name"])
        #expect(found("n=a", options(["n=(?<depName>\\w)"])) == ["a  docker unspecified-version"])
        let noSource = options(["n=(?<depName>\\w) v=(?<currentValue>\\d)"], templates: [:])
        #expect(found("n=a v=1", noSource) == ["a 1  unsupported-datasource"])
        let other = options(
            ["v=(?<currentValue>\\d)"],
            templates: ["depName": "a", "datasource": "docker", "currentValue": "v{{currentValue}}"])
        #expect(found("v=1", other) == ["a  docker invalid-value"])
    }

    @Test("patterns that cannot be read are named, and the others count")
    func badPattern() {
        let tree = FixtureTree(["a.txt": "v=1"])
        let result = tree.scan(
            options(["(?=v)", "v=(?<currentValue>\\d)"], templates: ["depName": "a", "datasource": "docker"]))
        #expect(result.dependencies.map(\.depName) == ["a"])
        #expect(result.diagnostics.count == 1)
        #expect(result.diagnostics.first?.message.contains("custom manager 1") == true)
    }

    @Test("patterns that take too long are stopped, with a word", .timeLimit(.minutes(5)))
    func hostile() {
        let text = String(repeating: "a", count: 10_000) + "y"
        let pattern = String(repeating: "a?", count: 800) + "(?<currentValue>y)"
        let result = FixtureTree(["a.txt": text]).scan(options([pattern]))
        #expect(result.dependencies.isEmpty)
        #expect(result.diagnostics.contains { $0.message.contains("too long") })
    }

    @Test("a rule counts before a hint, and a hint before the manager of the format")
    func precedence() {
        let yaml = """
            apiVersion: v1
            kind: Pod
            metadata: {name: x}
            spec:
              containers:
                # renovate: datasource=docker depName=hinted
                - image: shop/api:1.2
                - image: shop/web:1.3
            """
        let tree = FixtureTree(["a.yaml": yaml])
        #expect(tree.pins().map(\.depName) == ["hinted", "shop/web"])
        let ruled = options(
            ["image: \\S+:(?<currentValue>1\\.2)"], files: ["*.yaml"],
            templates: ["datasource": "docker", "depName": "ruled"])
        #expect(tree.pins(ruled).map(\.depName) == ["ruled", "shop/web"])
    }

    @Test("groups that share bytes cannot be written, and a rule that is wasted hides nothing")
    func tangled() {
        #expect(
            found(
                "d=1.2",
                options(
                    ["d=(?<currentDigest>1\\.(?<currentValue>2))"], templates: ["depName": "a", "datasource": "docker"])
            )
                == ["a 2 docker invalid-value"])
        let tree = FixtureTree(["Dockerfile": "FROM shop/api:1.2\n"])
        let wasted = options(["api:(?<currentValue>\\S+)"], files: ["Dockerfile"])
        #expect(tree.pins(wasted).map(\.depName) == ["shop/api"])
    }

    @Test("a hint by an image keeps the place of its digest")
    func digestKept() throws {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let values =
            "# renovate: datasource=docker depName=shop/api\nimage:\n  repository: shop/api\n  tag: 1.2\n  digest: \(digest)\n"
        let pin = try #require(FixtureTree(["values.yaml": values]).pins().first)
        #expect(pin.manager == "comment-hints" && pin.currentDigest == digest)
    }

    @Test("files that settings give to a manager are read, and one that is turned off is not")
    func managerOptions() {
        let tree = FixtureTree(["images/Build": "FROM shop/api:1.2\n"])
        #expect(tree.pins().isEmpty)
        var own = ManagerOptions()
        own.filePatterns = ["/^images/"]
        #expect(tree.pins(ScanOptions(managerOptions: ["dockerfile": own])).map(\.depName) == ["shop/api"])
        own.enabled = false
        #expect(tree.pins(ScanOptions(managerOptions: ["dockerfile": own])).isEmpty)
    }

    @Test("enabledManagers knows Renovate's older name of the regex manager")
    func enabled() {
        var scan = options(["v=(?<currentValue>\\d)"], templates: ["depName": "a", "datasource": "docker"])
        let tree = FixtureTree(["a.txt": "v=1"])
        for (names, count) in [(["regex"], 1), (["custom.regex"], 1), (["dockerfile"], 0)] as [([ManagerID], Int)] {
            scan.enabledManagers = names
            #expect(tree.pins(scan).count == count)
        }
    }
}

@Suite("Queries of settings")
struct CustomJSONataTests {
    private let yaml = """
        packages:
        - {name: shop-api, version: "1.2", image: "r.example.com/shop/api@sha256:abc"}
        - {name: shop-web, version: 3.4, kind: web}
        tools:
          cli: {version: v5.6, source: github}
          web: {version: v7.8}
        $schema: https://example.com/schemas/9.8.7/schema.json
        jobs: {a: {steps: [{uses: shop/setup@v1, with: {version: 0.1}}, {run: x}]}}
        """

    private func found(_ query: String, templates: [String: String] = ["datasource": "docker"]) -> [String] {
        var manager = CustomManager()
        manager.kind = .jsonpath
        manager.isQuery = true
        manager.filePatterns = ["*.yaml"]
        manager.matchStrings = [query]
        manager.templates = templates
        let tree = FixtureTree(["a.yaml": yaml])
        let result = tree.scan(ScanOptions(customManagers: [manager]))
        return result.diagnostics.map(\.message)
            + result.dependencies.filter { $0.manager == "custom.jsonpath" }.map { pin in
                let reason = pin.skipReason.map { " \($0)" } ?? ""
                return "\(pin.depName) \(tree.texts(of: pin).joined(separator: "@"))\(reason)"
            }
    }

    @Test(
        "make dependencies, with the places of their versions",
        arguments: [
            ("packages.{\"depName\": name, \"currentValue\": version}", ["shop-api 1.2", "shop-web 3.4"]),
            ("packages[kind = 'web'].{'depName': name, 'currentValue': version}", ["shop-web 3.4"]),
            (
                "packages[name != 'shop-web' and $exists(image)].{'depName': name, 'currentValue': version}",
                ["shop-api 1.2"]
            ),
            ("packages[0].{'depName': name, 'currentValue': version}", ["shop-api 1.2"]),
            ("packages[-1].{'depName': 'x' & '/' & name, 'currentValue': version}", ["x/shop-web 3.4"]),
            ("tools.*[source].{'depName': source, 'currentValue': version}", ["github v5.6"]),
            (
                "$each(tools, function($v, $k) { { 'depName': $k, 'currentValue': $v.version } })",
                ["cli v5.6", "web v7.8"]
            ),
            ("$keys(tools).{'depName': $, 'currentValue': $lookup($$.tools, $).version}", ["cli v5.6", "web v7.8"]),
            ("{'depName': 'schema', 'currentValue': $split($.\"$schema\", ('/'))[-2]}", ["schema 9.8.7"]),
            (
                "jobs.*.steps[$contains(uses, 'shop/setup@')].with.{'depName': 'setup', 'currentValue': version}",
                ["setup 0.1"]
            ),
            (
                "packages[image].($at := $substringAfter(image, '@'); $n := $substringBefore(image, '@'); {'depName': $n, 'currentDigest': $at})",
                ["r.example.com/shop/api sha256:abc"]
            ),
            ("**[$match(version, /^v[0-9]/)].{'depName': 'x', 'currentValue': version}", ["x v5.6", "x v7.8"]),
            (
                "packages.{'depName': $replace(name, /^shop-/, ''), 'currentValue': kind ? version : 'none'}",
                ["web 3.4", "api  invalid-value"]
            ),
            ("nothing.{'depName': name}", []), ("packages.name", []),
        ] as [(String, [String])])
    func queries(_ query: String, _ expected: [String]) {
        #expect(found(query).sorted() == expected.sorted())
    }

    @Test("templates complete what a query makes")
    func templates() {
        #expect(
            found("tools.cli.{'currentValue': version}", templates: ["datasource": "docker", "depName": "shop/cli"])
                == ["shop/cli v5.6"])
    }

    @Test(
        "that cannot be followed are named",
        arguments: [
            "$sort(packages)", "packages^(name)", "packages{name: version}", "{'a': }", "(", "a.", "$f(", "'x", "/x",
            "`a", "a[",
            String(repeating: "(", count: 200), String(repeating: "a", count: 4001),
        ])
    func refused(_ query: String) {
        #expect(found(query).first?.contains("custom manager 1") == true)
    }

    @Test("that would run for long are stopped", .timeLimit(.minutes(5)))
    func hostile() {
        let wide =
            "$map(**, function($a) { $map($$.**, function($b) { $map($$.**, function($c) { $map($$.**, function($d) { 1 }) }) }) })"
        #expect(found(wide).first?.contains("takes too long") == true)
        #expect(found("($f := function($x) { $f($x) }; $f(1))").first?.contains("not supported") == true)
    }
}

@Suite("Document paths of settings")
struct CustomJSONPathTests {
    @Test(
        "lead to versions",
        arguments: [
            ("$.a.b", ["1.2"]), ("$.list[*].v", ["3", "4.5"]), ("$.list[1].v", ["4.5"]), ("$['odd name']", ["6"]),
            ("$.list[9]", []),
            ("$.a.*", ["1.2"]),
        ] as [(String, [String])])
    func paths(_ path: String, _ expected: [String]) {
        var manager = CustomManager()
        manager.kind = .jsonpath
        manager.filePatterns = ["*.yaml"]
        manager.matchStrings = [path]
        manager.templates = ["depName": "shop", "datasource": "docker"]
        let tree = FixtureTree(["a.yaml": "a: {b: \"1.2\"}\nlist:\n- v: 3\n- v: 4.5\nodd name: 6\n"])
        let pins = tree.pins(ScanOptions(customManagers: [manager]))
        #expect(pins.flatMap { tree.texts(of: $0) } == expected)
        #expect(pins.allSatisfy { $0.manager == "custom.jsonpath" })
    }

    @Test(
        "are refused when they are none", arguments: ["", "$", "a", "$..a", "$.a[?(@.x)]", "$.a[1:2]", "$[-1]", "$.a["])
    func refused(_ path: String) {
        #expect((try? DocumentPath(path)) == nil)
    }
}
