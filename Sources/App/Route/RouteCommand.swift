import ArgumentParser
import Foundation
import Messages
import Routes

/// `windlass route`: the legal upgrade route of a component, hop by hop.
struct RouteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route", abstract: "Show the legal upgrade route of a component, with the reason of each stop.",
        discussion: """
            windlass route gitlab --from 15.11.13 --to 18.11
            windlass route --check . --base origin/main   fails when the work tree moves a component past a stop

            The components are those of windlass catalogue.
            """)

    @Argument(help: "The component, such as gitlab, argo-cd or kubernetes.")
    var component: String?

    @Option(help: "The version that runs now, such as 15.11.13.")
    var from: String?

    @Option(help: "The version to reach, such as 18.11.11; 18.11 means its newest patch. Without it, the newest known.")
    var to: String?

    @Option(help: "downtime, zero-downtime or operator.")
    var mode = "downtime"

    @Option(
        name: .customLong("condition"),
        help: "NAME=yes or NAME=no; without it, only conditions of the published path file count as met.")
    var conditions: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file with the released versions, one a line, instead of those of the catalogue.", valueName: "file"))
    var available: String?

    @Flag(help: "Ask the registry of the component's first image or tag for the released versions.")
    var ask = false

    @Option(help: "The version of the component that this one follows, such as that of gitlab for gitlab-runner.")
    var leader: String?

    @Option(help: ArgumentHelp("Judge what this work tree moves, instead of showing a route.", valueName: "dir"))
    var check: String?

    @Option(help: ArgumentHelp("What --check compares with: a branch, tag or commit.", valueName: "ref"))
    var base: String?

    @Option(name: .shortAndLong, help: "The settings file, for your own rules; windlass.yaml when it is there.")
    var config: String?

    @Option(help: ArgumentHelp("How the result looks.", valueName: "table|json"))
    var format = OutputFormat.table

    @OptionGroup var log: LogOptions

    func run() async throws {
        let catalogues = try readCatalogues(config: config)
        guard let mode = RouteMode(rawValue: mode) else {
            let known = RouteMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong("route: --mode \(self.mode) is not known; write one of \(known).")
        }
        if let check { return try await judge(check, catalogues, mode: mode) }
        guard base == nil else { throw wrong("route: --base goes with --check; add --check DIR.") }
        guard let component, let from else {
            throw wrong("route: name a component with --from, or a folder with --check and --base.")
        }
        guard let catalogue = catalogues.named(component) else {
            throw wrong("route: \(component) is not a known component; windlass catalogue lists them.")
        }
        guard !ask || available == nil else {
            throw wrong("route: --ask and --available say different things; leave one out.")
        }
        var question = RouteQuestion(
            command: "route", catalogue: catalogue, from: from, to: to, mode: mode,
            conditions: try readConditions(known: Set(catalogue.stops.compactMap(\.condition))), available: available,
            leader: leader)
        if ask {
            question.published = try await askRegistry(
                catalogue, settings: try readRouteSettings(config: config), logger: log.makeLogger())
        }
        try show(try question.answer(), catalogue)
    }

    private func show(_ route: Route, _ catalogue: Catalogue) throws {
        switch format {
        case .json: print(try routeJSON(route, catalogue))
        case .table: print(routeTable(route, catalogue, today: Date()), terminator: "")
        }
        if let held = route.held {
            let position = route.hops.last?.text ?? route.from.description
            throw CommandFailure(message: "route: held at \(position): \(held)", code: .failed)
        }
    }

    private func judge(_ directory: String, _ catalogues: Catalogues, mode: RouteMode) async throws {
        guard let base else { throw wrong("route: --check needs --base; name the branch that it is compared with.") }
        guard component == nil, from == nil, to == nil else {
            throw wrong("route: --check looks at every component; leave the component, --from and --to out.")
        }
        let names = catalogues.components.compactMap { catalogues.named($0.id) }.flatMap(\.stops).compactMap(
            \.condition)
        let answers = try readConditions(known: Set(names))
        let moves = try await findMoves(in: directory, base: base, catalogues)
        let report = judgeMoves(
            moves, catalogues, mode: mode, conditions: answers,
            published: try available.map { try readVersions($0, command: "route") } ?? [])
        switch format {
        case .json: print(try report.json())
        case .table: print(report.text, terminator: "")
        }
        if report.isIllegal { throw ExitCode.failed }
    }

    /// Reads answers; `_` and `-` are the same in names, so are `true` and `yes`.
    private func readConditions(known: Set<String>) throws -> [String: Bool] {
        var answers: [String: Bool] = [:]
        let words = ["yes": true, "true": true, "no": false, "false": false]
        for text in conditions {
            let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            let name = (parts.first ?? "").replacing("_", with: "-")
            guard parts.count == 2, known.contains(name), let answer = words[parts[1]] else {
                let names = known.isEmpty ? "there are none" : "the names are " + known.sorted().joined(separator: ", ")
                throw wrong("route: --condition \(text) is not NAME=yes or NAME=no; \(names).")
            }
            answers[name] = answer
        }
        return answers
    }

    private func wrong(_ message: String) -> CommandFailure { CommandFailure(message: message, code: .usage) }
}
