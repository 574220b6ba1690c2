import Patterns

/// What is compared for a tag: itself, or what `extractVersion` or `filterTags` takes out of it.
struct ComparedTexts {
    private enum Source {
        case tag
        case version(Pattern)
        case matching(Pattern)
        case expansion(PatternExpansion)
    }

    private let source: Source

    /// - Throws: ``ExplainError`` when a pattern cannot be read, or both options are given.
    init(extractVersion: String?, filter: ExplainRules.FilterTags?) throws(ExplainError) {
        if let written = extractVersion {
            guard filter == nil else {
                throw ExplainError(description: "extractVersion and filterTags: both say what is compared; give one")
            }
            source = .version(
                try Self.read(written, "extractVersion") { (text) throws(PatternError) in
                    let pattern = try Pattern(text)
                    guard pattern.groupNames.contains("version") else {
                        throw PatternError(message: "it has no group (?<version>...)")
                    }
                    return pattern
                })
        } else if let filter {
            let pattern = filter.pattern ?? ""
            if let template = filter.extract, !template.isEmpty {
                source = .expansion(
                    try Self.read(pattern, "filterTags.pattern") { (text) throws(PatternError) in
                        try PatternExpansion(pattern: text, template: template)
                    })
            } else {
                source = .matching(
                    try Self.read(pattern, "filterTags.pattern") { (text) throws(PatternError) in
                        try Pattern(text)
                    })
            }
        } else {
            source = .tag
        }
    }

    /// Nil when the pattern does not match, so the tag is not looked at.
    func text(of tag: String) -> String? {
        switch source {
        case .tag: tag
        case .version(let pattern): pattern.groups(in: tag)?["version"]
        case .matching(let pattern): pattern.matches(tag) ? tag : nil
        case .expansion(let expansion): expansion.expanded(tag)
        }
    }

    private static func read<Read>(
        _ text: String, _ option: String, _ read: (String) throws(PatternError) -> Read
    ) throws(ExplainError) -> Read {
        do { return try read(text) } catch {
            throw ExplainError(description: "\(option) \(text): this pattern cannot be used: \(error.message)")
        }
    }
}
