/// The one of `names` that `name` was probably meant to be; nil when none is close.
///
/// Close is an edit distance (Damerau-Levenshtein, adjacent swaps count once) of one for short names and two for those
/// of five characters and more, without regard to case.
func closestName(to name: String, among names: [String], within most: Int = 2) -> String? {
    let typed = Array(name.lowercased().utf8.prefix(64))
    let limit = typed.count < 5 ? 1 : most
    let candidates = names.map { (name: $0, distance: editDistance(typed, Array($0.lowercased().utf8))) }
    return candidates.filter { $0.distance <= limit && $0.name.utf8.count > $0.distance }
        .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
}

/// The least number of insertions, deletions, replacements and swaps of neighbours that make `a` into `b`.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var before = Array(0...b.count)
    var beforeThat = before
    for (i, x) in a.enumerated() {
        var row = [i + 1]
        for (j, y) in b.enumerated() {
            var cost = min(before[j] + (x == y ? 0 : 1), before[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, x == b[j - 1], a[i - 1] == y { cost = min(cost, beforeThat[j - 1] + 1) }
            row.append(cost)
        }
        (beforeThat, before) = (before, row)
    }
    return before[b.count]
}
