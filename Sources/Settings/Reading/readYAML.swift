/// Reads one YAML document as a tree. Plain scalars have the types of YAML 1.2's core schema (`yes` is a text).
///
/// Aliases are put in place and count as often as they are used, so that a few lines cannot become millions of values.
/// Explicit tags other than the core schema's are refused.
///
/// - Throws: ``SettingsSyntaxError`` at the first place that cannot be read, or when a limit is passed.
func readYAML(_ text: SettingsText, limits: SettingsLimits = .standard) throws(SettingsSyntaxError) -> ParsedNodes {
    try refuseManyDirectives(text)
    let events = try YAMLEvents(text)
    var composer = YAMLComposer(limits: limits)
    var documents = 0
    while true {
        let (event, line) = try events.next()
        switch event {
        case .streamEnd: return ParsedNodes(root: composer.root, duplicates: composer.duplicates)
        case .documentStart:
            documents += 1
            guard documents == 1 else {
                throw SettingsSyntaxError(line: line, message: "expected one YAML document, found a second one")
            }
        case .streamStart, .documentEnd: break
        default: try composer.add(event, line: line)
        }
    }
}

/// libyaml compares each `%TAG` line with all before it; a file of 1 MiB of them takes seconds.
private func refuseManyDirectives(_ text: SettingsText) throws(SettingsSyntaxError) {
    var directives = 0
    var line = 1
    var isLineStart = true
    for byte in text.bytes {
        if isLineStart, byte == UInt8(ascii: "%") { directives += 1 }
        if directives > 10 {
            throw SettingsSyntaxError(line: line, message: "expected at most 10 lines that begin with %")
        }
        isLineStart = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
        if byte == UInt8(ascii: "\n") { line += 1 }
    }
}
