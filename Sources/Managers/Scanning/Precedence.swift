import Domain
import TextEdits

/// Which of several dependencies in the same bytes counts.
///
/// A person's own words come first: a rule of settings, then a hint in a comment. Then the dependency whose place begins first, and of
/// two in one place the one whose manager stands first in the registry.
struct Precedence {
    /// The places of managers in the registry.
    let order: [ManagerID: Int]

    private static let words: [ManagerID: Int] = [CustomRegex.id: 0, CustomJSONPath.id: 0, CommentHints.id: 1]
    private static let noWord = 2

    /// The dependencies that count, in the order of files and places.
    func decided(_ found: [Dependency]) -> [Dependency] {
        withoutOverlaps(withoutReplaced(sorted(found)))
    }

    /// Where a dependency belongs in the order.
    private struct Place: Comparable {
        var file: String
        var start: Int
        var line: Int
        /// A rule that found something it cannot use must not hide what another manager can.
        var isWasted: Bool
        var order: Int
        /// Keeps what is equal in its order.
        var index: Int

        static func < (a: Place, b: Place) -> Bool {
            if a.file != b.file { return a.file < b.file }
            return (a.start, a.line, a.isWasted ? 1 : 0, a.order, a.index)
                < (b.start, b.line, b.isWasted ? 1 : 0, b.order, b.index)
        }
    }

    /// Files come in order as a rule, and so do the pins of a file; then nothing has to be moved.
    private func sorted(_ found: [Dependency]) -> [Dependency] {
        let isInOrder = found.indices.dropFirst().allSatisfy { isBefore(found[$0 - 1], found[$0]) }
        guard !isInOrder else { return found }
        let places = found.indices.map { index in
            Place(
                file: found[index].file, start: found[index].spans.first?.span.start ?? Int.max,
                line: found[index].line, isWasted: isWasted(found[index]), order: order[found[index].manager] ?? 0,
                index: index)
        }
        return places.sorted().map { found[$0.index] }
    }

    /// Whether `b` stands behind `a` without a look at the managers.
    private func isBefore(_ a: borrowing Dependency, _ b: borrowing Dependency) -> Bool {
        guard a.file == b.file else { return a.file < b.file }
        guard let first = a.spans.first?.span.start, let second = b.spans.first?.span.start else { return false }
        return first < second
    }

    private func isWasted(_ dependency: Dependency) -> Bool {
        Self.words[dependency.manager] != nil && dependency.skipReason != nil
    }

    /// Takes out what a rule or hint about the same bytes replaces; what that one does not know of the pin, it takes over.
    private func withoutReplaced(_ sorted: [Dependency]) -> [Dependency] {
        var words: [String: [(rank: Int, span: ByteSpan, index: Int)]] = [:]
        for index in sorted.indices where sorted[index].skipReason == nil {
            guard let rank = Self.words[sorted[index].manager] else { continue }
            words[sorted[index].file, default: []] += sorted[index].spans.map { (rank, $0.span, index) }
        }
        guard !words.isEmpty else { return sorted }
        for file in words.keys { words[file]?.sort { $0.span < $1.span } }
        var result = sorted
        var isReplaced = [Bool](repeating: false, count: sorted.count)
        for index in sorted.indices {
            guard let words = words[sorted[index].file] else { continue }
            let rank = Self.words[sorted[index].manager] ?? Self.noWord
            let winner = sorted[index].spans.lazy.compactMap { part in
                Self.overlapping(part.span, in: words).first { $0.rank < rank }
            }.first
            guard let winner else { continue }
            isReplaced[index] = true
            Self.complete(&result[winner.index], from: sorted[index])
        }
        return isReplaced.contains(true) ? result.indices.filter { !isReplaced[$0] }.map { result[$0] } : result
    }

    private static func overlapping(
        _ span: ByteSpan, in words: [(rank: Int, span: ByteSpan, index: Int)]
    ) -> [(rank: Int, span: ByteSpan, index: Int)] {
        var low = 0
        var high = words.count
        while low < high {
            let middle = (low + high) / 2
            if words[middle].span.end <= span.start { low = middle + 1 } else { high = middle }
        }
        return words[low...].prefix { $0.span.start < span.end }.filter { $0.span.overlaps(span) }
    }

    /// A hint that stands by the version of an image is also about its digest, where both name the same package.
    private static func complete(_ word: inout Dependency, from other: Dependency) {
        guard word.currentDigest == nil, other.skipReason == nil, word.packageName == other.packageName,
            word.datasource == other.datasource, word.currentValue == other.currentValue
        else { return }
        word.acceptsDigest = other.acceptsDigest
        word.currentDigest = other.currentDigest
        word.spans += other.spans.filter { $0.role == .digest }
    }

    /// Leaves one dependency of those that share bytes: the one whose place comes first.
    private func withoutOverlaps(_ sorted: [Dependency]) -> [Dependency] {
        var file = ""
        var taken: [ByteSpan] = []
        let isKept = sorted.indices.map { index in
            guard let start = sorted[index].spans.first?.span.start else { return true }
            if sorted[index].file != file {
                taken.removeAll(keepingCapacity: true)
                file = sorted[index].file
            }
            taken.removeAll { $0.end < start }
            let spans = sorted[index].spans
            guard !spans.contains(where: { part in taken.contains { $0.overlaps(part.span) || $0 == part.span } })
            else { return false }
            taken += spans.lazy.map(\.span)
            return true
        }
        return isKept.contains(false) ? sorted.indices.filter { isKept[$0] }.map { sorted[$0] } : sorted
    }
}
