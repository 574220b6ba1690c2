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
        withoutOverlaps(withoutReplaced(found.sorted(by: comesBefore)))
    }

    private func comesBefore(_ a: Dependency, _ b: Dependency) -> Bool {
        let (left, right) = (place(a), place(b))
        guard left == right else { return left < right }
        // A rule that found something it cannot use must not hide what another manager can.
        let (leftRank, rightRank) = (isWasted(a) ? 1 : 0, isWasted(b) ? 1 : 0)
        return (leftRank, order[a.manager] ?? 0) < (rightRank, order[b.manager] ?? 0)
    }

    private func place(_ dependency: Dependency) -> (String, Int, Int) {
        (dependency.file, dependency.spans.first?.span.start ?? Int.max, dependency.line)
    }

    private func isWasted(_ dependency: Dependency) -> Bool {
        Self.words[dependency.manager] != nil && dependency.skipReason != nil
    }

    /// Takes out what a rule or hint about the same bytes replaces; what that one does not know of the pin, it takes over.
    private func withoutReplaced(_ sorted: [Dependency]) -> [Dependency] {
        var words: [String: [(rank: Int, span: ByteSpan, index: Int)]] = [:]
        for (index, dependency) in sorted.enumerated() where dependency.skipReason == nil {
            guard let rank = Self.words[dependency.manager] else { continue }
            words[dependency.file, default: []] += dependency.spans.map { (rank, $0.span, index) }
        }
        guard !words.isEmpty else { return sorted }
        for file in words.keys { words[file]?.sort { $0.span < $1.span } }
        var result = sorted
        var isReplaced = [Bool](repeating: false, count: sorted.count)
        for (index, dependency) in sorted.enumerated() {
            guard let words = words[dependency.file] else { continue }
            let rank = Self.words[dependency.manager] ?? Self.noWord
            let winner = dependency.spans.lazy.compactMap { part in
                Self.overlapping(part.span, in: words).first { $0.rank < rank }
            }.first
            guard let winner else { continue }
            isReplaced[index] = true
            Self.complete(&result[winner.index], from: dependency)
        }
        return zip(result, isReplaced).filter { !$1 }.map(\.0)
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
        return sorted.filter { dependency in
            guard let start = dependency.spans.first?.span.start else { return true }
            if dependency.file != file { taken.removeAll() }
            file = dependency.file
            taken.removeAll { $0.end < start }
            let spans = dependency.spans.map(\.span)
            guard !spans.contains(where: { span in taken.contains { $0.overlaps(span) || $0 == span } }) else {
                return false
            }
            taken += spans
            return true
        }
    }
}
