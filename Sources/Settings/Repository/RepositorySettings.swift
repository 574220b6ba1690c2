public import Domain

/// One settings file of a repository.
public struct RepositorySettingsFile: Hashable, Sendable {
    /// The path from the repository's root, with `/` between folders.
    public var path: String
    public var bytes: [UInt8]

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// What a repository's own settings say on top of the admin's defaults.
public struct RepositorySettings: Hashable, Sendable {
    /// The file that was read; nil when the repository has none.
    public var file: String?
    /// What is in force; nil when the file has errors, and then nothing of the repository may be touched.
    public var options: RepositoryOptions?
    public var diagnostics: [Diagnostic]
    /// What the file asks for and this version does not do.
    public var unsupported: [UnsupportedOption]

    /// Where settings may be, the first one that exists counts: ours, then Renovate's in Renovate's order.
    ///
    /// Order: https://docs.renovatebot.com/configuration-options/. `package.json` is not read.
    public static let paths =
        [".windlass.yaml"]
        + ["", ".github/", ".gitlab/"].flatMap { folder in
            ["json", "jsonc", "json5"].map { folder + "renovate." + $0 }
        } + [".renovaterc", ".renovaterc.json", ".renovaterc.jsonc", ".renovaterc.json5"]

    /// Reads the file of `files` that comes first in ``paths``, and puts what it says over `defaults`.
    ///
    /// Presets that `extends` names and that are among `files` count as if they stood in their place; see ``presets(of:)``.
    ///
    /// Lists replace those of `defaults`; `packageRules` and `ignoreDeps` are added behind them, and `registryAliases`
    /// are added name by name, as Renovate does. Presets in `extends` come before the file's own options.
    ///
    /// - Parameter versionings: the ids that `versioning` may name; others are listed as unsupported. Nil allows all.
    public static func read(
        _ files: [RepositorySettingsFile], over defaults: RepositoryOptions, versionings: Set<VersioningID>? = nil
    ) -> RepositorySettings {
        let found = paths.compactMap { path in files.first { $0.path == path } }
        guard let first = found.first else {
            return RepositorySettings(options: defaults, diagnostics: [], unsupported: [])
        }
        var settings = read(first, over: defaults, versionings: versionings, presets: files)
        settings.diagnostics += found.dropFirst().map { other in
            Diagnostic(
                file: other.path, severity: .note,
                message: "these settings are not read, because there is \(first.path)")
        }
        return settings
    }

    /// Reads one file of any path, as JSON when its name says so or has no ending, else as YAML.
    public static func read(
        _ file: RepositorySettingsFile, over defaults: RepositoryOptions, versionings: Set<VersioningID>? = nil,
        presets: [RepositorySettingsFile] = []
    ) -> RepositorySettings {
        let table = RepositoryOptionTable(versionings: versionings)
        var draft = RepositoryDraft(options: defaults)
        draft.presetFiles = Dictionary(presets.map { ($0.path, $0.bytes) }) { first, _ in first }
        draft.openFiles = [file.path]
        var reader = OptionReader(file: file.path, unknownOptions: .listed)
        let isYAML = file.path.hasSuffix(".yaml") || file.path.hasSuffix(".yml")
        _ = reader.readFile(
            file.bytes, language: isYAML ? .yaml : .json, shape: table.shape(isOpen: true), options: table.options,
            into: &draft)
        return RepositorySettings(
            file: file.path, options: reader.hasErrors ? nil : draft.options, diagnostics: reader.diagnostics,
            unsupported: reader.unsupported)
    }
}
