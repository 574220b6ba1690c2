import Domain
import Versioning

/// One dependency that is a part of a component, with the versions of the application that it could move to.
struct ComponentPin {
    var dependency: Dependency
    var membership: ComponentMembership
    var list: ReleaseList
    /// As it is written, and the application behind it.
    var currentVersion: String
    var application: String
    /// The newest allowed release for each version of the application that is not older than the current one.
    var releases: [String: Release]

    /// Whether this pin can be at `version`, or is beyond it already.
    func reaches(_ version: String, _ guide: any UpgradeGuide) -> Bool {
        releases[version] != nil || !guide.isOlder(application, version)
    }
}

/// The pins that move together: one installation of a component.
struct Installation {
    var component: ComponentID
    /// The file that stands for it in names and texts.
    var file: String
    var pins: [ComponentPin]
    /// The chart that uses these nodes; nil when they are none.
    var chartOfNodes: String?

    /// The oldest version of the application that one of the pins is at.
    func current(_ guide: any UpgradeGuide) -> String {
        pins.map(\.application).min { guide.isOlder($0, $1) } ?? ""
    }

    /// What every pin can be at.
    func available(_ guide: any UpgradeGuide) -> Set<String> {
        Set(pins.flatMap(\.releases.keys)).filter { version in pins.allSatisfy { $0.reaches(version, guide) } }
    }

    /// Sorts pins into installations: each file with charts of a component is one, and what else a folder pins of the
    /// component joins the only one of that folder.
    ///
    /// Nodes with a whole application in them (Omnibus, for Gitaly or PostgreSQL) stay on their own: they move before the chart
    /// of their folder, of one above or of one below.
    static func group(_ pins: [ComponentPin]) -> [Installation] {
        struct Key: Hashable {
            var component: ComponentID
            var place: String
            var isNode = false
        }
        var charts: [Key: Installation] = [:]
        var others: [Key: Installation] = [:]
        for pin in pins {
            let file = pin.dependency.file
            let isChart = pin.membership.role == .chart
            let key = Key(
                component: pin.membership.component, place: isChart ? file : folder(of: file),
                isNode: pin.membership.role == .node)
            let none = Installation(component: key.component, file: file, pins: [])
            if isChart {
                charts[key, default: none].pins.append(pin)
            } else {
                var installation = others[key] ?? none
                installation.pins.append(pin)
                installation.file = min(installation.file, file)
                others[key] = installation
            }
        }
        for (key, installation) in others {
            if key.isNode {
                let related = charts.keys.filter {
                    $0.component == key.component && isRelated(folder(of: $0.place), key.place)
                }
                if related.count == 1 { others[key]?.chartOfNodes = related.first?.place }
                continue
            }
            let hosts = charts.filter { $0.key.component == key.component && folder(of: $0.key.place) == key.place }
            guard hosts.count == 1, let host = hosts.first?.key else { continue }
            charts[host]?.pins += installation.pins
            others[key] = nil
        }
        return (Array(charts.values) + Array(others.values)).sorted {
            ($0.component, $0.file) < ($1.component, $1.file)
        }
    }

    /// Whether two folders are the same, or one is in the other; the top folder holds everything, and so says nothing.
    private static func isRelated(_ a: String, _ b: String) -> Bool {
        a == b || !a.isEmpty && b.hasPrefix(a + "/") || !b.isEmpty && a.hasPrefix(b + "/")
    }

    private static func folder(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
    }
}
