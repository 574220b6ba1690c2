import Domain

/// Repositories and what is to be said about them, while they are being collected.
struct RepositoryListing {
    var repositories: [ForgeRepository] = []
    var diagnostics: [Diagnostic] = []
    /// Paths that were looked at, so that nothing is listed twice.
    var seen: Set<String> = []

    /// Sorted by path.
    var result: ([ForgeRepository], [Diagnostic]) {
        (repositories.sorted { $0.path < $1.path }, diagnostics)
    }

    /// Says that `path` is left out, and why. One that was named is worth a warning, one that was found only a note.
    mutating func leaveOut(_ path: String, _ reason: String, isNamed: Bool) {
        diagnostics.append(
            Diagnostic(severity: isNamed ? .warning : .note, message: "\(path) is left out: \(reason)."))
    }

    /// Says that what settings call `path` has another name now.
    mutating func noteRenamed(_ path: String, to found: String) {
        guard found.lowercased() != path.lowercased() else { return }
        diagnostics.append(
            Diagnostic(severity: .warning, message: "\(path) is called \(found) now: write that into the settings."))
    }

    /// Says which patterns nothing fits.
    mutating func noteUnmatched(_ globs: [PathGlob]) {
        for glob in globs where !seen.contains(where: glob.matches) {
            diagnostics.append(
                Diagnostic(
                    severity: .warning,
                    message:
                        "No repository matches \(glob.pattern): check the pattern, and what the bot is a member of."))
        }
    }

    /// Keeps an error that is about one repository or group only; others end the listing.
    mutating func keepGoing(after error: ForgeError) throws(ForgeError) {
        switch error.code {
        case .forbidden, .notFound, .invalid, .conflict:
            diagnostics.append(Diagnostic(severity: .error, message: error.message))
        case .unauthorized, .unreachable, .rateLimited, .malformed:
            throw error
        }
    }
}

extension RepositorySelection {
    /// The paths that name one repository, without slashes at their ends.
    var exactPaths: [String] { paths.filter { !PathGlob.isGlob($0) }.map(Self.trimmed) }

    /// The paths that are patterns.
    var globs: [PathGlob] { paths.filter(PathGlob.isGlob).map(PathGlob.init) }

    var trimmedGroups: [String] { groups.map(Self.trimmed) }

    private static func trimmed(_ path: String) -> String {
        String(path.drop { $0 == "/" }.reversed().drop { $0 == "/" }.reversed())
    }
}
