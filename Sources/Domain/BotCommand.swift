/// What a person tells the bot in a note: `/windlass rebase`.
public enum BotCommand: Hashable, Sendable, Codable {
    case rebase
    case retry
    /// Nothing is done until that day (`2026-12-24`), or until released.
    case hold(until: String?)
    case release
    /// Not this version, or nothing of this major or minor.
    case ignore(Scope)
    /// Gives a branch back to the bot that somebody committed to.
    case take
    case why
    /// The hop of a component that was merged runs and has nothing left to do.
    case landed
    /// What the merge request waits for a person to say is so.
    case confirm

    public enum Scope: String, Hashable, Sendable, Codable, CaseIterable { case this, major, minor }

    /// Finds the command in a note: a line that begins with `/windlass`; the first one counts.
    ///
    /// - Returns: nil when there is none, or one that is not known.
    public init?(note: String) {
        for line in note.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map { $0.lowercased() }
            guard words.first == "/windlass" else { continue }
            guard let command = BotCommand(words: Array(words.dropFirst())) else { return nil }
            self = command
            return
        }
        return nil
    }

    private init?(words: [String]) {
        switch (words.first, words.dropFirst().first, words.count) {
        case ("rebase", nil, _): self = .rebase
        case ("retry", nil, _): self = .retry
        case ("hold", nil, _): self = .hold(until: nil)
        case ("hold", "until", 3) where Self.isDay(words[2]): self = .hold(until: words[2])
        case ("release", nil, _): self = .release
        case ("ignore", nil, _): self = .ignore(.this)
        case ("ignore", let scope?, 2):
            guard let scope = Scope(rawValue: scope) else { return nil }
            self = .ignore(scope)
        case ("take", nil, _): self = .take
        case ("why", nil, _): self = .why
        case ("landed", nil, _): self = .landed
        case ("confirm", nil, _): self = .confirm
        default: return nil
        }
    }

    private static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.count) == [4, 2, 2], parts.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }),
            let month = Int(parts[1]), let day = Int(parts[2])
        else { return false }
        return (1...12).contains(month) && (1...31).contains(day)
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
