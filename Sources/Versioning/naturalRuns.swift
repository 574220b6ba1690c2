/// Cuts a text into numbers and what stands between them, so that `r9` comes before `r10`.
func naturalRuns(of text: some StringProtocol) -> [SemanticVersion.Identifier] {
    var runs: [SemanticVersion.Identifier] = []
    var rest = Array(text.utf8)[...]
    while let first = rest.first {
        let run = rest.prefix { $0.isDigit == first.isDigit }
        runs.append(WholeNumber(run).map { .number($0) } ?? .word(Array(run)))
        rest = rest[run.endIndex...]
    }
    return runs
}
