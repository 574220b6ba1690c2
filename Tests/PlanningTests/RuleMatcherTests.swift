import Domain
import Testing
import Versioning

@testable import Planning

@Suite struct RuleMatcherTests {
    private static func image() -> Dependency {
        var image = Samples.image("ghcr.io/shop/api", "1.25.3", file: "apps/web.yaml")
        image.depType = "image"
        image.registryURLs = ["https://ghcr.io"]
        return image
    }

    private func applies(_ edit: (inout PackageRule) -> Void, _ change: (inout RuleSubject) -> Void = { _ in }) -> Bool
    {
        var rule = PackageRule()
        edit(&rule)
        var subject = RuleSubject(dependency: Self.image())
        subject.repository = "group/shop"
        subject.baseBranch = "release/1.x"
        subject.sourceURL = "https://github.com/shop/api"
        change(&subject)
        return RuleMatcher(rule).applies(to: subject) { versioning(for: $0) }
    }

    private static let patternTable: [([String], Bool)] = [
        (["ghcr.io/shop/api"], true), (["GHCR.io/shop/API"], true), (["ghcr.io/shop"], false),
        (["ghcr.io/shop/*"], true), (["ghcr.io/*"], false), (["ghcr.io/**"], true), (["*"], true), (["!*"], false),
        (["/^ghcr\\.io/"], true), (["/^GHCR/"], false), (["/^GHCR/i"], true), (["!/^ghcr/"], false),
        (["!nginx"], true), (["ghcr.io/**", "!ghcr.io/shop/api"], false), (["nginx", "ghcr.io/**"], true),
        (["nginx", "!redis"], false), (["/(/"], false), ([], true),
    ]

    @Test("names match exactly, by glob, by expression, and not what is excluded", arguments: patternTable)
    func names(patterns: [String], isMatch: Bool) {
        #expect(applies { $0.matchPackageNames = patterns } == isMatch)
        #expect(applies { $0.matchDepNames = patterns } == isMatch)
    }

    private static let factTable: [(String, any WritableKeyPath<PackageRule, [String]> & Sendable, [String], Bool)] = [
        ("files", \.matchFileNames, ["apps/**"], true), ("files", \.matchFileNames, ["!apps/**"], false),
        ("kinds", \.matchDepTypes, ["image"], true), ("kinds", \.matchDepTypes, ["chart"], false),
        ("categories", \.matchCategories, ["ci", "kubernetes"], true), ("categories", \.matchCategories, ["ci"], false),
        ("registries", \.matchRegistryURLs, ["https://ghcr.io"], true),
        ("registries", \.matchRegistryURLs, ["https://quay.io"], false),
        ("sources", \.matchSourceURLs, ["https://github.com/shop/**"], true),
        ("sources", \.matchSourceURLs, ["!https://github.com/shop/**"], false),
        ("branches", \.matchBaseBranches, ["/^release\\//"], true), ("branches", \.matchBaseBranches, ["main"], false),
        ("repositories", \.matchRepositories, ["group/**"], true),
        ("repositories", \.matchRepositories, ["group/other"], false),
    ]

    @Test("facts about the dependency and its place are matched", arguments: factTable)
    func facts(
        name: String, path: any WritableKeyPath<PackageRule, [String]> & Sendable, patterns: [String], isMatch: Bool
    ) {
        #expect(applies { $0[keyPath: path] = patterns } == isMatch)
    }

    @Test func `managers and datasources are patterns too`() {
        #expect(applies { $0.matchManagers = ["kube*"] })
        #expect(!applies { $0.matchManagers = ["!kubernetes"] })
        #expect(applies { $0.matchDatasources = ["/^docker$/"] })
        #expect(!applies { $0.matchDatasources = ["helm"] })
    }

    @Test func `what is not known matches only rules that do not ask for it`() {
        #expect(!applies({ $0.matchSourceURLs = ["!https://example.com"] }) { $0.sourceURL = nil })
        #expect(!applies({ $0.matchRepositories = ["*"] }) { $0.repository = nil })
        #expect(!applies { $0.matchUpdateTypes = [.major] })
        #expect(applies({ $0.matchUpdateTypes = [.major] }) { $0.type = .major })
        #expect(!applies { $0.matchNewValue = "2.*" })
        #expect(applies({ $0.matchNewValue = "/^2\\./" }) { $0.newValue = "2.0.0" })
        #expect(!applies({ $0.matchNewValue = "!/^2\\./" }) { $0.newValue = "2.0.0" })
    }

    @Test("the value in use is matched as text, the version in use by the versioning")
    func current() {
        #expect(applies { $0.matchCurrentValue = "/^1\\.25/" })
        #expect(!applies { $0.matchCurrentValue = "!1.25.3" })
        for (text, isMatch) in [
            (">=1.0.0 <2.0.0", true), ("<1", false), ("/^1\\.25\\./", true), ("!/^1\\.25\\./", false),
            ("1.25.3", true), ("1.25.4", false),
        ] {
            #expect(applies { $0.matchCurrentVersion = text } == isMatch, "\(text)")
        }
    }

    @Test func `a range in use is matched by a version that it lets in`() {
        let range = { (subject: inout RuleSubject) in
            subject.dependency.versioning = "helm"
            subject.dependency.currentValue = "^1.2.0"
        }
        #expect(applies({ $0.matchCurrentVersion = "1.9.0" }, range))
        #expect(!applies({ $0.matchCurrentVersion = "2.0.0" }, range))
    }
}
