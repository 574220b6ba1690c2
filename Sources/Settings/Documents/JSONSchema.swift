/// Makes the JSON Schemas of settings files from the declarations of their options, in draft 2020-12.
public enum JSONSchema {
    /// The schema of bot settings, as it is checked in under `docs/windlass.schema.json`.
    public static func botSettings() -> String {
        document(
            BotOptions().shape, file: "windlass.schema.json", title: "Windlass: bot settings",
            text: "What the admin decides: forges, registries, limits, places.")
    }

    /// The schema of repository settings, as it is checked in under `docs/repository.schema.json`.
    public static func repositorySettings() -> String {
        document(
            RepositoryOptionTable().shape(isOpen: true), file: "repository.schema.json",
            title: "Windlass: repository settings",
            text:
                "What a team decides for its repository. Options that are not listed here are reported, never an error."
        )
    }

    private static func document(_ root: SectionShape, file: String, title: String, text: String) -> String {
        var definitions: [String: SettingsValue] = [:]
        let body = section(root, &definitions)
        let head: [SettingsValue.Member] = [
            .init("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            .init("title", .text(title)),
            .init("description", .text(text)),
        ]
        let sorted = definitions.sorted { $0.key < $1.key }.map { SettingsValue.Member($0.key, $0.value) }
        let tail = sorted.isEmpty ? [] : [SettingsValue.Member("$defs", .map(sorted))]
        return SettingsValue.map(head + body + tail).json() + "\n"
    }

    private static func section(
        _ shape: SectionShape, _ definitions: inout [String: SettingsValue]
    ) -> [SettingsValue.Member] {
        var properties: [SettingsValue.Member] = []
        for option in shape.options {
            let mayBeNull = !shape.isOpen && option.shape.mayBeEmpty && !option.isRequired
            properties.append(.init(option.name, property(option, mayBeNull: mayBeNull, &definitions)))
        }
        let required = shape.options.filter(\.isRequired).map(\.name)
        return [.init("type", .text("object")), .init("properties", .map(properties))]
            + (required.isEmpty ? [] : [.init("required", .texts(required))])
            + [.init("additionalProperties", .flag(shape.isOpen))]
    }

    private static func property(
        _ option: OptionSummary, mayBeNull: Bool, _ definitions: inout [String: SettingsValue]
    ) -> SettingsValue {
        let standard = option.holdsDefault ? [SettingsValue.Member("default", option.standard)] : []
        return .map(
            [.init("description", .text(option.text))] + keywords(option.shape, mayBeNull: mayBeNull, &definitions)
                + standard)
    }

    private static func keywords(
        _ shape: OptionShape, mayBeNull: Bool, _ definitions: inout [String: SettingsValue]
    ) -> [SettingsValue.Member] {
        switch shape {
        case .flag: return [type("boolean")]
        case .integer(let range):
            return [
                type("integer"), .init("minimum", .integer(range.lowerBound)),
                .init("maximum", .integer(range.upperBound)),
            ]
        case .text(let form):
            return [type("string")] + (form.pattern.map { [.init("pattern", .text($0))] } ?? [])
        case .choice(let names): return [type("string"), .init("enum", .texts(names))]
        case .list(let item):
            return [
                type("array", orNull: mayBeNull),
                .init("items", .map(keywords(item, mayBeNull: false, &definitions))),
            ]
        case .map(let value):
            return [
                type("object", orNull: mayBeNull),
                .init("additionalProperties", .map(keywords(value, mayBeNull: false, &definitions))),
            ]
        case .section(let section): return reference(section, mayBeNull: mayBeNull, &definitions)
        case .either(let a, let b):
            let both = [a, b].map { SettingsValue.map(keywords($0, mayBeNull: false, &definitions)) }
            return [.init("anyOf", .list(both))]
        }
    }

    private static func reference(
        _ shape: SectionShape, mayBeNull: Bool, _ definitions: inout [String: SettingsValue]
    ) -> [SettingsValue.Member] {
        if definitions[shape.name] == nil {
            definitions[shape.name] = .map([])
            definitions[shape.name] = .map(section(shape, &definitions))
        }
        let member = SettingsValue.Member("$ref", .text("#/$defs/\(shape.name)"))
        return mayBeNull ? [.init("anyOf", .list([.map([member]), .map([type("null")])]))] : [member]
    }

    private static func type(_ name: String, orNull: Bool = false) -> SettingsValue.Member {
        .init("type", orNull ? .texts([name, "null"]) : .text(name))
    }
}

extension OptionSummary {
    /// Whether the default says something that is worth repeating beside the option.
    var holdsDefault: Bool {
        guard holdsValue, !isRequired, standard != .null else { return false }
        if case .section = shape { return false }
        return true
    }
}
