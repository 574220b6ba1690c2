public import Domain
import TextEdits

/// What the document paths of settings lead to.
///
/// **Files**: the YAML and JSON files that `managerFilePatterns` of a rule in `customManagers` with `customType: jsonpath` name.
///
/// **Fields**: each value that a path of `matchStrings` leads to, such as `$.images[*].tag`, is a version; the templates say of what.
///
/// **Skipped, with a reason**: as by `custom.regex`.
///
/// Source: https://www.rfc-editor.org/rfc/rfc9535
public struct CustomJSONPath: Manager {
    public static let id: ManagerID = "custom.jsonpath"
    public static let summary = "what the document paths of settings lead to (customManagers)"
    public static let filePatterns: [String] = []
    public static let datasources = CustomRegex.datasources

    let rules: [CustomRule]

    public init() { rules = [] }

    init(rules: [CustomRule]) { self.rules = rules }

    public func claims(_ file: SourceFile) -> Bool { rules.contains { $0.reads(file.path) } }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for rule in rules where rule.reads(file.path) {
            for path in rule.paths {
                for node in file.yaml.roots.flatMap({ path.nodes(from: $0) }) {
                    guard let span = node.resolved.span else { continue }
                    pins.add(["currentValue": span.range], span.range, rule)
                }
            }
        }
        return pins.extraction
    }
}
