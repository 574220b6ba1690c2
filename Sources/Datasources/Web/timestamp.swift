import Foundation

/// A time as APIs write it (RFC 3339, or a date alone, which is midnight UTC); nil for anything else.
func timestamp(_ text: String?) -> Date? {
    text.flatMap(secondsSince1970(rfc3339:)).map { Date(timeIntervalSince1970: TimeInterval($0)) }
}
