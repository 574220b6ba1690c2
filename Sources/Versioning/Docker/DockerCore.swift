/// Where the version of a tag is, and what shape it has.
struct DockerCore {
    /// The tokens of the numbers.
    var range: Range<Int>
    var numbers: [WholeNumber]
    /// What counts the builds of one day behind a date without separators, as in `20240911.1`.
    var revision: [WholeNumber] = []
    var shape: DockerTag.Shape
    /// `v`, `V` or nothing.
    var spelling: String
    /// The tokens before this index are the prefix.
    var prefixEnd: Int
    /// What stands between prefix and version.
    var separator: String
    /// What stands between the numbers where it is not the usual dot.
    var pattern: String

    /// Finds the version: the first number that no word is attached to (`v` aside), else the first one behind a word.
    init?(in tokens: [DockerToken]) {
        guard let start = Self.start(in: tokens) else { return nil }
        var range = tokens.numberChain(from: start)
        let first = tokens[start]
        shape = Self.shape(of: first)
        pattern = "N"
        if shape == .calendar, range.count == 1, let end = Self.dashedDateEnd(in: tokens, from: start) {
            range = start..<end
            pattern = "N-N-N"
        }
        if shape != .plain, let end = Self.timeEnd(in: tokens, from: range.upperBound) {
            pattern += "T" + tokens[range.upperBound + 1..<end].map { $0.separator + "N" }.joined()
            numbers = tokens[start..<end].filter { $0.kind == .number }.map(\.number)
            range = start..<end
        } else {
            numbers = tokens[range].map(\.number)
        }
        if case .stamp = shape, range.count > 1, tokens[range].allSatisfy({ $0.kind == .number }), pattern == "N" {
            revision = Array(numbers.dropFirst())
            numbers = Array(numbers.prefix(1))
        }
        self.range = range
        let hasMark = start > 0 && first.isAttached && tokens[start - 1].word == "v"
        spelling = hasMark ? tokens[start - 1].text : ""
        prefixEnd = hasMark ? start - 1 : start
        separator = hasMark ? tokens[start - 1].separator : first.separator
        if shape == .plain, let word = tokens.first?.word, DockerWords.rolling.contains(word),
            numbers.count == 1 || (first.isAttached && !hasMark)
        {
            return nil
        }
    }

    private static func start(in tokens: [DockerToken]) -> Int? {
        var attached: Int?
        var behindBase: Int?
        var index = 0
        while index < tokens.count {
            guard tokens[index].kind == .number else {
                index += 1
                continue
            }
            let chain = tokens.numberChain(from: index)
            if attached != nil, chain.count == 1, tokens[index].mayBeHash, tokens[index].separator == "-" {
                // `r310-1234567`: a commit without letters behind what is a version.
            } else if isFree(index, in: tokens) {
                let isMarked = index > 0 && tokens[index].isAttached
                if behindBase != nil {
                    // `debian-12-v1.2.3`: the first number is the base's if a fuller one follows.
                    if isMarked || chain.count > 1 { return index }
                } else if index > 0, !isMarked, DockerWords.bases.contains(tokens[index - 1].word) {
                    behindBase = index
                } else {
                    return index
                }
            } else if attached == nil, tokens[index - 1].kind == .word,
                !DockerWords.hashes.contains(tokens[index - 1].word)
            {
                attached = index
            }
            index = chain.upperBound
        }
        return behindBase ?? attached
    }

    /// Whether nothing, a separator or a `v` of its own stands before the number.
    private static func isFree(_ index: Int, in tokens: [DockerToken]) -> Bool {
        guard index > 0, tokens[index].isAttached else { return true }
        let before = tokens[index - 1]
        return before.word == "v" && (index == 1 || !before.isAttached)
    }

    static func shape(of first: DockerToken) -> DockerTag.Shape {
        let digits = first.text.utf8.count
        guard let year = Int(first.text.prefix(4)), (1990...2099).contains(year), digits >= 4 else { return .plain }
        if digits == 4 { return .calendar }
        guard [8, 10, 12, 14].contains(digits), isIn(1...12, first.text.dropFirst(4).prefix(2)),
            isIn(1...31, first.text.dropFirst(6).prefix(2))
        else { return .plain }
        return .stamp(digits: digits)
    }

    /// The end of `YYYY-MM-DD` that begins at `start`.
    private static func dashedDateEnd(in tokens: [DockerToken], from start: Int) -> Int? {
        guard start + 2 < tokens.count else { return nil }
        let month = tokens[start + 1]
        let day = tokens[start + 2]
        guard month.kind == .number, month.separator == "-", month.text.utf8.count == 2, isIn(1...12, month.text),
            day.kind == .number, day.separator == "-", day.text.utf8.count == 2, isIn(1...31, day.text)
        else { return nil }
        return start + 3
    }

    /// The end of a time of day behind a date: `T`, numbers, and perhaps `Z`.
    private static func timeEnd(in tokens: [DockerToken], from start: Int) -> Int? {
        guard start + 1 < tokens.count, tokens[start].word == "t", tokens[start].isAttached,
            tokens[start + 1].kind == .number, tokens[start + 1].isAttached
        else { return nil }
        var end = start + 2
        while end < tokens.count, end < start + 4, tokens[end].kind == .number, tokens[end].separator == "-" {
            end += 1
        }
        if end < tokens.count, tokens[end].word == "z", tokens[end].isAttached { end += 1 }
        return end
    }

    private static func isIn(_ range: ClosedRange<Int>, _ digits: some StringProtocol) -> Bool {
        Int(digits).map(range.contains) ?? false
    }
}
