import Domain
import Foundation
import Planning
import Settings

/// Reads what a question's rules say of some dependencies only, as the settings of a repository would be read.
///
/// That is `packageRules`, and `major`, `minor` and `patch`, which are rules for the updates of that kind. What of it is not supported is
/// added to the options that are not considered.
///
/// - Throws: ``ExplainError`` when a rule cannot be read.
func readPackageRules(of rules: Any?, into question: inout ExplainQuestion) throws(ExplainError) {
    guard let rules = rules as? [String: Any] else { return }
    var list: [Any] = []
    if let given = rules["packageRules"] {
        guard let given = given as? [Any] else {
            throw ExplainError(description: "rules.packageRules: this is no list")
        }
        list = given
    }
    for type in ["patch", "minor", "major"] {
        guard let given = rules[type] else { continue }
        guard var rule = given as? [String: Any] else {
            throw ExplainError(description: "rules.\(type): this is no object")
        }
        rule["matchUpdateTypes"] = [type]
        list.append(rule)
    }
    guard !list.isEmpty, let bytes = try? JSONSerialization.data(withJSONObject: ["packageRules": list]) else { return }
    let file = RepositorySettingsFile(path: "rules.json", bytes: [UInt8](bytes))
    let settings = RepositorySettings.read(file, over: RepositoryOptions())
    guard let options = settings.options else {
        throw ExplainError(description: settings.diagnostics.first?.message ?? "rules.packageRules cannot be read")
    }
    question.packageRules = options.packageRules
    question.rules?.unknownOptions.removeAll { ["packageRules", "patch", "minor", "major"].contains($0) }
    question.rules?.unknownOptions += settings.unsupported.map(\.option)
}
