import ArgumentParser
import Foundation
import Messages
import Routes

/// `windlass route`: the legal upgrade route of a component, hop by hop.
struct RouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route", abstract: "Show the legal upgrade route of a component, with the reason of each stop.")

    @Argument(help: "The component; gitlab is known.")
    var component: String

    @Option(help: "The version that runs now, such as 15.11.13.")
    var from: String

    @Option(help: "The version to reach, such as 18.11.11; 18.11 means its newest patch.")
    var to: String

    @Option(help: "downtime, zero-downtime or operator.")
    var mode = "downtime"

    @Option(
        name: .customLong("condition"),
        help: "NAME=yes or NAME=no; without it, only conditions of the published path file count as met.")
    var conditions: [String] = []

    @Option(help: ArgumentHelp("A file with the released versions, one a line.", valueName: "file"))
    var available: String?

    @Option(help: ArgumentHelp("How the result looks.", valueName: "table|json"))
    var format = OutputFormat.table

    private struct Hop: Encodable {
        var version: String
        var stop: Bool
        var reason: String
        var source: String?
        /// The chart that installs it, where one is known.
        var chart: String?
        /// The oldest PostgreSQL that it works with.
        var databaseFloor: String?
    }

    private struct Route: Encodable {
        var component: String
        var from: String
        var to: String
        var hops: [Hop]
    }

    func run() throws {
        guard component == "gitlab" else {
            throw wrong("route: \(component) is not a known component; the known one is gitlab.")
        }
        guard let mode = RouteMode(rawValue: mode) else {
            let known = RouteMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong("route: --mode \(self.mode) is not known; write one of \(known).")
        }
        guard let catalogue = Catalogue.gitLab() else {
            throw CommandFailure(message: "route: the data of gitlab cannot be read; install again.", code: .failure)
        }
        let stops = catalogue.stops
        guard let start = ReleaseNumber(from) else {
            throw wrong("route: --from \(from) is not a version; write it as 15.11.13.")
        }
        guard mode == .downtime || available != nil else {
            throw wrong(
                "route: --mode \(mode.rawValue) takes every minor; name the released versions with --available.")
        }
        let answers = try readConditions(known: Set(stops.compactMap(\.condition)))
        var published = try readAvailable() ?? catalogue.knownVersions
        let avoided = catalogue.avoided(of: published, mode: mode)
        guard let goal = ReleaseNumber(to) ?? newest(of: to, in: published.subtracting(avoided)) else {
            throw wrong("route: --to \(to) is not a version with a known patch; write it as 18.11.11.")
        }
        guard start <= goal else {
            throw wrong("route: --from \(start) is newer than --to \(goal); a route never goes backwards.")
        }
        if let bad = catalogue.reasonToAvoid(goal, mode: mode) {
            throw CommandFailure(
                message: "route: \(goal) is to be avoided: \(bad.reason) (\(bad.source)); choose another patch.",
                code: .failure)
        }
        if available == nil { published.insert(goal) }
        let hops = try walk(
            from: start, to: goal, catalogue, mode: mode, answers: answers, published: published)
        try show(
            Route(component: component, from: start.description, to: goal.description, hops: hops),
            asOf: catalogue.date)
    }

    private func walk(
        from start: ReleaseNumber, to goal: ReleaseNumber, _ catalogue: Catalogue, mode: RouteMode,
        answers: [String: Bool], published: Set<ReleaseNumber>
    ) throws -> [Hop] {
        let avoided = catalogue.avoided(of: published, mode: mode)
        var current = start
        var hops: [Hop] = []
        while true {
            let next = nextHop(
                current: current, goal: goal, stops: catalogue.stops, mode: mode, conditions: answers,
                available: published, avoid: avoided)
            switch next {
            case .arrived: return hops
            case .held(let reason):
                throw CommandFailure(message: "route: held at \(current): \(reason)", code: .failure)
            case .hop(let version, let stop):
                hops.append(
                    Hop(
                        version: version.description, stop: stop != nil, reason: reason(stop, mode),
                        source: stop?.source, chart: catalogue.chart(for: version)?.description,
                        databaseFloor: catalogue.databaseFloor(for: version)?.version))
                current = version
            }
        }
    }

    private func reason(_ stop: RouteStop?, _ mode: RouteMode) -> String {
        guard let stop else { return mode == .downtime ? "goal" : "every minor is taken" }
        return stop.condition.map { "required stop when \($0)" } ?? "required stop"
    }

    private func show(_ route: Route, asOf date: String) throws {
        if format == .json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return print(String(decoding: try encoder.encode(route), as: UTF8.self))
        }
        var table = TextTable(header: ["VERSION", "CHART", "POSTGRESQL", "WHY", "SOURCE"])
        for hop in route.hops {
            table.add([
                hop.version, hop.chart ?? "", hop.databaseFloor.map { $0 + " or newer" } ?? "", hop.reason,
                hop.source ?? "",
            ])
        }
        print(table.text(), terminator: "")
        print("Stops as of \(date). Each hop ends when its background migrations are done.")
    }

    private func readConditions(known: Set<String>) throws -> [String: Bool] {
        var answers: [String: Bool] = [:]
        for text in conditions {
            let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, known.contains(parts[0]), ["yes", "no"].contains(parts[1]) else {
                let names = known.sorted().joined(separator: ", ")
                throw wrong("route: --condition \(text) is not NAME=yes or NAME=no; the names are \(names).")
            }
            answers[parts[0]] = parts[1] == "yes"
        }
        return answers
    }

    private func readAvailable() throws -> Set<ReleaseNumber>? {
        guard let available else { return nil }
        guard let text = try? String(contentsOfFile: available, encoding: .utf8) else {
            throw wrong("route: --available \(available) cannot be read; name a text file with one version a line.")
        }
        return Set(text.split(whereSeparator: \.isWhitespace).compactMap { ReleaseNumber($0) })
    }

    private func newest(of text: String, in published: Set<ReleaseNumber>) -> ReleaseNumber? {
        guard let line = ReleaseLine(text) else { return nil }
        return published.filter { $0.line == line }.max()
    }

    private func wrong(_ message: String) -> CommandFailure { CommandFailure(message: message, code: .usage) }
}
