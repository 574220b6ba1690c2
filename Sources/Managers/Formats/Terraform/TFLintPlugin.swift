public import Domain

/// Plugins of TFLint.
///
/// **Files**: `.tflint.hcl`, also with something before it.
///
/// **Fields**: `source` with `version` of `plugin` blocks.
///
/// **Skipped, with a reason**: plugins that are a part of TFLint or have no version (`unspecified-version`), sources that are no
/// repository at GitHub (`unsupported-datasource`).
///
/// Source: https://github.com/terraform-linters/tflint/blob/master/docs/user-guide/plugins.md
public struct TFLintPlugin: Manager {
    public static let id: ManagerID = "tflint-plugin"
    public static let summary = "Plugins in the settings of TFLint"
    public static let filePatterns = ["**/*.tflint.hcl"]
    public static let datasources: [DatasourceID] = ["github-releases"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool { file.traits.name.hasSuffix(".tflint.hcl") }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        let blocks = file.hcl.root?.entries.filter { $0.kind == .block && $0.isCalled("plugin") } ?? []
        for block in blocks { read(block, pins) }
        return pins.extraction.adding(file.hcl.diagnostics(file))
    }

    private func read(_ block: HCLNode, _ pins: PinBuilder) {
        guard let source = block["source"].flatMap(HCLText.scalar)?.text else { return }
        let parts = source.split(separator: "/").map(String.init)
        let isKnown = parts.count == 3 && parts[0] == "github.com"
        let name = isKnown ? parts[1...].joined(separator: "/") : source
        guard let version = block["version"].flatMap(HCLText.scalar) else {
            pins.add(
                Dependency(
                    file: pins.file.path, line: pins.file.line(at: block.fileOffset), manager: Self.id, depName: name,
                    datasource: "github-releases", versioning: "semver", depType: "plugin",
                    skipReason: .unspecifiedVersion))
            return
        }
        var pin = pins.pin(name, version, datasource: "github-releases", versioning: "semver", depType: "plugin")
        pin.extractVersion = "^v(?<version>.+)$"
        if !isKnown { pin.skipReason = .unsupportedDatasource }
        pins.add(pin)
    }
}
