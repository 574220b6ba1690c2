public import Domain

/// The answer to a command, which says what will become of it.
public func commandNote(_ command: BotCommand, memory: MergeRequestMemory) -> String {
    switch command {
    case .rebase: "The branch will be built again on the head of its target."
    case .retry: "Windlass looks at the repository again."
    case .hold(nil): "Held: Windlass leaves this merge request as it is until somebody writes `/windlass release`."
    case .hold(let day?):
        "Held until \(Markdown.code(day)): Windlass leaves this merge request as it is until then, or until somebody writes "
            + "`/windlass release`."
    case .release: "Released: Windlass keeps this merge request up to date again."
    case .ignore(.this): "Windlass closes this merge request, and does not propose these versions again."
    case .ignore(let scope):
        "Windlass closes this merge request, and proposes nothing more of this \(scope.rawValue) version."
    case .take: "The branch is taken back: it will be built again, whatever was committed to it."
    case .why: why(memory)
    case .confirm:
        "What this merge request waited for is said to be so; it is no draft any more when nothing else is open."
    case .landed: "Windlass looks at the installation again; the note counts once this is merged."
    }
}

private func why(_ memory: MergeRequestMemory) -> String {
    let moves = memory.moves.map { move in
        let from = move.from.isEmpty ? "" : " from \(Markdown.code(move.from))"
        return "- \(Markdown.code(move.package)) in \(Markdown.code(move.file))\(from) to \(Markdown.code(move.to)) "
            + "(\(move.datasource))"
    }
    var parts = [
        moves.isEmpty
            ? "What this merge request moves is in the table of its description."
            : "This merge request moves:\n\n" + distinct(moves).prefix(50).joined(separator: "\n")
    ]
    parts.append("It was built on \(Markdown.code(String(memory.base.rawValue.prefix(12)))).")
    if memory.notices.contains(.takenOver) {
        parts.append("Somebody else changed its branch or target, so it is left alone: `/windlass take` gives it back.")
    }
    if let day = memory.orders?.hold {
        parts.append(day.isEmpty ? "It is held until released." : "It is held until \(Markdown.code(day)).")
    }
    if let refused = memory.refused, !refused.isEmpty {
        let named = refused.filter { !$0.hasPrefix("#") }
        parts.append(
            named.isEmpty
                ? "Versions that were in a merge request which somebody closed are left out."
                : "Left out, because a merge request with them was closed: "
                    + named.prefix(20).map(Markdown.code).joined(separator: ", ") + ".")
    }
    parts.append("What is held back, and why, is in the description.")
    return parts.joined(separator: "\n\n")
}
