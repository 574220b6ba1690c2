/// How an application is installed, which decides what a person types.
public enum InstallKind: String, Hashable, Sendable, CaseIterable {
    /// A chart that a pipeline installs.
    case chart
    /// A chart or manifests that Argo CD applies.
    case argocd
    /// A chart that Flux applies.
    case flux
    /// The package with everything in it, or its image.
    case omnibus
}

/// The parts of a runbook, in their order.
public enum RunbookSectionID: String, Hashable, Sendable, CaseIterable {
    case position, reason, moves, before, backup, database, notes, happens, after, gate, rollback

    /// The heading.
    public var title: String {
        switch self {
        case .position: "Where this is in the chain"
        case .reason: "Why this version"
        case .moves: "What moves"
        case .before: "Checks before"
        case .backup: "Backup"
        case .database: "Database"
        case .notes: "What changes for this install"
        case .happens: "What will happen"
        case .after: "Checks after"
        case .gate: "Go or no-go for the next hop"
        case .rollback: "Rollback"
        }
    }
}

/// Something that the bot looked at itself.
public struct RunbookCheck: Hashable, Sendable {
    /// What the check is about.
    public enum Subject: String, Hashable, Sendable, CaseIterable {
        case runningVersion, backgroundMigrations, databaseVersion, serverSideApply, images
    }

    public var subject: Subject
    public var isGood: Bool
    /// What was seen, in a few words.
    public var result: String
    /// When, as text for people; empty for what stands in the repository.
    public var time: String

    public init(_ subject: Subject, isGood: Bool, result: String, time: String) {
        self.subject = subject
        self.isGood = isGood
        self.result = result
        self.time = time
    }
}

/// One hop of a chain, and all that its runbook depends on.
public struct RunbookHop: Hashable, Sendable {
    public var catalogue: Catalogue
    public var from: ReleaseNumber
    public var to: ReleaseNumber
    /// The version at the end of the chain.
    public var goal: ReleaseNumber
    public var install: InstallKind
    /// Where the chain began, when that is not ``from``.
    public var start: ReleaseNumber?
    /// Hops that landed before this one.
    public var done: [ReleaseNumber] = []
    /// The way from ``to`` to ``goal``.
    public var rest: [RouteHop] = []
    /// Why the hop ends where it does; see ``RouteHop/reason``.
    public var why: String
    /// The source of that reason.
    public var source: String?
    public var isStop = false
    public var mode = RouteMode.downtime
    /// What the change touches, one line each: `deploy/values.yaml:12 image tag 17.3.7 to 17.5.5`.
    public var changes: [String] = []
    /// Places of the repository that a person should look at: file, line and what about it.
    public var findings: [String] = []
    /// What the bot looked at itself.
    public var checks: [RunbookCheck] = []
    public var chartFrom: ReleaseNumber?
    public var chartTo: ReleaseNumber?
    /// The forge's own address, such as `https://gitlab.example.com`; nil prints a placeholder.
    public var address: String?
    public var namespace: String
    /// The name of the Helm release, or of Argo CD's Application.
    public var release: String

    public init(
        _ catalogue: Catalogue, from: ReleaseNumber, to: ReleaseNumber, goal: ReleaseNumber, install: InstallKind,
        why: String, namespace: String? = nil, release: String? = nil
    ) {
        self.catalogue = catalogue
        self.from = from
        self.to = to
        self.goal = goal
        self.install = install
        self.why = why
        let isArgoCD = catalogue.component.id == "argo-cd"
        self.namespace = namespace ?? (isArgoCD ? "argocd" : catalogue.component.id)
        self.release = release ?? (isArgoCD ? "argocd" : catalogue.component.id)
        chartFrom = catalogue.chart(for: from)
        chartTo = catalogue.chart(for: to)
    }

