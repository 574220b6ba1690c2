import Domain

extension OptionCodec where Value == [CustomResourceRule] {
    /// Version fields of custom resources.
    static func customResources(versionings: Set<VersioningID>?) -> OptionCodec {
        .list(
            .section(
                "customResource", "a map with kind, path and depName", options(versionings),
                standard: CustomResourceRule()))
    }

    private static func options(_ versionings: Set<VersioningID>?) -> [SettingsOption<CustomResourceRule>] {
        [
            SettingsOption(
                "group", \.group, .text,
                "The group of `apiVersion`, or the end of it behind a dot; empty for the core group."),
            SettingsOption("kind", \.kind, .nonEmptyText, "The kind of the resource."),
            SettingsOption(
                "path", \.path, .nonEmptyText,
                "The keys that lead to the version, with dots between; `*` is every item of a list or map."),
            SettingsOption("depName", \.depName, .nonEmptyText, "What the dependency is called."),
            SettingsOption(
                "packageName", optional: \.packageName, .nonEmptyText,
                "The name that is looked up, where that is not `depName`."),
            SettingsOption("datasource", \.datasource, .id, "Where releases are looked up."),
            SettingsOption(
                "versioning", optional: \.versioning, .versioning(versionings),
                "The versioning to read versions with; unset means what suits the datasource."),
            SettingsOption("registryUrls", \.registryURLs, .texts, "Where to look; empty means the usual place."),
            SettingsOption(
                "extractVersion", optional: \.extractVersion, .nonEmptyText,
                "A regular expression with a group `version`: what of a release's name is the version."),
        ]
    }
}
