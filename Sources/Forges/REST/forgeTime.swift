import Foundation

/// A point in time as the forges write it: ISO 8601, with or without fractions of seconds; nil for anything else.
func forgeTime(_ text: String) -> Date? {
    if let date = try? Date(text, strategy: .iso8601) { return date }
    return try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
}