    /// One hop of a route, with what comes before and after it.
    ///
    /// - Parameter index: of the route's hops; one outside of them gives a hop that goes nowhere.
    public init(_ route: Route, index: Int, of catalogue: Catalogue, install: InstallKind) {
        let hop = route.hops.indices.contains(index) ? route.hops[index] : nil
        let done = route.hops.prefix(max(0, index)).map(\.version)
        self.init(
            catalogue, from: done.last ?? route.from, to: hop?.version ?? done.last ?? route.from, goal: route.to,
            install: install, why: hop?.reason ?? "")
        self.done = done
        start = route.from
        source = hop?.stop?.source
        isStop = hop?.stop != nil
        rest = Array(route.hops.dropFirst(max(0, index) + 1))
    }
}

/// A section in the owner's words, in the place of ours.
public struct RunbookTemplate: Hashable, Sendable {
    /// The only component it is for; nil for all.
    public var component: String?
    /// The kinds of install it is for; empty for all.
    public var installs: [InstallKind]
    public var section: RunbookSectionID
    /// Markdown. `{{default}}` stands for our own text, and `{{from}}`, `{{to}}`, `{{goal}}`, `{{chart}}`,
    /// `{{namespace}}`, `{{release}}`, `{{address}}` for what the names say.
    public var text: String

    public init(component: String? = nil, installs: [InstallKind] = [], section: RunbookSectionID, text: String) {
        self.component = component
        self.installs = installs
        self.section = section
        self.text = text
    }

    func applies(to hop: RunbookHop) -> Bool {
        (component ?? hop.catalogue.component.id) == hop.catalogue.component.id
            && (installs.isEmpty || installs.contains(hop.install))
    }
}

/// Writes the runbook of one hop as Markdown, for a merge request's body or for the terminal.
///
/// - Parameters:
///   - templates: the owner's own sections; the last one that applies to a section counts.
///   - sections: the sections that are wanted.
///   - level: the level of the headings, 1 to 5.
public func runbook(
    _ hop: RunbookHop, templates: [RunbookTemplate] = [], sections: [RunbookSectionID] = RunbookSectionID.allCases,
    level: Int = 2
) -> String {
    let marks = String(repeating: "#", count: max(1, min(5, level)))
    let parts = sections.compactMap { id -> String? in
        var text = runbookSection(id, hop)
        if let template = templates.last(where: { $0.section == id && $0.applies(to: hop) }) {
            text = filled(template.text, hop, standard: text)
        }
        guard !text.isEmpty else { return nil }
        return "\(marks)# \(id.title)\n\n\(text)\n"
    }
    let title = "\(marks) \(hop.catalogue.component.title) \(hop.from) to \(hop.to)"
    return ([title + "\n"] + parts).joined(separator: "\n")
}

/// The text of one section, without heading; empty when there is nothing to say.
public func runbookSection(_ id: RunbookSectionID, _ hop: RunbookHop) -> String {
    switch id {
    case .position: positionText(hop)
    case .reason: reasonText(hop)
    case .moves: movesText(hop)
    case .notes: notesText(hop)
    case .before, .backup, .database, .happens, .after, .gate, .rollback:
        switch hop.catalogue.component.id {
        case "gitlab": gitLabSection(id, hop)
        case "argo-cd": argoCDSection(id, hop)
        case "windlass": windlassSection(id, hop)
        default: plainSection(id, hop)
        }
    }
}

/// Puts values in the place of names. A name that is not known stays, so that a slip is seen.
private func filled(_ text: String, _ hop: RunbookHop, standard: String) -> String {
    let values = [
        "from": hop.from.description, "to": hop.to.description, "goal": hop.goal.description,
        "chart": hop.chartTo?.description ?? "", "namespace": hop.namespace, "release": hop.release,
        "address": hop.address ?? "", "default": standard,
    ]
    var result = ""
    var rest = text[...]
    // One pass from the left: what a value brings in is not looked at again.
    while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
        let name = rest[start.upperBound..<end.lowerBound].filter { $0 != " " }
        result += rest[..<start.lowerBound] + (values[String(name)] ?? String(rest[start.lowerBound..<end.upperBound]))
        rest = rest[end.upperBound...]
    }
    return result + rest
}
