import ArgumentParser
import Domain
import Foundation
import HTTPTransport
import Messages
import Routes
import Settings

/// `windlass catalogue`: the components whose upgrades have an order.
struct CatalogueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue",
        abstract: "List the components whose upgrades have an order, with the age of the data.",
        subcommands: [List.self, Update.self], defaultSubcommand: List.self)

    /// `windlass catalogue list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List components, rules and the age of the data.")

        @Option(name: .shortAndLong, help: "The settings file, for your own rules; windlass.yaml when it is there.")
        var config: String?

        @Option(help: ArgumentHelp("How the result looks.", valueName: "table|json"))
        var format = OutputFormat.table

        func run() throws {
            let catalogues = try readCatalogues(config: config)
            let all = catalogues.components.compactMap { catalogues.named($0.id) }
            switch format {
            case .json: print(try catalogueJSON(all, today: Date()))
            case .table: print(catalogueTable(all, today: Date()), terminator: "")
            }
        }
    }

    /// `windlass catalogue update`.
    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: "Read the stops that GitLab publishes, and keep them beside the state.",
            discussion: "The address is catalogue.gitlabPathURL of the settings. Stops are only ever added.")

        @Option(name: .shortAndLong, help: "The settings file; windlass.yaml when it is there.")
        var config: String?

        func run() async throws {
            let settings = try readRouteSettings(config: config)
            let client = CurlClient(Effects.curlSettings(settings)) { try await Task.sleep(for: $0) }
            print(try await updateCatalogue(settings, http: client, today: Date()))
        }
    }
}

/// Fetches GitLab's stops and stores them; returns what happened, for people.
///
/// - Throws: ``CommandFailure`` when no address is set, the file cannot be had, or is none; what was stored before stays.
func updateCatalogue(_ settings: BotSettings, http: any HTTPClient, today: Date) async throws -> String {
    guard let address = settings.catalogue.gitlabPathURL else {
        throw CommandFailure(
            message: "catalogue: no address is set; write catalogue.gitlabPathURL into the settings.", code: .usage)
    }
    func failure(_ what: String) -> CommandFailure {
        CommandFailure(message: "catalogue: \(address): \(what); what was known before stays in force.", code: .failed)
    }
    let response: HTTPResponse
    do {
        response = try await http.send(HTTPRequest(.get, address, responseLimit: 1 << 20))
    } catch is CancellationError {
        throw CancellationError()
    } catch {
        throw failure("\(error)")
    }
    guard response.status == 200 else { throw failure("the server answered \(response.status)") }
    let date = today.formatted(.iso8601.year().month().day())
    let stops: [RouteStop]
    do {
        stops = try readPublishedPath(response.body, source: address, date: date)
    } catch {
        throw failure(error.description)
    }
    let known = Set((Catalogue.gitLab()?.stops ?? []).map(\.line))
    let path = fetchedStopsPath(settings)
    try FileManager.default.createDirectory(
        at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(RouteStop.text(of: stops).utf8).write(to: URL(filePath: path), options: .atomic)
    let new = stops.filter { !known.contains($0.line) }.map(\.line.description)
    let news = new.isEmpty ? "none of them is new" : "new: " + new.joined(separator: ", ")
    return "gitlab: \(stops.count) stops as of \(date), \(news)"
}

/// The catalogue as a person reads it.
func catalogueTable(_ all: [Catalogue], today: Date) -> String {
    var table = TextTable(header: ["COMPONENT", "RULE", "STRENGTH", "STOPS", "PACKAGES", "DATA AS OF", "AGE"])
    for catalogue in all {
        let component = catalogue.component
        table.add([
            component.id, ruleText(component.rule), component.strength.rawValue,
            catalogue.stops.isEmpty ? "" : "\(catalogue.stops.count)", "\(component.packages.count)",
            catalogue.newestDate,
            ageInDays(of: catalogue.newestDate, today: today).map { "\($0) days" } ?? "",
        ])
    }
    return table.text()
}

/// The catalogue as programs read it.
func catalogueJSON(_ all: [Catalogue], today: Date) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let entries = all.map { catalogue in
        CatalogueEntry(
            id: catalogue.component.id, title: catalogue.component.title, rule: catalogue.component.rule.name,
            strength: catalogue.component.strength.rawValue, stops: catalogue.stops.map(\.line.description),
            packages: catalogue.component.packages.map { "\($0.datasource) \($0.name) (\($0.role.rawValue))" },
            note: catalogue.component.note, source: catalogue.component.source, date: catalogue.newestDate,
            ageInDays: ageInDays(of: catalogue.newestDate, today: today))
    }
    return String(decoding: try encoder.encode(entries), as: UTF8.self)
}

private struct CatalogueEntry: Encodable {
    var id: String
    var title: String
    var rule: String
    var strength: String
    var stops: [String]
    var packages: [String]
    var note: String?
    var source: String
    var date: String
    var ageInDays: Int?
}

private func ruleText(_ rule: RouteRule) -> String {
    switch rule {
    case .follows(let id, let skew): "follows \(id)" + (skew == 0 ? "" : ", \(skew) minor ahead at most")
    case .steps(let count) where count > 1: "max-skip \(count)"
    default: rule.name
    }
}

extension Catalogue {
    /// The day of the newest row; what was fetched last counts.
    var newestDate: String { (stops.map(\.date) + [component.id == "gitlab" ? "" : component.date]).max() ?? "" }
}
