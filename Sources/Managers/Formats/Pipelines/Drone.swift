public import Domain

/// Images of Drone pipelines.
///
/// **Files**: `.drone.yml`, with anything between the word and the ending, and YAML below `.drone/`.
///
/// **Fields**: `image` of `steps` and `services` in documents of `kind: pipeline`, and of the mappings `pipeline`, `services` and
/// `clone` that old servers read.
///
/// **Skipped, with a reason**: variables (`contains-variable`), images without tag and digest (`unspecified-version`).
/// Source: https://docs.drone.io/pipeline/docker/syntax/
public struct Drone: Manager {
    public static let id: ManagerID = "droneci"
    public static let summary = "Images of steps and services in Drone pipelines"
    public static let filePatterns = ["**/.drone*.{yaml,yml}", "**/.drone/**/*.{yaml,yml}"]
    public static let datasources: [DatasourceID] = ["docker"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        guard file.traits.isYAML, file.traits.mentionsImage else { return false }
        return file.traits.name.hasPrefix(".drone") || ("/" + file.path).contains(bytes: "/.drone/")
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
