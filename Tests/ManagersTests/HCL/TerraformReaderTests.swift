import Domain
import Testing

@testable import Managers

/// Where modules, providers, charts and images come from.
@Suite struct TerraformReaderTests {
    private func only(_ text: String, _ path: String = "main.tf") throws -> Dependency {
        let found = FixtureTree([path: text]).scan().dependencies
        try #require(found.count == 1, "\(found)")
        return found[0]
    }

    @Test(
        "a module's source says where its releases are",
        arguments: [
            (
                "git::https://git.example.com/shop/m.git?ref=v1.0.0", "git-tags", "https://git.example.com/shop/m",
                "v1.0.0"
            ),
            (
                "git::ssh://git@git.example.com:2222/shop/m.git//a?ref=1.0.0", "git-tags",
                "https://git.example.com/shop/m", "1.0.0"
            ),
            ("git@github.com:shop/m.git//a/b?ref=v1.0.0", "github-tags", "shop/m", "v1.0.0"),
            ("github.com/shop/m//a?ref=refs/tags/v1.0.0", "github-tags", "shop/m", "v1.0.0"),
            ("github.com/shop/m?depth=1&ref=v1.0.0//a", "github-tags", "shop/m", "v1.0.0"),
            ("bitbucket.org/shop/m?ref=v1.0.0", "git-tags", "https://bitbucket.org/shop/m", "v1.0.0"),
            ("git::https://gitlab.com/shop/sub/m.git?ref=v1.0.0", "gitlab-tags", "shop/sub/m", "v1.0.0"),
            ("git@ssh.dev.azure.com:v3/shop/p/m?ref=1.0.0", "git-tags", "https://dev.azure.com/shop/p/_git/m", "1.0.0"),
            (
                "git::https://shop@dev.azure.com/shop/p/_git/m//a?ref=1.0.0", "git-tags",
                "https://dev.azure.com/shop/p/_git/m", "1.0.0"
            ),
            ("oci://registry.example.com/m/a?tag=1.0.0", "docker", "registry.example.com/m/a", "1.0.0"),
        ])
    func modules(_ source: String, _ datasource: String, _ package: String, _ value: String) throws {
        let pin = try only("module \"a\" {\n  source = \"\(source)\"\n}\n")
        #expect(pin.datasource.rawValue == datasource && pin.packageName == package && pin.currentValue == value)
        #expect(pin.skipReason == nil)
    }

    @Test(
        "a provider's source says which registry knows it",
        arguments: [
            ("main.tf", "hashicorp/tls", "hashicorp/tls", []),
            ("main.tofu", "hashicorp/tls", "hashicorp/tls", ["https://registry.opentofu.org"]),
            ("main.tf", "registry.example.com/shop/dns", "shop/dns", ["https://registry.example.com"]),
        ])
    func providers(_ path: String, _ source: String, _ package: String, _ registries: [String]) throws {
        let text =
            "terraform {\n  required_providers {\n    p = {\n source = \"\(source)\"\n version = \"1.0.0\" }\n  }\n}\n"
        let pin = try only(text, path)
        #expect(pin.depName == "p" && pin.packageName == package && pin.registryURLs == registries)
    }

    @Test(
        "a release says where its chart is, or why that is not known",
        arguments: [
            ("chart = \"a\"\n repository = \"https://c.example.com\"", nil),
            ("chart = \"shop/a\"", SkipReason.unknownRegistry),
            ("chart = \"./a\"", .localPath), ("chart = \"a\"\n repository = var.x", .containsVariable),
            ("chart = each.value.chart", .containsVariable), ("chart = \"oci://r.example.com/a\"", nil),
        ] as [(String, SkipReason?)])
    func charts(_ fields: String, _ reason: SkipReason?) throws {
        let pin = try only("resource \"helm_release\" \"a\" {\n \(fields)\n version = \"1.0.0\"\n}\n")
        #expect(pin.skipReason == reason && pin.currentValue == "1.0.0")
    }

    @Test("images of virtual machines are none of containers")
    func machines() {
        let text =
            "resource \"lxd_instance\" \"a\" {\n  image = \"ubuntu:22.04\"\n}\nresource \"vm\" \"a\" {\n  image = \"debian-12\"\n}\n"
        #expect(FixtureTree(["main.tf": text]).scan().dependencies.isEmpty)
    }

    @Test("what could not be read is told with its line")
    func diagnostics() {
        let found = FixtureTree(["main.tf": "a = 1\nb = \"open\n"]).scan().diagnostics
        #expect(found.map(\.line) == [2] && found.first?.message.contains("quote") == true)
    }
}
