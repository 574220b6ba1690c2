import Foundation

/// What to do where another bot has opened a merge request for the same update.
public enum OtherBots: String, Hashable, Sendable, CaseIterable {
    /// Leave it to the other bot: nothing is opened beside its merge request.
    case leave
    /// Take its merge request and branch over.
    case adopt
    /// Act as if it was not there.
    case ignore
}

/// An open merge request that somebody else opened from a branch such as bots make.
public struct ForeignRequest: Hashable, Sendable {
    /// A version that its branch has in a file.
    public struct Place: Hashable, Sendable {
        public var datasource: DatasourceID
        public var package: String
        public var file: String
        public var value: String?
        public var digest: String?

        public init(_ dependency: Dependency) {
            datasource = dependency.datasource
            package = dependency.packageName
            file = dependency.file
            value = dependency.currentValue
            digest = dependency.currentDigest
        }
    }

    public var request: MergeRequest
    /// Where its branch is.
    public var head: CommitSHA
    /// The versions in those of its files that differ from the target's.
    public var places: [Place]
    /// Whether the last commit of its branch is by a bot, as far as its author says.
    public var isBuiltByBot: Bool

    public init(request: MergeRequest, head: CommitSHA, places: [Place], isBuiltByBot: Bool) {
        self.request = request
        self.head = head
        self.places = places
        self.isBuiltByBot = isBuiltByBot
    }
}

extension MergeRequest {
    /// Whether its description has the shape that another dependency bot gives it: a hidden comment of that bot, or a table
    /// of packages and what changes about them.
    public var isDescribedByOtherBot: Bool {
        let text = description.lowercased()
        if text.contains("<!--renovate") || text.contains("<!-- rebase-check") { return true }
        return text.split(whereSeparator: \.isNewline).contains { line in
            let cells = line.split(separator: "|").map { $0.filter { !$0.isWhitespace } }
            return line.hasPrefix("|") && cells.contains("package") && cells.contains("change")
        }
    }

    /// Whether its title, or a line of a table in its description, names both a package and a version.
    public func names(_ package: String, version: String) -> Bool {
        let name = package.split(separator: "/").last.map(String.init) ?? package
        let lines = description.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("|") }
        return ([title[...]] + lines).contains { $0.hasWord(name) && $0.hasWord(version) }
    }
}

extension Substring {
    /// Whether `word` stands in it, between characters that no name or version goes on with; `v` in front is no difference.
    fileprivate func hasWord(_ word: String) -> Bool {
        func goesOn(_ character: Character) -> Bool { character.isLetter || character.isNumber }
        let word = word.hasPrefix("v") ? String(word.dropFirst()) : word
        guard !word.isEmpty else { return false }
        var rest = self
        while let range = rest.range(of: word) {
            let before = self[..<range.lowerBound].last
            let after = rest[range.upperBound...]
            let isEnd = after.first.map {
                !goesOn($0) && !("-.".contains($0) && after.dropFirst().first.map(goesOn) == true)
            }
            let isStart = before.map { !goesOn($0) && $0 != "." || $0 == "v" }
            if isEnd ?? true, isStart ?? true { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }
}
