/// A tag read as a version with something in front: `v1.2.3`, `chart-1.2.3`, `app/v1.2.3-rc.1`.
///
/// Only for finding the releases of a source repository that lie between two versions; what is proposed is for the
/// versionings to decide.
struct TagName: Hashable, Sendable {
    /// What stands in front of the number and its `v`.
    var family: String
    /// The text in front of the numbers, as written.
    var prefix: String
    var numbers: [Int]
    /// What stands behind the numbers when that makes it a pre-release; else nothing.
    var stage: String
    /// What stands behind the numbers.
    var suffix: String

    init?(_ tag: String) {
        let text = Array(tag.utf8.prefix(200))
        var best: (start: Int, end: Int)?
        var index = 0
        while index < text.count {
            guard Self.isDigit(text[index]), Self.mayStart(text, at: index) else {
                index += 1
                continue
            }
            var end = index
            while end < text.count,
                Self.isDigit(text[end])
                    || (text[end] == UInt8(ascii: ".") && end + 1 < text.count && Self.isDigit(text[end + 1]))
            {
                end += 1
            }
            let hasDot = text[index..<end].contains(UInt8(ascii: "."))
            if hasDot {
                best = (index, end)
                break
            }
            if best == nil { best = (index, end) }
            index = end
        }
        guard let best else { return nil }
        let parts = text[best.start..<best.end].split(separator: UInt8(ascii: ".")).map {
            Int(String(decoding: $0, as: UTF8.self))
        }
        numbers = parts.compactMap(\.self)
        guard numbers.count == parts.count, !numbers.isEmpty else { return nil }
        prefix = String(decoding: text[..<best.start], as: UTF8.self)
        let last = prefix.last
        family = last == "v" || last == "V" ? String(prefix.dropLast()) : prefix
        suffix = String(decoding: text[best.end...], as: UTF8.self)
        let word = suffix.drop { "-._+".contains($0) }.lowercased()
        let stages = [
            "rc", "beta", "alpha", "dev", "pre", "snapshot", "nightly", "canary", "preview", "test", "b", "a", "m",
        ]
        let name = word.prefix { $0.isLetter }
        stage = stages.contains(String(name)) ? word : ""
    }

    /// Whether both are the same version, whatever stands in front.
    func isSameVersion(as other: TagName) -> Bool { compare(other) == 0 }

    /// Negative when this is the older one.
    func compare(_ other: TagName) -> Int {
        for index in 0..<max(numbers.count, other.numbers.count) {
            let a = index < numbers.count ? numbers[index] : 0
            let b = index < other.numbers.count ? other.numbers[index] : 0
            if a != b { return a < b ? -1 : 1 }
        }
        if stage == other.stage { return 0 }
        if stage.isEmpty { return 1 }
        if other.stage.isEmpty { return -1 }
        return Self.isOrdered(stage, other.stage) ? -1 : 1
    }

    /// Whether `a` comes first, with numbers inside ordered as numbers.
    private static func isOrdered(_ a: String, _ b: String) -> Bool {
        let parts = { (text: String) in
            text.split { !$0.isLetter && !$0.isNumber }.flatMap { part -> [Substring] in
                let letters = part.prefix { $0.isLetter }
                return [letters, part.dropFirst(letters.count)].filter { !$0.isEmpty }
            }
        }
        for (x, y) in zip(parts(a), parts(b)) where x != y {
            if let m = Int(x), let n = Int(y) { return m < n }
            return x < y
        }
        return a.count < b.count
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    /// A number begins a version at the beginning, behind a separator, or behind a `v` that does so.
    private static func mayStart(_ text: [UInt8], at index: Int) -> Bool {
        guard index > 0 else { return true }
        let separators = Array("-_/@ ".utf8)
        if separators.contains(text[index - 1]) { return true }
        guard text[index - 1] == UInt8(ascii: "v") || text[index - 1] == UInt8(ascii: "V") else { return false }
        return index == 1 || separators.contains(text[index - 2])
    }
}
