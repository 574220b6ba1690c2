import Foundation

/// One measured number.
struct Row: Encodable {
    var name: String
    var value: Double
    var unit: String

    /// Prints the row as one JSON line.
    func print() {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var rounded = self
        rounded.value = (value * 10_000).rounded() / 10_000
        guard let data = try? encoder.encode(rounded) else { return }
        FileHandle.standardOutput.write(data + Data("\n".utf8))
    }
}

/// The middle of some measurements: noise on one side does not move it.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
