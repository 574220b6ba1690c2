/// The targets of the links (`<a href=...>`) of a web page, in order, with the usual character references resolved.
///
/// Source: https://html.spec.whatwg.org/multipage/parsing.html (attributes); what is not closed ends the list.
func pageLinks(_ bytes: [UInt8]) -> [String] {
    var links: [String] = []
    var position = 0
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) || byte == UInt8(ascii: "/") }
    func lower(_ index: Int) -> UInt8 { bytes[index] | 0x20 }
    while let open = bytes[position...].firstIndex(of: UInt8(ascii: "<")) {
        position = open + 1
        guard position + 1 < bytes.count, lower(position) == UInt8(ascii: "a"), isSpace(bytes[position + 1]) else {
            continue
        }
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
            if isSpace(bytes[position]) {
                position += 1
                continue
            }
            let name = position
            while position < bytes.count, !isSpace(bytes[position]), bytes[position] != UInt8(ascii: "="),
                bytes[position] != UInt8(ascii: ">")
            { position += 1 }
            let isTarget = position - name == 4 && (name..<position).map(lower).elementsEqual("href".utf8)
            guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else { continue }
            position += 1
            guard position < bytes.count else { return links }
            let quote = bytes[position]
            let start: Int
            if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                start = position + 1
                guard let end = bytes[start...].firstIndex(of: quote) else { return links }
                position = end
            } else {
                start = position
                while position < bytes.count, bytes[position] != 0x20, bytes[position] != UInt8(ascii: ">") {
                    position += 1
                }
            }
            if isTarget { links.append(resolved(String(decoding: bytes[start..<position], as: UTF8.self))) }
            if position < bytes.count, bytes[position] == quote { position += 1 }
        }
    }
    return links
}

private func resolved(_ text: String) -> String {
    guard text.contains("&") else { return text }
    return text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
        .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
}
