/// Reads JSON or JSON5 as a tree: comments, trailing commas, single quotes, unquoted names, hexadecimal numbers.
///
/// Plain JSON is read with the same grammar, as Renovate's users write comments into `.json` files too. The source is
/// https://spec.json5.org.
///
/// - Throws: ``SettingsSyntaxError`` at the first place that cannot be read, or when a limit is passed.
func readJSON(_ text: SettingsText, limits: SettingsLimits = .standard) throws(SettingsSyntaxError) -> ParsedNodes {
    var parser = JSON5Parser(bytes: text.bytes, limits: limits)
    return try parser.parse()
}
