import ArgumentParser
import Domain
import Foundation
import Routes
import Settings

/// `windlass runbook`: what a person does before, during and after one hop.
struct RunbookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runbook", abstract: "Print the runbook of the next hop of an upgrade, as Markdown.",
        discussion: """
            windlass runbook gitlab --from 17.3.7 --to 18.11 --install chart

            It is the text that merge requests of upgrades carry. Sections in your own words: runbook in the settings.
            """)

    @Argument(help: "The component, such as gitlab or argo-cd.")
    var component: String

    @Option(help: "The version that runs now, such as 17.3.7.")
    var from: String

    @Option(help: "The version at the end of the way, such as 18.11; the runbook is that of the first hop.")
    var to: String

    @Option(help: "chart, argocd, flux or omnibus.")
    var install: String = "chart"

    @Option(help: "downtime, zero-downtime or operator.")
    var mode = "downtime"

    @Option(help: "The namespace that it is installed in.")
    var namespace: String?

    @Option(help: "The name of its Helm release, or of its Application.")
    var release: String?

    @Option(help: ArgumentHelp("Its address, for commands.", valueName: "url"))
    var address: String?

    @Option(help: ArgumentHelp("A file with the released versions, one a line.", valueName: "file"))
    var available: String?

    @Flag(help: "All hops, one after the other.")
    var all = false

    @Option(
        name: .shortAndLong, help: "The settings file, for your own rules and texts; windlass.yaml when it is there.")
    var config: String?

    func run() throws {
        let settings = try readRouteSettings(config: config)
        let catalogues = try makeCatalogues(settings)
        guard let install = InstallKind(rawValue: install) else {
            let known = InstallKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(
                message: "runbook: --install \(self.install) is not known; write one of \(known).", code: .usage)
        }
        guard let mode = RouteMode(rawValue: mode) else {
            let known = RouteMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(
                message: "runbook: --mode \(self.mode) is not known; write one of \(known).", code: .usage)
        }
        guard let catalogue = catalogues.named(component) else {
            throw CommandFailure(
                message: "runbook: \(component) is not a known component; windlass catalogue lists them.", code: .usage)
        }
        let route = try RouteQuestion(
            command: "runbook", catalogue: catalogue, from: from, to: to, mode: mode, available: available
        ).answer()
        guard !route.hops.isEmpty else {
            throw CommandFailure(
                message: "runbook: there is no hop from \(from) to \(to): \(route.held ?? "it is there already").",
                code: .failed)
        }
        let templates = settings.runbook.compactMap { RunbookTemplate($0) }
        for index in route.hops.indices.prefix(all ? route.hops.count : 1) {
            var hop = RunbookHop(route, index: index, of: catalogue, install: install)
            hop.mode = mode
            hop.address = address
            if let namespace { hop.namespace = namespace }
            if let release { hop.release = release }
            print(runbook(hop, templates: templates))
        }
    }
}
