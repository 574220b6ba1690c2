/// All components: those of this program, with what the owner and a newer path file of GitLab say over them.
public struct Catalogues: Sendable {
    /// By id, sorted.
    public private(set) var components: [Component]
    private var catalogues: [String: Catalogue]

    /// What this program brings; nil when its files are not complete.
    public static let builtIn: Catalogues? = readBuiltIn()

    /// The component with this id; nil when there is none.
    public func named(_ id: String) -> Catalogue? { catalogues[id] }

    /// The component that a pin belongs to, and as what; nil when it is none.
    public func component(of datasource: String, packageName: String) -> (component: Component, role: PackageRole)? {
        for component in components {
            let package = component.packages.first { $0.matches(datasource: datasource, packageName: packageName) }
            if let package { return (component, package.role) }
        }
        return nil
    }

    /// Adds a component, or puts `catalogue` in the place of the one with its id.
    public mutating func replace(with catalogue: Catalogue) {
        let component = catalogue.component
        catalogues[component.id] = catalogue
        components.removeAll { $0.id == component.id }
        components.append(component)
        components.sort { $0.id < $1.id }
    }

    /// Adds stops that a newer path file of GitLab declares; none is ever taken away.
    public mutating func add(stops: [RouteStop], to id: String) {
        guard var catalogue = catalogues[id] else { return }
        let known = Set(catalogue.stops.map(\.line))
        catalogue.stops += stops.filter { !known.contains($0.line) }
        catalogue.stops.sort { $0.line < $1.line }
        catalogues[id] = catalogue
    }

    private static func readBuiltIn() -> Catalogues? {
        let names = [
            "components", "component-packages", "component-stops", "component-avoid", "component-edges",
        ]
        var tables: [[[String]]] = []
        for name in names {
            guard let rows = CatalogueTable.rows(name) else { return nil }
            tables.append(rows)
        }
        var result = Catalogues(components: [], catalogues: [:])
        let groups = tables.dropFirst().map { Dictionary(grouping: $0) { $0.first ?? "" } }
        for row in tables[0] {
            let id = row.first ?? ""
            let packages = (groups[0][id] ?? []).compactMap { row -> ComponentPackage? in
                guard row.count == 6, let role = PackageRole(rawValue: row[3]) else { return nil }
                return ComponentPackage(datasource: row[1], name: row[2], role: role)
            }
            guard let component = Component(row: row, packages: packages) else { return nil }
            var catalogue = Catalogue(
                component: component,
                stops: (groups[1][id] ?? []).compactMap { RouteStop(componentRow: $0.dropFirst()) },
                avoided: (groups[2][id] ?? []).compactMap { AvoidedRange(row: $0.dropFirst()) },
                edges: (groups[3][id] ?? []).compactMap { RouteEdge(row: $0.dropFirst()) })
            if id == "gitlab" { guard catalogue.readGitLab() else { return nil } }
            if id == "argo-cd" { guard catalogue.readArgoCD() else { return nil } }
            result.replace(with: catalogue)
        }
        return result
    }
}

extension Catalogue {
    fileprivate mutating func readGitLab() -> Bool {
        guard let stops = CatalogueTable.rows("gitlab-stops"), let avoided = CatalogueTable.rows("gitlab-avoid"),
            let floors = CatalogueTable.rows("gitlab-databases"), let charts = CatalogueTable.rows("gitlab-charts"),
            let packages = CatalogueTable.rows("gitlab-releases")
        else { return false }
        self.stops = stops.compactMap { RouteStop(row: $0) }
        self.avoided = avoided.compactMap { AvoidedRange(row: $0) }
        databaseFloors = floors.compactMap { DatabaseFloor(row: $0) }
        self.charts = Self.chartMap(charts)
        for row in packages {
            guard row.count == 4, let version = ReleaseNumber(row[0]) else { continue }
            self.packages[version] = PackageMinimum(
                line: ReleaseLine(row[2]), database: row[3] == "-" ? nil : row[3], day: row[1])
        }
        return true
    }

    fileprivate mutating func readArgoCD() -> Bool {
        guard let charts = CatalogueTable.rows("argo-cd-charts"), let minors = CatalogueTable.rows("argo-cd-minors")
        else { return false }
        self.charts = Self.chartMap(charts)
        releases = Set(minors.compactMap { row in row.first.flatMap { ReleaseNumber($0) } })
        return true
    }

    private static func chartMap(_ rows: [[String]]) -> [ReleaseNumber: ReleaseNumber] {
        var map: [ReleaseNumber: ReleaseNumber] = [:]
        for row in rows {
            guard row.count == 2, let chart = ReleaseNumber(row[0]), let version = ReleaseNumber(row[1]) else {
                continue
            }
            map[chart] = version
        }
        return map
    }
}
