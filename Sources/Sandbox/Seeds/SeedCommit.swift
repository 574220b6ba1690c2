public import Foundation

/// One commit to be made; the same values make the same commit id.
public struct SeedCommit: Hashable, Sendable {
    /// Who made the commit: author and committer.
    public struct Author: Hashable, Sendable {
        public var name: String
        public var email: String

        public init(name: String, email: String) {
            self.name = name
            self.email = email
        }
    }

    /// The message as it is written into the commit.
    public var message: String
    /// Author and committer.
    public var author: Author
    /// In whole seconds.
    public var time: Date
    /// What changes; everything else stays.
    public var files: [SeedFile]

    /// Describes a commit; nothing is made before a world starts.
    public init(
        _ message: String, author: Author = Author(name: "Alice Admin", email: "alice@sandbox.invalid"),
        time: Date = SeedCommit.firstTime, files: [SeedFile]
    ) {
        self.message = message
        self.author = author
        self.time = time
        self.files = files
    }

    /// 1 September 2025, 8:00 UTC: when nothing else is said.
    public static let firstTime = Date(timeIntervalSince1970: 1_756_713_600)
}
