import Domain

/// Presets of Renovate that bring managers made of patterns.
///
/// What they find is described at https://docs.renovatebot.com/presets-customManagers/. Most of it is found here without them, by
/// the manager `comment-hints`, which reads every text file; then the preset only says so.
extension Preset {
    static let custom: [Preset] =
        ["customManagers", "regexManagers"].flatMap { prefix in
            hinted.map { name in
                Preset(name: "\(prefix):\(name)", text: "nothing more: `comment-hints` finds it") { _, _ in }
            } + [
                Preset(
                    name: "\(prefix):helmChartYamlAppVersions",
                    text: "a custom manager for `appVersion` of `Chart.yaml`"
                ) {
                    _, options in
                    options.customManagers.append(chartAppVersion)
                },
                Preset(name: "\(prefix):biomeVersions", text: "a custom manager for the schema of `biome.json`") {
                    _, options in
                    options.customManagers.append(biome)
                },
                Preset(
                    name: "\(prefix):tsconfigNodeVersions", text: "a custom manager for the base of `tsconfig.json`"
                ) { _, options in
                    options.customManagers.append(tsconfig)
                },
            ]
        }

    /// Presets whose patterns read hints in comments.
    private static let hinted = [
        "azurePipelinesVersions", "bitbucketPipelinesVersions", "dockerfileVersions", "githubActionsVersions",
        "gitlabPipelineVersions", "makefileVersions", "mavenPropertyVersions", "tfvarsVersions",
    ]

    /// The image of a chart's application: the comment above names it.
    private static var chartAppVersion: CustomManager {
        var manager = CustomManager()
        manager.filePatterns = ["**/Chart.{yaml,yml}"]
        manager.matchStrings = [
            "#[ \\t]*renovate:[ \\t]*image=(?<depName>[^\\s]+)[ \\t]*\\r?\\n[ \\t]*appVersion:[ \\t]*[\"']?(?<currentValue>[^\"'\\s#]+)"
        ]
        manager.templates = ["datasource": "docker"]
        return manager
    }

    private static var biome: CustomManager {
        var manager = CustomManager()
        manager.filePatterns = ["**/biome.{json,jsonc}"]
        manager.matchStrings = ["\"https://biomejs\\.dev/schemas/(?<currentValue>[^\"/]+)/schema\\.json\""]
        manager.templates = ["datasource": "npm", "depName": "@biomejs/biome"]
        return manager
    }

    /// The base settings of a Node.js release, such as `@tsconfig/node20`.
    private static var tsconfig: CustomManager {
        var manager = CustomManager()
        manager.filePatterns = ["**/tsconfig*.json"]
        manager.matchStrings = ["\"@tsconfig/node(?<currentValue>[0-9]+)(?:/tsconfig(?:\\.json)?)?\""]
        manager.templates = [
            "datasource": "node-version", "depName": "node", "versioning": "node",
            "extractVersion": "^v?(?<version>[0-9]+)\\.",
        ]
        return manager
    }
}
