import TextEdits

/// Where the bytes of a decoded text stand in the file that it was read from.
///
/// A text is made of pieces that were copied byte for byte; what lies between them (a folded line break, a resolved
/// escape) exists only in the text. A range can be edited in the file when it lies inside one piece.
struct TextMap: Sendable {
    /// `count` bytes that stand at `inner` in the text and at `outer` in the file.
    struct Piece: Sendable {
        var inner: Int
        var outer: Int
        var count: Int
    }

    /// Most texts are one piece, which needs no array.
    private var first: Piece?
    private var others: [Piece] = []

    /// The pieces in the order of the text; they do not overlap.
    var pieces: [Piece] { (first.map { [$0] } ?? []) + others }

    /// The text is the file's bytes from `offset` on.
    static func verbatim(at offset: Int, count: Int) -> TextMap {
        var map = TextMap()
        map.first = Piece(inner: 0, outer: offset, count: count)
        return map
    }

    private var last: Piece? {
        get { others.last ?? first }
        set {
            if others.isEmpty { first = newValue } else if let newValue { others[others.count - 1] = newValue }
        }
    }

    /// Adds bytes that follow the text so far; a piece that goes on where the last one ended makes it longer.
    mutating func append(inner: Int, outer: Int, count: Int) {
        if let last, last.inner + last.count == inner, last.outer + last.count == outer {
            self.last?.count += count
        } else if count > 0 {
            let piece = Piece(inner: inner, outer: outer, count: count)
            if first == nil { first = piece } else { others.append(piece) }
        }
    }

    /// Forgets what lies at or behind `end` in the text.
    mutating func cut(to end: Int) {
        while let last, last.inner + last.count > end {
            if last.inner < end {
                self.last?.count = end - last.inner
            } else if others.popLast() == nil {
                first = nil
            }
        }
    }

    /// The bytes of the file that `range` of the text was copied from; nil when it was not copied in one piece.
    func span(of range: Range<Int>) -> ByteSpan? {
        guard let piece = piece(at: range.lowerBound) else { return nil }
        let start = range.lowerBound - piece.inner
        guard start + range.count <= piece.count else { return nil }
        return ByteSpan(start: piece.outer + start, end: piece.outer + start + range.count)
    }

    /// The pieces that `range` of the text was copied from, cut to it.
    func pieces(of range: Range<Int>) -> [Piece] {
        pieces.compactMap { piece in
            let start = max(piece.inner, range.lowerBound)
            let end = min(piece.inner + piece.count, range.upperBound)
            guard start < end else { return nil }
            return Piece(inner: start, outer: piece.outer + start - piece.inner, count: end - start)
        }
    }

    /// The offset in the file nearest to `offset` of the text: of the byte itself, or of the piece before it.
    func nearest(to offset: Int) -> Int {
        guard let piece = piece(at: offset) else { return first?.outer ?? 0 }
        return piece.outer + min(max(offset - piece.inner, 0), piece.count)
    }

    /// The map of a part of this text.
    func part(_ range: Range<Int>) -> TextMap {
        guard !range.isEmpty, let span = span(of: range) else { return TextMap() }
        return .verbatim(at: span.start, count: range.count)
    }

    /// The map of a text inside this text: from the inner text straight to the file.
    func composed(with inner: TextMap) -> TextMap {
        var result = TextMap()
        for piece in inner.pieces {
            guard let span = span(of: piece.outer..<(piece.outer + piece.count)) else { continue }
            result.append(inner: piece.inner, outer: span.start, count: piece.count)
        }
        return result
    }

    /// The last piece that begins at or before `offset`.
    private func piece(at offset: Int) -> Piece? {
        guard let first, first.inner <= offset else { return nil }
        var low = 0
        var high = others.count
        while low < high {
            let middle = (low + high) / 2
            if others[middle].inner <= offset { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : others[low - 1]
    }
}
