/// One file while it is read: its path, its bytes, and what was already parsed of it.
///
/// Several managers may look at the same file; `memo` lets the second one find the parse of the first. An instance is
/// used by one task from its making to its end, which is why it is a class and not `Sendable`.
public final class SourceFile {
    /// The path relative to the root of the repository, with `/` between folders.
    public let path: String
    public let bytes: [UInt8]
    /// Few, and asked for by every manager: a list is faster than a dictionary.
    /// Exclusive without a check: one task uses the file, and `parse` runs between two accesses, never in one.
    @exclusivity(unchecked) @usableFromInline var parses: [(type: ObjectIdentifier, value: AnyObject)] = []

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// The last part of the path.
    public var name: String {
        String(path[(path.utf8.lastIndex(of: UInt8(ascii: "/")).map(path.utf8.index(after:)) ?? path.startIndex)...])
    }

    /// Returns what `parse` makes of this file, calling it once for each result type.
    @inlinable
    public func memo<Parsed>(_ type: Parsed.Type = Parsed.self, _ parse: (SourceFile) -> Parsed) -> Parsed {
        let id = ObjectIdentifier(type)
        for known in parses where known.type == id {
            // What is kept under the id of a type is always the memo of that type.
            return unsafeDowncast(known.value, to: Memo<Parsed>.self).value
        }
        let made = parse(self)
        parses.append((id, Memo(made)))
        return made
    }
}

/// A value that is kept behind a reference.
@usableFromInline
final class Memo<Value> {
    @usableFromInline let value: Value

    @usableFromInline init(_ value: Value) { self.value = value }
}
