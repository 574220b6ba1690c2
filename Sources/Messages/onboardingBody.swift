public import Domain

/// What is told to a repository that has no settings yet.
public struct OnboardingFindings: Hashable, Sendable {
    /// What one manager found.
    public struct Count: Hashable, Sendable {
        public var manager: ManagerID
        public var files: Int
        public var pins: Int

        public init(manager: ManagerID, files: Int, pins: Int) {
            self.manager = manager
            self.files = files
            self.pins = pins
        }
    }

    /// The settings file that the merge request adds.
    public var file: String
    public var branch: BranchName
    public var counts: [Count]
    /// What would be opened, in that order.
    public var proposals: [Proposal]
    public var held: [HeldUpdate]
    public var unknown: Int
    /// The most merge requests open at once; 0 means no limit.
    public var limit: Int
    /// What is wrong with the settings on the branch; then nothing would follow.
    public var problems: [Diagnostic] = []

    public init(
        file: String, branch: BranchName, counts: [Count] = [], proposals: [Proposal] = [], held: [HeldUpdate] = [],
        unknown: Int = 0, limit: Int
    ) {
        self.file = file
        self.branch = branch
        self.counts = counts
        self.proposals = proposals
        self.held = held
        self.unknown = unknown
        self.limit = limit
    }
}

/// The description of the merge request that adds first settings: what was found, and what would follow.
public func onboardingBody(
    _ findings: OnboardingFindings, memory: MergeRequestMemory, capabilities: ForgeCapabilities
) -> String {
    let ending = "---\n\n" + memory.comment + "\n"
    var page = Page(room: capabilities.descriptionLimit - ending.utf16.count - 100)
    page.add(introduction(findings))
    guard findings.problems.isEmpty else {
        let problems = settingsProblemRows(findings.problems)
        page.add("### The settings on the branch cannot be used\n\n" + problems)
        return page.text + ending
    }
    page.add(
        title: "### What was found", head: "| Manager | Files | Pinned versions |\n| --- | ---: | ---: |",
        findings.counts.map { "| \(Markdown.code($0.manager.rawValue)) | \($0.files) | \($0.pins) |" },
        rest: { "| and \($0) more | | |" }, none: "No pinned version that this version of Windlass knows.")
    page.add(
        title: "### What would follow", head: "| Merge request | Change | When |\n| --- | --- | --- |",
        findings.proposals.enumerated().map { row($1, fits: findings.limit == 0 || $0 < findings.limit) },
        rest: { "| and \($0) more | | |" },
        none: "Nothing: everything that was found is up to date.")
    if findings.limit > 0, findings.proposals.count > findings.limit {
        page.add("At most \(findings.limit) of them are open at once (`prConcurrentLimit`).")
    }
    if !findings.held.isEmpty {
        page.add(
            title: "### What would be held", head: nil, distinct(findings.held.map(line)),
            rest: { "- and \($0) more" }, none: "")
    }
    if findings.unknown > 0 {
        page.add("\(findings.unknown) of the pinned versions could not be looked up; the report of the run says why.")
    }
    return page.text + ending
}

/// What closes a first merge request when the settings are there without it.
public func onboardingDoneNote() -> String {
    "Closed: the repository has settings now, so Windlass works on it."
}

private func introduction(_ findings: OnboardingFindings) -> String {
    let file = Markdown.code(findings.file)
    return """
        This repository has no settings for Windlass, which moves pinned versions forward by merge requests. This one adds \
        \(file); what is in force without it stands in there as comments.

        **Nothing else is opened until this is merged.** To see what other settings would do, change \(file) on \
        \(Markdown.code(findings.branch.rawValue)): the lists below follow at the next run. Close it without merging, and \
        Windlass leaves this repository alone; open it again to change your mind.
        """
}

private func row(_ proposal: Proposal, fits: Bool) -> String {
    let places = proposal.updates.count
    let moves = distinct(proposal.updates.map { "\(spelledFrom($0)) -> \(spelledTo($0))" })
    let change =
        moves.count == 1
        ? Markdown.code(moves[0]) : "\(places) \(places == 1 ? "place" : "places")"
    let isHeld = proposal.lifeCycle.dependencyDashboardApproval == true
    let time =
        isHeld
        ? "when approved"
        : proposal.postponed.map { Markdown.plain($0.text) } ?? (fits ? "at once" : "when there is room")
    return "| \(Markdown.plain(mergeRequestTitle(for: proposal))) | \(change) | \(time) |"
}

private func line(_ held: HeldUpdate) -> String {
    let version = held.version.map { " " + Markdown.code($0) } ?? ""
    return "- \(Markdown.code(held.dependency.depName))\(version): \(Markdown.plain(held.reason.text))"
}

/// Paragraphs as long as there is room for them, in units of UTF-16.
private struct Page {
    var room: Int
    private(set) var text = ""

    init(room: Int) { self.room = room }

    mutating func add(_ paragraph: String) {
        guard text.utf16.count + paragraph.utf16.count + 2 < room else { return }
        text += paragraph + "\n\n"
    }

    /// A list whose rows are left out, with their number, where there is no room for them.
    mutating func add(title: String, head: String?, _ rows: [String], rest: (Int) -> String, none: String) {
        guard !rows.isEmpty else { return add(title + "\n\n" + none) }
        var paragraph = title + "\n\n" + (head.map { $0 + "\n" } ?? "")
        // What follows gets its share.
        let share = max((room - text.utf16.count) * 2 / 3, 300)
        var shown = 0
        for row in rows.prefix(100) {
            guard paragraph.utf16.count + row.utf16.count + 40 < share else { break }
            paragraph += row + "\n"
            shown += 1
        }
        if shown < rows.count { paragraph += rest(rows.count - shown) + "\n" }
        add(String(paragraph.dropLast()))
    }
}
