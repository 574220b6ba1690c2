import Foundation

/// What a merge request moves, for a description that has no room for the names: enough to know them again, not to tell them.
extension MergeRequestMemory {
    public struct Condensed: Hashable, Sendable, Codable {
        /// The fingerprint of all moves, with their places.
        fileprivate var moves: String
        /// The fingerprint of all versions.
        fileprivate var versions: String
        /// Marks of five characters, one behind the other: of every package, version, minor and major.
        fileprivate var marks: String
    }

    /// This with marks in place of the names, which takes about 20 characters for each package and version.
    public var condensed: MergeRequestMemory {
        guard digest == nil else { return self }
        var memory = self
        var marks: Set<String> = []
        for move in moves {
            marks.insert(Self.mark("package", move.packageKey))
            marks.insert(Self.mark("version", move.version))
            for width in 1...2 {
                guard let line = Self.line(of: move.to, width) else { continue }
                marks.insert(Self.mark("line", move.packageKey, line))
            }
        }
        memory.digest = Condensed(
            moves: Self.fingerprint(moves.map(\.fingerprint)), versions: Self.fingerprint(versions),
            marks: marks.sorted().joined())
        memory.moves = []
        memory.refused = refused?.map { $0.hasPrefix("#") ? $0 : "#" + Self.mark("version", $0) }
        return memory
    }

    /// The hidden comment, condensed when it has more than `room` units of UTF-16.
    public func comment(within room: Int) -> String {
        let whole = comment
        return whole.utf16.count <= room ? whole : condensed.comment
    }

    /// Whether it makes exactly these moves.
    public func makes(_ moves: [Move]) -> Bool {
        guard let digest else { return Set(self.moves) == Set(moves) }
        return digest.moves == Self.fingerprint(moves.map(\.fingerprint))
    }

    /// Whether it proposes exactly these versions, wherever.
    public func proposes(_ versions: Set<String>) -> Bool {
        guard let digest else { return self.versions == versions }
        return digest.versions == Self.fingerprint(versions)
    }

    /// Whether one of the packages that it moves is this one, as ``Move/packageKey``.
    public func moves(packageKey: String) -> Bool {
        guard let digest else { return moves.contains { $0.packageKey == packageKey } }
        return digest.contains(Self.mark("package", packageKey))
    }

    /// Whether it proposes this version, as ``Move/version``.
    public func proposes(version: String) -> Bool {
        guard let digest else { return moves.contains { $0.version == version } }
        return digest.contains(Self.mark("version", version))
    }

    /// Whether it moves the package to a version that begins with the same numbers.
    ///
    /// - Parameter width: how many numbers count: 1 for the major version, 2 for the minor.
    public func proposesLine(of version: String, packageKey: String, width: Int) -> Bool {
        guard let line = Self.line(of: version, width) else { return false }
        guard let digest else {
            return moves.contains { $0.packageKey == packageKey && Self.line(of: $0.to, width) == line }
        }
        return digest.contains(Self.mark("line", packageKey, line))
    }

    /// Whether `version` was left out because a person had closed a merge request with it.
    public func refuses(_ version: String) -> Bool {
        guard let refused else { return false }
        return refused.contains(version) || refused.contains("#" + Self.mark("version", version))
    }

    /// `fresh` with the names of this one, where this one has them condensed: the same moves, written in the same way.
    public func spelling(_ fresh: MergeRequestMemory) -> MergeRequestMemory {
        guard let digest else { return fresh }
        var memory = fresh
        memory.digest = digest
        memory.moves = []
        return memory
    }

    // MARK: Marks

    private static func fingerprint(_ texts: some Sequence<String>) -> String {
        var fingerprint = Fingerprint()
        for text in Set(texts).sorted() { fingerprint.add(text) }
        return fingerprint.text
    }

    private static func mark(_ parts: String...) -> String {
        var fingerprint = Fingerprint()
        for part in parts { fingerprint.add(part) }
        let digits = String((UInt64(fingerprint.text.suffix(16), radix: 16) ?? 0) % 60_466_176, radix: 36)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    /// The first numbers of a version, without a `v` in front.
    private static func line(of version: String, _ count: Int) -> String? {
        let parts = version.drop { !$0.isNumber }.split(separator: ".", omittingEmptySubsequences: false)
            .prefix(count).map { Int($0.prefix { $0.isASCII && $0.isNumber }) }
        let numbers = parts.compactMap(\.self)
        return numbers.count == count ? numbers.map(String.init).joined(separator: ".") : nil
    }
}

extension MergeRequestMemory.Condensed {
    fileprivate func contains(_ mark: String) -> Bool {
        let all = Array(marks.utf8)
        let wanted = Array(mark.utf8)
        return stride(from: 0, to: all.count, by: 5).contains { all[$0..<min($0 + 5, all.count)].elementsEqual(wanted) }
    }
}

extension MergeRequestMemory.Move {
    /// The package without its registries.
    public var packageKey: String { "\(datasource) \(package)" }

    fileprivate var fingerprint: String {
        [datasource.rawValue, package, file, from, to].joined(separator: "\u{0}")
    }
}
