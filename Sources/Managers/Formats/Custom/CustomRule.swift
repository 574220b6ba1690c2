import Domain
import Patterns

/// A manager of settings, ready for use.
struct CustomRule: Sendable {
    let manager: CustomManager
    let files: [PathPattern]
    let patterns: [Pattern]
    let paths: [DocumentPath]
    let queries: [JSONataQuery]
    /// The number of the rule among those of settings, for messages.
    let number: Int

    /// Reads the patterns of `manager`; those that cannot be read are left out, and what is wrong is added to `problems`.
    ///
    /// A combination or recursion without one of its patterns would find something else, so it is left out as a whole.
    init?(_ manager: CustomManager, number: Int, problems: inout [Diagnostic]) {
        self.manager = manager
        self.number = number
        var isWhole = true
        func read<Value>(_ text: String, _ make: (String) throws(PatternError) -> Value) -> Value? {
            do {
                return try make(text)
            } catch {
                isWhole = false
                problems.append(
                    Diagnostic(
                        severity: .warning,
                        message: "custom manager \(number): a pattern is left out: \(error.message)"))
                return nil
            }
        }
        files = manager.filePatterns.compactMap { text in
            read(text) { text throws(PatternError) in try PathPattern(text) }
        }
        queries =
            manager.isQuery
            ? manager.matchStrings.compactMap { text in
                read(text) { text throws(PatternError) in try JSONataQuery(text) }
            } : []
        paths =
            manager.kind == .jsonpath && !manager.isQuery
            ? manager.matchStrings.compactMap { text in
                read(text) { text throws(PatternError) in try DocumentPath(text) }
            } : []
        patterns =
            manager.kind == .regex
            ? manager.matchStrings.compactMap { text in
                read(text) { text throws(PatternError) in try Pattern(text) }
            } : []
        guard !files.isEmpty, isWhole || manager.strategy == .any else { return nil }
    }

    /// What `{{replace}}` does in the templates of rules.
    static let replacing: FieldTemplate.Replacement = { pattern, replacement, text in
        Pattern.replacing(pattern, with: replacement, in: text)
    }

    func reads(_ path: String) -> Bool { files.contains { $0.matches(path) } }

    /// Where the groups of one dependency are; several patterns may have given them.
    typealias Groups = [String: Range<Int>]

    /// The groups of each dependency in `bytes`.
    ///
    /// - Parameter budget: below zero when the search was given up.
    func find(in bytes: [UInt8], budget: inout Int) -> [(groups: Groups, match: Range<Int>)] {
        let whole = 0..<bytes.count
        switch manager.strategy {
        case .any:
            return patterns.flatMap { pattern in
                pattern.matches(in: bytes, range: whole, budget: &budget).matches.map { ($0.groups, $0.range) }
            }
        case .combination:
            var groups: Groups = [:]
            var all: Range<Int>?
            for pattern in patterns {
                for match in pattern.matches(in: bytes, range: whole, budget: &budget).matches {
                    groups.merge(match.groups) { _, new in new }
                    let other = all ?? match.range
                    all =
                        min(other.lowerBound, match.range.lowerBound)..<max(other.upperBound, match.range.upperBound)
                }
            }
            return all.map { [(groups, $0)] } ?? []
        case .recursive:
            return recurse(bytes, whole, level: 0, groups: [:], &budget)
        }
    }

    private func recurse(
        _ bytes: [UInt8], _ range: Range<Int>, level: Int, groups: Groups, _ budget: inout Int
    ) -> [(groups: Groups, match: Range<Int>)] {
        guard level < patterns.count, level < 20, budget >= 0 else { return [] }
        var result: [(Groups, Range<Int>)] = []
        for match in patterns[level].matches(in: bytes, range: range, budget: &budget).matches {
            let merged = groups.merging(match.groups) { _, new in new }
            if level == patterns.count - 1 {
                result.append((merged, match.range))
            } else {
                result += recurse(bytes, match.range, level: level + 1, groups: merged, &budget)
            }
        }
        return result
    }
}
