public import Foundation

/// What a merge request remembers about itself, in a hidden comment of its description.
///
/// It lets any later run, on any machine and with an empty database, know what was proposed and whether somebody else
/// changed the branch since. A description without it, or with one that cannot be read, is one that we know nothing of.
public struct MergeRequestMemory: Hashable, Sendable, Codable {
    /// What one update of the merge request moves.
    public struct Move: Hashable, Sendable, Codable {
        public var datasource: DatasourceID
        public var package: String
        public var file: String
        public var from: String
        public var to: String

        public init(datasource: DatasourceID, package: String, file: String, from: String, to: String) {
            self.datasource = datasource
            self.package = package
            self.file = file
            self.from = from
            self.to = to
        }

        /// What it proposes, without where.
        public var version: String { "\(datasource) \(package) \(to)" }
    }

    /// Things that a person was told once.
    public enum Notice: String, Hashable, Sendable, Codable {
        case takenOver
    }

    /// What people told us to do with a merge request.
    public struct Orders: Hashable, Sendable, Codable {
        /// Build the branch again.
        public var rebase: Bool?
        /// Leave it alone until that day (`2026-12-24`), or with an empty text until released.
        public var hold: String?
        /// The branch is ours again, whatever was committed to it.
        public var take: Bool?
        /// Close it; nothing of the version, of its minor or of its major is wanted.
        public var ignore: BotCommand.Scope?

        public init(
            rebase: Bool? = nil, hold: String? = nil, take: Bool? = nil, ignore: BotCommand.Scope? = nil
        ) {
            self.rebase = rebase
            self.hold = hold
            self.take = take
            self.ignore = ignore
        }
    }

    /// The hop of a component that a merge request makes.
    public struct Hop: Hashable, Sendable, Codable {
        public var component: ComponentID
        public var file: String
        public var from: String
        public var to: String
        /// When it was first seen that the new version runs and has nothing left to do; nil before.
        public var landedAt: Date?
        /// What was looked at before the merge request was opened, and found good.
        public var checks: [Check]?
        /// The demands, by their ids, that a person said are met.
        public var confirmed: [String]?
        /// The demands for which the merge request was made a draft.
        public var awaited: [String]?

        /// One look at the installation.
        public struct Check: Hashable, Sendable, Codable {
            /// `runningVersion` or `backgroundMigrations`.
            public var subject: String
            /// What was seen, in a few words.
            public var result: String
            /// When, as text for people.
            public var time: String

            public init(subject: String, result: String, time: String) {
                self.subject = subject
                self.result = result
                self.time = time
            }
        }

        public init(component: ComponentID, file: String, from: String, to: String, landedAt: Date? = nil) {
            self.component = component
            self.file = file
            self.from = from
            self.to = to
            self.landedAt = landedAt
        }
    }

    /// The commit that we pushed last.
    public var commit: CommitSHA
    /// The commit that it sits on.
    public var base: CommitSHA
    /// What the changed files and the edits to them were; see ``Fingerprint``.
    public var fingerprint: String
    public var moves: [Move]
    /// The users that we assigned or asked for a review; who was removed since is not added again.
    public var people: [String]
    /// The labels that we set; one that was removed since is not added again.
    public var labels: [String]
    public var notices: [Notice]
    /// True when we closed it ourselves, so that the closing is not taken for a person's "no".
    public var isClosedByUs: Bool
    /// What people told us, until it is done; nil when there is nothing.
    public var orders: Orders?
    /// Versions of a group that were left out because a person had closed a merge request with them, as in ``versions``.
    public var refused: [String]?
    /// When we pushed last, in seconds since 1970.
    public var pushed: Int?
    /// The commit that the forge was told to merge by itself.
    public var armed: CommitSHA?
    /// Set when it is one hop of a component's route.
    public var hop: Hop?
    /// In place of ``moves`` where a description has no room for them.
    public var digest: Condensed?
    /// The fingerprint of what stands in a note because the description has no room for it; nil when there is no such note.
    public var rest: String?

    public init(
        commit: CommitSHA, base: CommitSHA, fingerprint: String, moves: [Move], people: [String] = [],
        labels: [String] = [], notices: [Notice] = [], isClosedByUs: Bool = false
    ) {
        self.commit = commit
        self.base = base
        self.fingerprint = fingerprint
        self.moves = moves
        self.people = people
        self.labels = labels
        self.notices = notices
        self.isClosedByUs = isClosedByUs
    }

    /// What the merge request proposes, without where: equal memories mean "the same versions again".
    public var versions: Set<String> {
        Set(moves.map(\.version))
    }
}

extension MergeRequestMemory {
    private static let opening = "<!-- windlass:state "
    private static let closing = " -->"

    /// The hidden comment. Two hyphens never stand in it, because they would end it.
    public var comment: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "" }
        let json = String(decoding: data, as: UTF8.self).replacingOccurrences(of: "--", with: "\\u002d\\u002d")
        return Self.opening + json + Self.closing
    }

    /// `description` with this memory in place of the one it has, or behind its end.
    public func written(into description: String) -> String {
        guard let start = description.range(of: Self.opening, options: .backwards),
            let end = description.range(of: Self.closing, range: start.upperBound..<description.endIndex)
        else { return description + "\n\n" + comment }
        return description.replacingCharacters(in: start.lowerBound..<end.upperBound, with: comment)
    }

    /// Reads the last hidden comment of a description; nil when there is none that can be read.
    public init?(description: String) {
        guard let start = description.range(of: Self.opening, options: .backwards),
            let end = description.range(of: Self.closing, range: start.upperBound..<description.endIndex),
            let memory = try? JSONDecoder().decode(
                MergeRequestMemory.self, from: Data(description[start.upperBound..<end.lowerBound].utf8))
        else { return nil }
        self = memory
    }
}
