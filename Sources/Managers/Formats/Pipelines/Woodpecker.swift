public import Domain

/// Images of Woodpecker pipelines, and of Crow, which took the format over.
///
/// **Files**: `.woodpecker.yml` and YAML below `.woodpecker/`; `.crow.yml` and YAML below `.crow/`.
///
/// **Fields**: `image` of `steps` (formerly `pipeline`), `services` and `clone`, each a list or a mapping by name.
///
/// **Skipped, with a reason**: variables (`contains-variable`), images without tag and digest (`unspecified-version`).
/// Source: https://woodpecker-ci.org/docs/usage/workflow-syntax
public struct Woodpecker: Manager {
    public static let id: ManagerID = "woodpecker"
    public static let summary = "Images of steps and services in Woodpecker pipelines"
    public static let filePatterns = ["**/.{woodpecker,crow}.{yaml,yml}", "**/.{woodpecker,crow}/**/*.{yaml,yml}"]
    public static let datasources: [DatasourceID] = ["docker"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        guard file.traits.isYAML, file.traits.mentionsImage else { return false }
        if file.traits.name.hasPrefix(".woodpecker.") || file.traits.name.hasPrefix(".crow.") { return true }
        let path = "/" + file.path
        return path.contains(bytes: "/.woodpecker/") || path.contains(bytes: "/.crow/")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.resources.others where root.isMapping {
            StepImages(pins: pins).read(
                root, keys: [("clone", "clone"), ("steps", "step"), ("pipeline", "step"), ("services", "service")])
        }
        return pins.extraction
    }
}
