public import Domain

/// A settings file that was read: what it says, and everything that a person should know about it.
public struct BotSettingsReading: Hashable, Sendable {
    /// Nil when there are errors.
    public var settings: BotSettings?
    /// Errors and warnings in the order in which they were found.
    public var diagnostics: [Diagnostic]

    /// The settings.
    ///
    /// - Throws: ``SettingsError`` `.invalid` with every error when there is one.
    public func get() throws(SettingsError) -> BotSettings {
        guard let settings else { throw SettingsError(.invalid, diagnostics.filter { $0.severity == .error }) }
        return settings
    }
}

extension BotSettings {
    /// Reads bot settings (YAML). All problems are found, not only the first.
    ///
    /// - Parameters:
    ///   - file: the path, for messages; relative paths inside the settings are taken from its folder.
    ///   - forgeKinds: the kinds of forges that this program speaks to.
    public static func read(
        _ bytes: [UInt8], file: String, forgeKinds: [ForgeKind] = ForgeKind.builtIn
    ) -> BotSettingsReading {
        let declarations = BotOptions(folder: folder(of: file), forgeKinds: forgeKinds)
        var settings = declarations.standard
        var reader = OptionReader(file: file, unknownOptions: .refused)
        let isRead = reader.readFile(
            bytes, language: .yaml, shape: declarations.shape, options: declarations.options, into: &settings
        ) { root, reader in
            reader.checkUnique(root, list: "forges", name: "name")
            reader.checkUnique(root, list: "registries", name: "host")
        }
        settings.resolveLocalPaths(in: declarations)
        if isRead, settings.forges.isEmpty, !reader.hasErrors {
            reader.report(nil, "there are no forges, so a run has nothing to do", severity: .warning)
        }
        return BotSettingsReading(
            settings: reader.hasErrors ? nil : settings, diagnostics: reader.diagnostics)
    }

    private mutating func resolveLocalPaths(in declarations: BotOptions) {
        let local = declarations.forgeKinds.filter { !$0.isRemote }.map(\.id)
        for index in forges.indices where local.contains(forges[index].kind) {
            forges[index].repositories.paths = forges[index].repositories.paths.map {
                resolvePath($0, in: declarations.folder)
            }
        }
    }

    private static func folder(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "" }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }
}
