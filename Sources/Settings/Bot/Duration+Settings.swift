extension Duration {
    private static let settingsUnits: [(name: String, milliseconds: Int)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000),
    ]

    /// Reads a whole number and its unit: `500ms`, `30s`, `2m`, `1h`; nil for anything else, for nothing and beyond a day.
    init?(settings text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let unit = Self.settingsUnits.first(where: { $0.name == text[digits.endIndex...] }),
            let count = Int(digits), count > 0
        else { return nil }
        let (milliseconds, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        guard !overflow, milliseconds <= 86_400_000 else { return nil }
        self = .milliseconds(milliseconds)
    }

    /// In the largest unit that gives a whole number.
    var settingsText: String {
        let (seconds, attoseconds) = components
        let milliseconds = Int(clamping: seconds) &* 1_000 &+ Int(attoseconds / 1_000_000_000_000_000)
        let unit = Self.settingsUnits.last { milliseconds.isMultiple(of: $0.milliseconds) } ?? ("ms", 1)
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }
}
