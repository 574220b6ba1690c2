import Foundation
import Messages
import Routes

/// A route as a person reads it.
func routeTable(_ route: Route, _ catalogue: Catalogue, today: Date) -> String {
    let hasCharts = !catalogue.charts.isEmpty
    let hasFloors = !catalogue.databaseFloors.isEmpty
    var table = TextTable(
        header: ["VERSION"] + (hasCharts ? ["CHART"] : []) + (hasFloors ? ["POSTGRESQL"] : []) + ["WHY", "SOURCE"])
    for hop in route.hops {
        var row = [hop.text]
        if hasCharts { row.append(catalogue.chart(for: hop.version)?.description ?? "") }
        if hasFloors { row.append(catalogue.databaseFloor(for: hop.version).map { $0.version + " or newer" } ?? "") }
        table.add(row + [hop.reason, hop.stop?.source ?? (route.hops.count > 1 ? catalogue.component.source : "")])
    }
    let component = catalogue.component
    var text = table.text()
    text += "Rule: \(component.rule.name), \(component.strength.rawValue) by the vendor. "
    text += "Data as of \(catalogue.date)\(ageText(of: catalogue.date, today: today)).\n"
    if let note = component.note { text += note + "\n" }
    if route.hops.contains(where: \.isPatchUnknown) {
        text += "No released versions are known here: a minor stands for its newest patch; see --available.\n"
    }
    return text
}

/// How old data is, once that is worth a thought.
func ageText(of date: String, today: Date) -> String {
    guard let days = ageInDays(of: date, today: today) else { return "" }
    return days > 30 ? " (\(days) days ago)" : ""
}

/// Days since `YYYY-MM-DD`; nil when that is no date.
func ageInDays(of date: String, today: Date) -> Int? {
    guard let day = try? Date(date, strategy: .iso8601.year().month().day()) else { return nil }
    return max(0, Int(today.timeIntervalSince(day) / 86_400))
}

private struct HopJSON: Encodable {
    var version: String
    var stop: Bool
    var reason: String
    var source: String?
    /// The chart that installs it, where one is known.
    var chart: String?
    /// The oldest PostgreSQL that it works with.
    var databaseFloor: String?
    /// The oldest minor that its own package lets itself be installed over.
    var packageMinimum: String?
    var predicted: Bool?
}

private struct RouteJSON: Encodable {
    var component: String
    var from: String
    var to: String
    var hops: [HopJSON]
    var held: String?
    var dataAsOf: String
    /// What the package of the goal would say to going there at once.
    var direct: DirectJSON?
}

private struct DirectJSON: Encodable {
    var allowedByPackage: Bool
    var minimum: String?
}

/// A route as programs read it.
func routeJSON(_ route: Route, _ catalogue: Catalogue) throws -> String {
    let hops = route.hops.map { hop in
        HopJSON(
            version: hop.text, stop: hop.stop != nil, reason: hop.reason,
            source: hop.stop?.source, chart: catalogue.chart(for: hop.version)?.description,
            databaseFloor: catalogue.databaseFloor(for: hop.version)?.version,
            packageMinimum: catalogue.packageMinimum(of: hop.version)?.line?.description,
            predicted: hop.stop?.isPredicted == true ? true : nil)
    }
    let direct = catalogue.packageMinimum(of: route.to).map { package in
        DirectJSON(allowedByPackage: package.accepts(route.from), minimum: package.line?.description)
    }
    let result = RouteJSON(
        component: route.component, from: route.from.description, to: route.to.description, hops: hops,
        held: route.held, dataAsOf: catalogue.date, direct: direct)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(result), as: UTF8.self)
}
