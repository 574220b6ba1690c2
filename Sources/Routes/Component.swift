/// One thing that is upgraded in an order of its own, and what is known of it.
public struct Component: Hashable, Sendable, Identifiable {
    /// The name in settings and commands: `argo-cd`.
    public var id: String
    /// The name for people: `Argo CD`.
    public var title: String
    public var rule: RouteRule
    public var strength: RuleStrength
    /// Whether the newest patch of the current minor comes before the next minor.
    public var takesNewestPatchFirst: Bool
    public var numbering: ReleaseNumbering
    /// What to know beside the rule; nil when there is nothing.
    public var note: String?
    /// What pins of it look like.
    public var packages: [ComponentPackage]
    /// The document that states the rule.
    public var source: String
    /// The day that it was looked up, `YYYY-MM-DD`.
    public var date: String

    public init(
        id: String, title: String? = nil, rule: RouteRule, strength: RuleStrength = .enforced,
        takesNewestPatchFirst: Bool = false, numbering: ReleaseNumbering = .numbers, note: String? = nil,
        packages: [ComponentPackage] = [], source: String, date: String
    ) {
        self.id = id
        self.title = title ?? id
        self.rule = rule
        self.strength = strength
        self.takesNewestPatchFirst = takesNewestPatchFirst
        self.numbering = numbering
        self.note = note
        self.packages = packages
        self.source = source
        self.date = date
    }

    /// Reads one row of `components.tsv`; its first line names the columns.
    init?(row: [String], packages: [ComponentPackage]) {
        guard row.count == 12,
            let rule = RouteRule(
                name: row[2], step: Int(row[3]), follows: row[7] == "-" ? nil : row[7], skew: Int(row[8]) ?? 0),
            let strength = RuleStrength(rawValue: row[4]), let numbering = ReleaseNumbering(rawValue: row[6])
        else { return nil }
        self.init(
            id: row[0], title: row[1], rule: rule, strength: strength, takesNewestPatchFirst: row[5] == "yes",
            numbering: numbering, note: row[9] == "-" ? nil : row[9], packages: packages, source: row[10],
            date: row[11])
    }
}

/// What a package of a component is.
public enum PackageRole: String, Hashable, Sendable, CaseIterable {
    /// An image; its tag is the version of the application.
    case image
    /// An image or package with the whole application and its database in it; its version is the application's.
    case omnibus
    /// A chart; the version of the application behind it stands in the chart index.
    case chart
    /// An operator that runs the application; its version is one of its own.
    case `operator`
    /// A Git tag that manifests are taken from; it is the version of the application.
    case manifest
}

/// A package whose pins are pins of a component.
public struct ComponentPackage: Hashable, Sendable {
    /// The id of the datasource: `docker`, `helm`, `github-tags`.
    public var datasource: String
    /// The name as it is looked up, such as `quay.io/argoproj/argocd`.
    public var name: String
    public var role: PackageRole

    public init(datasource: String, name: String, role: PackageRole) {
        self.datasource = datasource
        self.name = name
        self.role = role
    }

    /// Whether a pin on `packageName` is one on this package, maybe taken from a mirror that keeps the path.
    func matches(datasource: String, packageName: String) -> Bool {
        guard datasource == self.datasource else { return false }
        let name = Self.path(of: self.name, datasource)
        let pinned = Self.path(of: packageName, datasource)
        // A single word such as `traefik` is too common an ending to be believed on a mirror.
        return pinned == name || datasource == "docker" && name.contains("/") && pinned.hasSuffix("/" + name)
    }

    /// The name without what does not tell packages apart: the host of an image, `library/`, the ending `.git`.
    private static func path(of name: String, _ datasource: String) -> String {
        var path = name[...]
        if path.hasSuffix(".git") { path = path.dropLast(4) }
        guard datasource == "docker" else { return String(path) }
        if let slash = path.firstIndex(of: "/"), path[..<slash].contains(where: { $0 == "." || $0 == ":" }) {
            path = path[path.index(after: slash)...]
        }
        return String(path.hasPrefix("library/") ? path.dropFirst("library/".count) : path)
    }
}
