/// What an owner says about a component: a rule of its own, more stops, versions to avoid, packages.
public struct ComponentOverride: Hashable, Sendable {
    public var id: String
    /// Nil keeps the rule of the catalogue.
    public var rule: RouteRule?
    public var strength: RuleStrength?
    public var takesNewestPatchFirst: Bool?
    public var numbering: ReleaseNumbering?
    public var note: String?
    /// Stops beside those of the catalogue.
    public var stops: [ReleaseLine] = []
    /// Stops of the catalogue that are not taken.
    public var withoutStops: [ReleaseLine] = []
    public var avoided: [AvoidedRange] = []
    public var packages: [ComponentPackage] = []

    public init(id: String) { self.id = id }
}

extension Catalogues {
    /// Puts an owner's words over what is known; a component that is new needs a rule.
    ///
    /// - Returns: false for a component that is neither known nor has a rule.
    public mutating func apply(_ change: ComponentOverride) -> Bool {
        var catalogue: Catalogue
        if let known = named(change.id) {
            catalogue = known
        } else if let rule = change.rule {
            catalogue = Catalogue(component: Component(id: change.id, rule: rule, source: "settings", date: ""))
        } else {
            return false
        }
        if let rule = change.rule {
            catalogue.component.rule = rule
            catalogue.component.source = "settings"
        }
        if let strength = change.strength { catalogue.component.strength = strength }
        if let first = change.takesNewestPatchFirst { catalogue.component.takesNewestPatchFirst = first }
        if let numbering = change.numbering { catalogue.component.numbering = numbering }
        if let note = change.note { catalogue.component.note = note }
        catalogue.stops.removeAll { change.withoutStops.contains($0.line) || change.stops.contains($0.line) }
        catalogue.stops += change.stops.map { line in
            RouteStop(line: line, reason: "settings say so", source: "settings", date: catalogue.component.date)
        }
        catalogue.stops.sort { $0.line < $1.line }
        catalogue.avoided += change.avoided
        // Asked first, so that an owner's mirror wins over what it looks like.
        catalogue.component.packages = change.packages + catalogue.component.packages
        replace(with: catalogue)
        return true
    }
}
