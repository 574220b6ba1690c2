/// Makes what a server said fit to be shown: one line of at most `limit` characters, without control or direction marks.
func serverText(_ bytes: some Sequence<UInt8>, limit: Int = 400) -> String {
    let text = String(decoding: Array(bytes.prefix(16 * limit)), as: UTF8.self)
    var words: [Substring] = []
    var length = 0
    let clean = String(String.UnicodeScalarView(text.unicodeScalars.map { isShown($0) ? $0 : " " }))
    for word in clean.split(separator: " ") where length < limit {
        words.append(word.prefix(limit - length))
        length += word.count + 1
    }
    return words.joined(separator: " ")
}

private func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
    default: true
    }
}
