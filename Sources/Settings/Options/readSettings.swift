import Domain

/// The language of a settings file.
enum SettingsLanguage: Hashable, Sendable {
    case yaml, json
}

extension OptionReader {
    /// Reads a whole file into `target`.
    ///
    /// - Returns: false when the file could not be read at all; the reason is among the diagnostics.
    mutating func readFile<Target>(
        _ bytes: [UInt8], language: SettingsLanguage, shape: SectionShape, options: [SettingsOption<Target>],
        into target: inout Target, check: (SettingsNode, inout OptionReader) -> Void = { _, _ in }
    ) -> Bool {
        defer { finish() }
        do {
            let text = try SettingsText(bytes)
            let parsed = try language == .yaml ? readYAML(text) : readJSON(text)
            for duplicate in parsed.duplicates {
                inside(.name(duplicate.name)) { reader in
                    reader.report(duplicate.line, "stands twice in one map, first in line \(duplicate.firstLine)")
                }
            }
            guard let root = parsed.root, root.content != .null else { return true }
            guard readSection(root, shape: shape, options: options, into: &target) else { return false }
            check(root, &self)
            return true
        } catch {
            report(error.line, error.message)
            return false
        }
    }
}
