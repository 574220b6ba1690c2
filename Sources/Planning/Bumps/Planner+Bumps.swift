import Domain

extension Planner {
    /// The versions of one's own that move with an update, as `bumpVersion` and `bumpVersions` say.
    func bumps(of update: Update, _ rules: DependencyOptions) -> [VersionBump] {
        let values = templateValues(of: update)
        let fill = { (text: String) in FieldTemplate(text: text).filled(with: values) }
        var bumps: [VersionBump] = []
        if let text = rules.updates.bumpVersion, let step = fill(text).flatMap(BumpStep.init) {
            bumps.append(VersionBump(.chart(of: update.dependency.file), by: step))
        }
        for rule in rules.updates.bumpVersions ?? [] where rule.isEnabled {
            guard let step = fill(rule.bumpType).flatMap(BumpStep.init) else { continue }
            let patterns = rule.filePatterns.compactMap { text in
                // `{{packageFileDir}}/VERSION` of a file at the root is no regular expression.
                fill(text).map { !text.hasPrefix("/") && $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
            }
            bumps.append(VersionBump(.files(patterns: patterns, expressions: rule.matchStrings), by: step))
        }
        return bumps
    }
}
