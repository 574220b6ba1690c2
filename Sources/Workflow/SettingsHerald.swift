import Domain
import Messages

/// Tells people once that the settings of a repository cannot be used, and when they can again.
///
/// There is one issue for it, which is closed and opened again as needed; where a forge or a repository has no issues, one
/// note below the oldest open merge request of ours. The report of the run says it in any case.
struct SettingsHerald: Sendable {
    let forge: any Forge
    let repository: ForgeRepository
    let branchPrefix: String

    /// How many issues are closed, and merge requests searched for a note, that are not true any more.
    private static let searched = 20

    /// Tells what is wrong. The same problems are not told again, not even when a person closed the issue meanwhile.
    ///
    /// - Returns: what could not be told, and why.
    /// - Throws: only a refused credential and cancellation.
    func tell(_ problems: [Diagnostic]) async throws -> [Diagnostic] {
        try await catching("the problems of its settings could not be told") {
            if forge.capabilities.keepsIssues, try await tellInIssue(problems) { return }
            let requests = try await forge.listOpenMergeRequests(in: repository, branchPrefix: branchPrefix)
            guard let oldest = requests.min(by: { $0.number < $1.number }) else { return }
            let text = settingsProblemsText(problems, isNote: true)
            try await forge.putNote(text, .settings, on: oldest.number, in: repository)
        }
    }

    /// Closes what was told: the settings can be used again.
    ///
    /// - Parameter told: whether the run before told something; nil when that is not known.
    func takeBack(told: Bool?) async throws -> [Diagnostic] {
        guard told != false else { return [] }
        return try await catching("it could not be told that its settings can be used again") {
            if forge.capabilities.keepsIssues {
                do { try await closeIssue() } catch let error as ForgeError where error.meansNoIssues {
                    // Then there is none to be closed.
                }
            }
            if told == true || !forge.capabilities.keepsIssues { try await changeNotes() }
        }
    }

    /// - Returns: false where the repository keeps no issues.
    private func tellInIssue(_ problems: [Diagnostic]) async throws -> Bool {
        let text = settingsProblemsText(problems, isNote: false)
        let mark = SettingsProblemsMark(problems).comment
        do {
            if let open = try await forge.findIssue(titled: settingsIssueTitle, in: repository) {
                guard !open.text.contains(mark) else { return true }
                try await forge.updateIssue(open.number, text: text, in: repository)
            } else if let closed = try await forge.findClosedIssue(titled: settingsIssueTitle, in: repository) {
                // Who closed it with these problems in it does not want to hear of them.
                guard !closed.text.contains(mark) else { return true }
                try await forge.setIssue(closed.number, isOpen: true, text: text, in: repository)
            } else {
                try await forge.createIssue(settingsIssueTitle, text: text, in: repository)
            }
            return true
        } catch let error as ForgeError where error.meansNoIssues {
            return false
        }
    }

    /// The text is changed with the closing, so that the note is all that a cut can lose.
    /// Two processes at once may have opened two.
    private func closeIssue() async throws {
        for _ in 0..<Self.searched {
            guard let issue = try await forge.findIssue(titled: settingsIssueTitle, in: repository) else { return }
            try await forge.setIssue(issue.number, isOpen: false, text: settingsCorrectedText(), in: repository)
            try await forge.addIssueNote(settingsCorrectedText(), to: issue.number, in: repository)
        }
    }

    private func changeNotes() async throws {
        let requests = try await forge.listOpenMergeRequests(in: repository, branchPrefix: branchPrefix)
        for request in requests.sorted(by: { $0.number < $1.number }).prefix(Self.searched) {
            try await forge.changeNote(settingsCorrectedText(), .settings, on: request.number, in: repository)
        }
    }

    private func catching(_ what: String, _ body: () async throws -> Void) async throws -> [Diagnostic] {
        do {
            try await body()
            return []
        } catch let error as ForgeError where error.code != .unauthorized {
            return [Diagnostic(severity: .warning, message: "\(what): \(error)")]
        }
    }
}

extension ForgeError {
    /// What forges answer where a repository has its issues switched off, or the credential may not touch them.
    fileprivate var meansNoIssues: Bool { [.forbidden, .notFound, .invalid].contains(code) }
}

extension RepositoryRun {
    var herald: SettingsHerald {
        SettingsHerald(forge: tools.forge, repository: repository, branchPrefix: defaults.branchPrefix)
    }

    /// The report of a repository whose settings cannot be used, after people were told.
    func report(_ broken: BrokenSettings) async throws -> RepositoryReport {
        var report = RepositoryReport(
            forge: tools.forgeName, repository: repository.path, failure: broken.description)
        guard !tools.isDryRun, !broken.isTransient else { return report }
        report.diagnostics += try await herald.tell(broken.problems)
        // What was not told is not taken back; looking for it once more does no harm.
        report.hasToldOfSettings = report.diagnostics.isEmpty ? true : nil
        return report
    }

    /// Takes back what was told of settings, now that they can be used.
    ///
    /// - Returns: what went wrong; nothing means that nothing is told any more.
    func takeBackProblems() async throws -> [Diagnostic] {
        guard !tools.isDryRun else { return [] }
        return try await herald.takeBack(told: await tools.hasToldOfSettings(repository))
    }
}
