public import Domain
import TextEdits

/// What the document paths of settings lead to.
///
/// **Files**: the YAML and JSON files that `managerFilePatterns` of a rule in `customManagers` with `customType: jsonpath` or `jsonata` name.
///
/// **Fields**: with `jsonpath`, each value that a path of `matchStrings` leads to, such as `$.images[*].tag`, is a version, and the
/// templates say of what; with `jsonata`, each object that a query makes, such as `images.{"depName": name, "currentValue": tag}`.
///
/// **Skipped, with a reason**: as by `custom.regex`; versions that a query puts together are not written anywhere (`invalid-value`).
///
/// Source: https://www.rfc-editor.org/rfc/rfc9535, https://docs.renovatebot.com/modules/manager/jsonata/
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
        var diagnostics: [Diagnostic] = []
        for rule in rules where rule.reads(file.path) {
            for path in rule.paths {
                for node in file.yaml.roots.flatMap({ path.nodes(from: $0) }) {
                    guard let span = node.resolved.span else { continue }
                    pins.add(["currentValue": span.range], span.range, rule)
                }
            }
            for query in rule.queries where !read(query, rule, pins) {
                diagnostics.append(
                    Diagnostic(
                        file: file.path, severity: .warning,
                        message:
                            "a query of custom manager \(rule.number) asks for what is not supported, or takes too long"
                    ))
            }
        }
        return pins.extraction.adding(diagnostics)
    }

    /// Adds what a query makes of all documents; false when it cannot be followed.
    private func read(_ query: JSONataQuery, _ rule: CustomRule, _ pins: PinBuilder) -> Bool {
        for root in pins.file.yaml.roots {
            guard let objects = query.objects(of: root) else { return false }
            for object in objects {
                var groups: CustomRule.Groups = [:]
                var texts: [String: String] = [:]
                for (key, value) in object {
                    guard let scalar = value.scalar else { continue }
                    texts[key] = scalar.text
                    if let span = scalar.span, !scalar.text.isEmpty { groups[key] = span.range }
                }
                let place =
                    groups["currentValue"] ?? groups["currentDigest"]
                    ?? groups.values.min { $0.lowerBound < $1.lowerBound }
                pins.add(groups, texts: texts, place ?? 0..<0, rule)
            }
        }
        return true
    }
}
