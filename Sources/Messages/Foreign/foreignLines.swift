/// The lines of a text of others, with nothing in them that cannot be seen or that changes the order of what is seen.
///
/// All line ends become one kind; control, format and bidirectional characters, and those of no meaning, are dropped; tabs
/// and odd blanks become blanks; what is stacked upon a letter is cut to four marks. Very long texts and lines are cut.
///
/// Source: Unicode Technical Report 36, sections 2.4 and 3.
func foreignLines(_ text: String) -> [[Unicode.Scalar]] {
    var lines: [[Unicode.Scalar]] = [[]]
    var last = 0
    var marks = 0
    var isBehindReturn = false
    func add(_ scalar: Unicode.Scalar) {
        if lines[last].count < ForeignLimit.line { lines[last].append(scalar) }
    }
    for scalar in text.unicodeScalars.prefix(ForeignLimit.text) {
        let wasBehindReturn = isBehindReturn
        isBehindReturn = scalar == "\r"
        switch scalar {
        case "\n" where wasBehindReturn: continue
        case "\n", "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}":
            lines.append([])
            last += 1
            marks = 0
        case "\t": for _ in 0..<4 { add(" ") }
        case " "..."~":
            marks = 0
            add(scalar)
        default:
            switch scalar.properties.generalCategory {
            case .control, .unassigned, .privateUse, .surrogate: continue
            // Emoji are joined by U+200D.
            case .format: if scalar == "\u{200D}" { add(scalar) }
            case .spaceSeparator: add(" ")
            case .nonspacingMark, .enclosingMark:
                marks += 1
                if marks <= 4 { add(scalar) }
            default:
                marks = 0
                add(scalar)
            }
        }
    }
    return lines
}

/// How much of a text of others is looked at, in Unicode scalars.
enum ForeignLimit {
    static let text = 200_000
    static let line = 4_000
}
