public import Foundation

/// What a merge request wants to tell about the releases between two versions of a package.
public struct NotesQuestion: Hashable, Sendable {
    public var package: Package
    /// The name that people know it by.
    public var depName: String
    public var versioning: VersioningID
    /// The version in use.
    public var from: String
    /// The version that is proposed.
    public var to: String
    /// What the registry calls ``to``, where that is another name.
    public var tag: String?
    /// Where the source code is, as far as it is known already; settings come before registries.
    public var sourceURL: String?
    /// A page about changes, from settings.
    public var changelogURL: String?

    public init(
        package: Package, depName: String, versioning: VersioningID, from: String, to: String, tag: String? = nil,
        sourceURL: String? = nil, changelogURL: String? = nil
    ) {
        self.package = package
        self.depName = depName
        self.versioning = versioning
        self.from = from
        self.to = to
        self.tag = tag
        self.sourceURL = sourceURL
        self.changelogURL = changelogURL
    }
}

/// One release at the forge that has the source code.
public struct SourceRelease: Hashable, Sendable {
    public var tag: String
    public var date: Date?
    /// The page of the release.
    public var url: String?
    /// Markdown as its publisher wrote it: not to be shown before it was neutralised.
    public var notes: String?

    public init(tag: String, date: Date? = nil, url: String? = nil, notes: String? = nil) {
        self.tag = tag
        self.date = date
        self.url = url
        self.notes = notes
    }
}

/// What the forge of a source repository tells about its releases.
public struct SourceHistory: Hashable, Sendable {
    /// The page of the repository, without slash at the end.
    public var webURL: String
    /// What stands between that and two tags to compare, such as `/compare/`.
    public var comparePath: String
    /// What stands between that and the list of releases, such as `/releases`.
    public var releasesPath: String
    /// The newest ones, as many as the forge lists on one page.
    public var releases: [SourceRelease]
    /// Why the forge did not tell; ``releases`` is empty then.
    public var error: LookupError?

    public init(
        webURL: String, comparePath: String, releasesPath: String, releases: [SourceRelease] = [],
        error: LookupError? = nil
    ) {
        self.webURL = webURL
        self.comparePath = comparePath
        self.releasesPath = releasesPath
        self.releases = releases
        self.error = error
    }

    public var releasesURL: String { webURL + releasesPath }

    /// The page that shows what is between two tags or commits; nil for names that an address cannot hold as they are.
    public func compareURL(from: String, to: String) -> String? {
        let isPlain = { (name: String) in
            !name.isEmpty
                && name.utf8.allSatisfy { byte in
                    byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || "0123456789._-/+".utf8.contains(byte))
                }
        }
        guard from != to, isPlain(from), isPlain(to) else { return nil }
        let encoded = { (name: String) in name.replacing("+", with: "%2B") }
        return webURL + comparePath + encoded(from) + "..." + encoded(to)
    }
}

/// What is known of the releases between two versions of a package. Texts are as their publishers wrote them.
public struct ReleaseNotes: Hashable, Sendable {
    /// One release.
    public struct Entry: Hashable, Sendable {
        public var version: String
        public var date: Date?
        public var url: String?
        /// Markdown; empty where only the release is known.
        public var text: String

        public init(version: String, date: Date? = nil, url: String? = nil, text: String = "") {
            self.version = version
            self.date = date
            self.url = url
            self.text = text
        }
    }

    /// The package's name, for people.
    public var name: String
    public var from: String
    public var to: String
    /// The newest first.
    public var entries: [Entry]
    /// How many releases between ``from`` and ``to`` are not among ``entries``.
    public var omitted: Int
    public var releasesURL: String?
    public var compareURL: String?
    public var changelogURL: String?
    public var sourceURL: String?
    /// Whether somebody who may know more did not answer, and may do so another time.
    public var isIncomplete: Bool

    public init(
        name: String, from: String, to: String, entries: [Entry] = [], omitted: Int = 0, releasesURL: String? = nil,
        compareURL: String? = nil, changelogURL: String? = nil, sourceURL: String? = nil, isIncomplete: Bool = false
    ) {
        self.name = name
        self.from = from
        self.to = to
        self.entries = entries
        self.omitted = omitted
        self.releasesURL = releasesURL
        self.compareURL = compareURL
        self.changelogURL = changelogURL
        self.sourceURL = sourceURL
        self.isIncomplete = isIncomplete
    }

    /// Whether there is anything to show.
    public var isEmpty: Bool {
        entries.isEmpty && releasesURL == nil && compareURL == nil && changelogURL == nil
    }
}

/// The release notes of a proposal: as its merge request has them, or as they were fetched for it.
public enum ChangeLog: Hashable, Sendable {
    /// The description has no such part.
    case none
    /// What the description has already: the versions are the same, so nobody is asked again.
    case kept(String)
    case fetched([ReleaseNotes])
}
