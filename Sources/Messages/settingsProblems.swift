public import Domain

/// The title of the issue that says what is wrong with the settings of a repository; it is found by it.
public let settingsIssueTitle = "Windlass: correct the settings of this repository"

/// The text that says what is wrong with the settings of a repository: a row for each problem, with file, line and option.
///
/// It is the text of an issue, or of a note where a forge has no issues. It is the same for the same problems, wherever
/// the target branch is meanwhile.
public func settingsProblemsText(_ problems: [Diagnostic], isNote: Bool) -> String {
    let ending = isNote ? "changes this note" : "closes this issue"
    return """
        The settings of this repository cannot be used. Until they are corrected, Windlass opens, changes and closes \
        nothing here; merge requests that are open stay as they are.

        \(settingsProblemRows(problems))

        Windlass keeps this up to date, and \(ending) when the settings can be used again.

        \(SettingsProblemsMark(problems).comment)
        """
}

/// A table of what is wrong with settings.
func settingsProblemRows(_ problems: [Diagnostic]) -> String {
    var table = "| File | Line | Option | What is wrong |\n| --- | --- | --- | --- |"
    for problem in problems.prefix(maximumRows) { table += "\n" + row(problem) }
    if problems.count > maximumRows { table += "\n| | | | and \(problems.count - maximumRows) more |" }
    return table
}

/// What the issue or the note says when the settings can be used again.
public func settingsCorrectedText() -> String {
    "The settings of this repository can be used again: Windlass works on it as before."
}

/// What an issue says hidden about the problems that it tells, so that equal ones are known.
public struct SettingsProblemsMark: Hashable, Sendable {
    public let comment: String

    public init(_ problems: [Diagnostic]) {
        var fingerprint = Fingerprint()
        for problem in problems {
            fingerprint.add(problem.file ?? "")
            fingerprint.add(problem.line.map(String.init) ?? "")
            fingerprint.add(problem.message)
        }
        comment = "<!-- windlass:settings \(fingerprint.text) -->"
    }
}

/// More would not be read, and some forges keep 4,000 characters.
private let maximumRows = 20

private func row(_ problem: Diagnostic) -> String {
    let (option, words) = parts(of: problem.message)
    let cells = [
        problem.file.map(Markdown.code) ?? "", problem.line.map(String.init) ?? "", option.map(Markdown.code) ?? "",
        Markdown.plain(words),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
}

/// Messages about an option begin with its path and a colon.
private func parts(of message: String) -> (option: String?, words: String) {
    guard let colon = message.firstRange(of: ": ") else { return (nil, message) }
    let start = message[..<colon.lowerBound]
    let isPath = !start.isEmpty && start.allSatisfy { $0.isLetter || $0.isNumber || "_$.[]-".contains($0) }
    return isPath ? (String(start), String(message[colon.upperBound...])) : (nil, message)
}
