public import Domain
import Patterns
import TextEdits

/// What the regular expressions of settings find.
///
/// **Files**: those that `managerFilePatterns` of a rule in `customManagers` name.
///
/// **Fields**: the named groups `depName`, `packageName`, `currentValue`, `currentDigest`, `datasource`, `versioning`,
/// `extractVersion`, `registryUrl` and `depType`, or the templates of the same names. `matchStringsStrategy` is `any`, `recursive` or
/// `combination`. Expressions are those of RE2: no look-around and no back references, so that none can hang a run; `^` and
/// `$` are the ends of the text unless `(?m)` is set. The bytes of `currentValue` and `currentDigest` are replaced, the same
/// version once more on its line or in a group of another name, and the places that `autoReplaceStringTemplate` names.
/// What a rule finds counts before what another manager finds in the same bytes.
///
/// **Skipped, with a reason**: a match without a name (`invalid-name`) or without a version (`unspecified-version`), versions with
/// variables (`contains-variable`), and versions that a template makes of something that is not written so (`invalid-value`).
///
/// Source: https://docs.renovatebot.com/modules/manager/regex/
public struct CustomRegex: Manager {
    public static let id: ManagerID = "custom.regex"
    public static let summary = "what the regular expressions of settings find (customManagers)"
    public static let filePatterns: [String] = []
    public static let datasources: [DatasourceID] = ["docker", "git-tags", "github-releases", "github-tags", "helm"]

    let rules: [CustomRule]

    public init() { rules = [] }

    init(rules: [CustomRule]) { self.rules = rules }

    public func claims(_ file: SourceFile) -> Bool { rules.contains { $0.reads(file.path) } }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        var diagnostics: [Diagnostic] = []
        for rule in rules where rule.reads(file.path) {
            var budget = min(Pattern.standardBudget, 2_000_000 + 400 * file.bytes.count)
            for found in rule.find(in: file.bytes, budget: &budget) {
                pins.add(found.groups, found.match, rule)
            }
            if budget < 0 {
                diagnostics.append(
                    Diagnostic(
                        file: file.path, severity: .warning,
                        message:
                            "custom manager \(rule.number) was stopped in this file, because its patterns take too long; make them more exact"
                    ))
            }
        }
        var result = pins.extraction
        result.diagnostics += diagnostics
        return result
    }
}
