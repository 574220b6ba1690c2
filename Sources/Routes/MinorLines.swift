/// The minors that are known of a component, and how far they lie apart.
struct MinorLines {
    let sorted: [ReleaseLine]
    let numbering: ReleaseNumbering

    init(_ lines: [ReleaseLine], numbering: ReleaseNumbering) {
        sorted = Set(lines).sorted()
        self.numbering = numbering
    }

    /// How many minors lie between: 1 for neighbours. Majors are joined at the last known minor of the older one.
    func distance(from a: ReleaseLine, to b: ReleaseLine) -> Int {
        guard a < b else { return 0 }
        if numbering == .calendar { return sorted.count { $0 > a && $0 <= b } }
        guard a.major != b.major else { return b.minor - a.minor }
        let left = (last(of: a.major) ?? a.minor) - a.minor
        let between = Set(sorted.map(\.major)).filter { $0 > a.major && $0 < b.major }.reduce(0) { sum, major in
            sum &+ ((last(of: major) ?? 0) - (first(of: major) ?? 0)) &+ 1
        }
        // A major that nobody published anything of is still passed over.
        let unknown = b.major - a.major - 1 - Set(sorted.map(\.major)).count { $0 > a.major && $0 < b.major }
        return left &+ between &+ unknown &+ (b.minor - (first(of: b.major) ?? 0)) &+ 1
    }

    /// The minor that comes next, published or not.
    func line(after line: ReleaseLine) -> ReleaseLine {
        let next = sorted.first { $0 > line }
        guard numbering == .numbers, let next else { return next ?? line }
        return next.major == line.major ? ReleaseLine(line.major, line.minor &+ 1) : next
    }

    private func last(of major: Int) -> Int? { sorted.last { $0.major == major }?.minor }
    private func first(of major: Int) -> Int? { sorted.first { $0.major == major }?.minor }
}
