/// A size as it is written in settings: `512MB`. Units of a thousand (KB, MB, GB) or of 1,024 (KiB, MiB, GiB).
enum SettingsByteCount {
    private static let units: [(name: String, bytes: Int)] = [
        ("B", 1), ("KB", 1_000), ("KiB", 1 << 10), ("MB", 1_000_000), ("MiB", 1 << 20), ("GB", 1_000_000_000),
        ("GiB", 1 << 30),
    ]

    /// The number of bytes; nil for anything else, for nothing and where it passes a petabyte.
    static func parse(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let unit = units.first(where: { $0.name == text[digits.endIndex...] }), let count = Int(digits), count > 0
        else { return nil }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: unit.bytes)
        return overflow || bytes > 1_000_000_000_000_000 ? nil : bytes
    }

    /// In the largest unit that gives a whole number.
    static func text(_ bytes: Int) -> String {
        let unit = units.last { bytes.isMultiple(of: $0.bytes) } ?? ("B", 1)
        return "\(bytes / unit.bytes)\(unit.name)"
    }
}
