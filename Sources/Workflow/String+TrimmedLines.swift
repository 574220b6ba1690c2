extension String {
    /// The lines that say something: forges may change line ends, blanks at the end and empty lines.
    var trimmedLines: [Substring] {
        split(whereSeparator: \.isNewline).map { line in
            line.prefix(line.count - line.reversed().prefix(while: \.isWhitespace).count)
        }.filter { !$0.isEmpty }
    }
}
