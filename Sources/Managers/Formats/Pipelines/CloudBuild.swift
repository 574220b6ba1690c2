public import Domain

/// Images of the steps in Google Cloud Build.
///
/// **Files**: YAML and JSON with `cloudbuild` in the name: `cloudbuild.yaml`, `cloudbuild-prod.yaml`, `lint.cloudbuild.yaml`; YAML in a
/// folder `cloudbuild` with steps that name a builder.
///
/// **Fields**: `name` of `steps`, which is an image; where it holds a variable of `substitutions`, the value there is the pin.
///
/// **Skipped, with a reason**: variables that the file does not set (`contains-variable`), images without tag and digest
/// (`unspecified-version`). `images` and `artifacts` name what is built.
/// Source: https://cloud.google.com/build/docs/build-config-file-schema
public struct CloudBuild: Manager {
    public static let id: ManagerID = "cloudbuild"
    public static let summary = "Images of steps in Google Cloud Build"
    public static let filePatterns = ["**/*cloudbuild*.{json,yaml,yml}", "**/*cloudbuild/*.{yaml,yml}"]
    public static let datasources: [DatasourceID] = ["docker"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        guard file.traits.isYAML else { return false }
        return isNamed(file) || (file.path.contains(bytes: "cloudbuild/") && file.mentions("steps:", rare: 4))
    }

    private func isNamed(_ file: SourceFile) -> Bool { file.traits.name.contains(bytes: "cloudbuild") }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.resources.others where root.isMapping {
            var scope = VariableScope()
            for (name, value) in root["substitutions"]?.entries ?? .none {
                if let name = name.text, let scalar = value.scalar, !scalar.text.isEmpty { scope.set(name, scalar) }
            }
            let steps = root["steps"]?.items ?? []
            // In a folder of that name other tools may have files too; builders stand in a registry.
            guard isNamed(file) || steps.contains(where: { $0["name"]?.text?.contains(bytes: "/") == true }) else {
                continue
            }
            for step in steps {
                guard pins.isFirstVisit(step), let image = step["name"]?.scalar, !image.text.isEmpty else { continue }
                pins.addImage(scope.expanded(image), depType: "step")
            }
        }
        return pins.extraction
    }
}
