/// Reads a time as RFC 3339 writes it, such as `2026-01-31T12:00:00.123456789Z`; nil for anything else.
///
/// Fractions are dropped. The zone may be `Z` or `+hh:mm`; a date without time is midnight UTC. Years 1970 to 9999.
func secondsSince1970(rfc3339 text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard let year = number(bytes, 0, 4), let month = number(bytes, 5, 2), let day = number(bytes, 8, 2),
        bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), year >= 1970, (1...12).contains(month),
        (1...31).contains(day)
    else { return nil }
    let midnight = days(year, month, day) * 86_400
    if bytes.count == 10 { return midnight }
    guard let hour = number(bytes, 11, 2), let minute = number(bytes, 14, 2), let second = number(bytes, 17, 2),
        "Tt ".utf8.contains(bytes[10]), hour < 24, minute < 60, second <= 60
    else { return nil }
    var position = 19
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
        position += 1
        while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 }
    }
    guard let zone = zoneSeconds(bytes, position) else { return nil }
    return midnight + hour * 3600 + minute * 60 + second - zone
}

private func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int? {
    guard start + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[start..<start + count] {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 48)
    }
    return value
}

/// The offset from UTC that stands at `start`, which must be the rest of the text.
private func zoneSeconds(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    if bytes.count == start + 1 { return "Zz".utf8.contains(bytes[start]) ? 0 : nil }
    guard bytes.count == start + 6, "+-".utf8.contains(bytes[start]), bytes[start + 3] == UInt8(ascii: ":"),
        let hours = number(bytes, start + 1, 2), let minutes = number(bytes, start + 4, 2), hours < 24, minutes < 60
    else { return nil }
    let offset = hours * 3600 + minutes * 60
    return bytes[start] == UInt8(ascii: "-") ? -offset : offset
}

/// Days from 1970-01-01 in the Gregorian calendar. Source: https://howardhinnant.github.io/date_algorithms.html.
private func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}
