/// One file while it is read: its path, its bytes, and what was already parsed of it.
///
/// Several managers may look at the same file; `memo` lets the second one find the parse of the first. An instance is
/// used by one task from its making to its end, which is why it is a class and not `Sendable`.
public final class SourceFile {
    /// The path relative to the root of the repository, with `/` between folders.
    public let path: String
    public let bytes: [UInt8]
    private var parses: [ObjectIdentifier: Any] = [:]

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// The last part of the path.
    public var name: String {
        String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
    }

    /// Returns what `parse` makes of this file, calling it once for each result type.
    public func memo<Parsed>(_ type: Parsed.Type = Parsed.self, _ parse: (SourceFile) -> Parsed) -> Parsed {
        // Two steps: where `Parsed` is an optional, a missing parse would cast to it as nil.
        if let stored = parses[ObjectIdentifier(type)], let known = stored as? Parsed { return known }
        let made = parse(self)
        parses[ObjectIdentifier(type)] = made
        return made
    }
}
