/// One replacement: the bytes of `span` become `replacement`.
public struct TextEdit: Hashable, Sendable {
    public var span: ByteSpan
    public var replacement: [UInt8]

    /// Replaces the bytes of `span` by the UTF-8 of `text`.
    public init(_ span: ByteSpan, _ text: String) {
        self.span = span
        self.replacement = Array(text.utf8)
    }
}

/// Why an edit cannot be applied.
public enum EditError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Two different edits want the same byte.
    case overlap(ByteSpan, ByteSpan)
    /// A span ends behind the last byte of the file.
    case outOfBounds(ByteSpan, count: Int)

    public var description: String {
        switch self {
        case .overlap(let a, let b):
            "two edits want the same bytes: \(a.start)..<\(a.end) and \(b.start)..<\(b.end)"
        case .outOfBounds(let span, let count):
            "an edit wants the bytes \(span.start)..<\(span.end) of a file of \(count) bytes"
        }
    }
}

/// Edits to one file that are applied together; every byte outside of their spans stays as it was.
public struct EditSet: Hashable, Sendable {
    /// The edits, in any order. An edit that was added twice counts once.
    public private(set) var edits: [TextEdit]

    public init(_ edits: [TextEdit] = []) {
        self.edits = edits
    }

    public mutating func add(_ edit: TextEdit) {
        edits.append(edit)
    }

    /// Returns `bytes` with all edits made.
    ///
    /// - Throws: ``EditError/overlap(_:_:)`` when two different edits share a byte, ``EditError/outOfBounds(_:count:)``
    ///   when a span does not lie in `bytes`. Nothing is changed then.
    public func applied(to bytes: [UInt8]) throws(EditError) -> [UInt8] {
        var sorted = edits.sorted { $0.span < $1.span }
        sorted = sorted.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64)
        var position = 0
        var previous: ByteSpan?
        for edit in sorted {
            guard edit.span.end <= bytes.count else { throw .outOfBounds(edit.span, count: bytes.count) }
            if let previous, edit.span.start < previous.end || edit.span == previous {
                throw .overlap(previous, edit.span)
            }
            result += bytes[position..<edit.span.start]
            result += edit.replacement
            position = edit.span.end
            previous = edit.span
        }
        result += bytes[position...]
        return result
    }
}
