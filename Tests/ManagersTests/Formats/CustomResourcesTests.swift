import Domain
import Testing

@testable import Managers

/// Version fields that settings name.
@Suite struct CustomResourcesTests {
    private let tree = FixtureTree([
        "shop.yaml": """
        apiVersion: apps.shop.example.com/v1
        kind: Shop
        spec:
          version: 1.2.3 # keep
          plugins:
            - {name: cart, version: "2.0.0"}
            - {name: search, version: 3.0.0}
        """
    ])

    private func rule(_ path: String, group: String = "shop.example.com", kind: String = "Shop") -> CustomResourceRule {
        var rule = CustomResourceRule()
        rule.group = group
        rule.kind = kind
        rule.path = path
        rule.depName = "example/shop"
        rule.datasource = "github-releases"
        return rule
    }

    private func options(_ rules: CustomResourceRule...) -> ScanOptions {
        var options = ScanOptions()
        options.customResources = rules
        return options
    }

    @Test("finds the field, with the names of the rule")
    func field() throws {
        let pin = try #require(tree.pins(options(rule("spec.version"))).first)
        #expect(
            pin.depName == "example/shop" && pin.datasource == "github-releases" && pin.versioning == "semver-coerced")
        #expect(pin.manager == "kubernetes" && pin.line == 4)
        #expect(tree.texts(of: pin) == ["1.2.3"])
    }

    @Test("a star is every item")
    func star() {
        #expect(tree.pins(options(rule("spec.plugins.*.version"))).map(\.currentValue) == ["2.0.0", "3.0.0"])
    }

    @Test("other kinds, groups and paths are left alone")
    func others() {
        for other in [
            rule("spec.version", kind: "Other"), rule("spec.version", group: "example.net"),
            rule("spec.version", group: ""), rule("spec.nothing"), rule("spec.version.deeper"), rule("spec"), rule(""),
        ] {
            #expect(tree.pins(options(other)).isEmpty)
        }
    }

    @Test("settings that leave out the manager kubernetes leave out its rules")
    func disabled() {
        var options = options(rule("spec.version"))
        options.enabledManagers = ["helm-values"]
        #expect(tree.pins(options).isEmpty)
    }

    @Test("the options of a repository carry the rules to the scan")
    func repositoryOptions() {
        var options = RepositoryOptions()
        options.customResources = [rule("spec.version")]
        #expect(tree.pins(ScanOptions(options)).count == 1)
    }
}
