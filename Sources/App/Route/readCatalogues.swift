import Domain
import Foundation
import Routes
import Settings

/// The catalogue that is in force: that of this program, newer stops that were fetched, and the owner's own rules.
///
/// - Throws: ``CommandFailure`` for data that cannot be used; ``SettingsError``.
func readCatalogues(config: String?) throws -> Catalogues {
    try makeCatalogues(try readRouteSettings(config: config))
}

/// The settings that commands about routes go by: of the named file, or of the standard one where it exists.
func readRouteSettings(config: String?) throws -> BotSettings {
    guard config != nil || FileManager.default.fileExists(atPath: ConfigFiles.standardPath) else {
        return BotSettings()
    }
    return try ConfigFiles().readBotSettings(config ?? ConfigFiles.standardPath).get()
}

/// Puts together what settings and fetched files say over the catalogue of this program.
func makeCatalogues(_ settings: BotSettings) throws -> Catalogues {
    guard var catalogues = Catalogues.builtIn else {
        throw CommandFailure(
            message: "windlass: the catalogue of components cannot be read; install again.", code: .failed)
    }
    if let text = try? String(contentsOfFile: fetchedStopsPath(settings), encoding: .utf8) {
        catalogues.add(stops: RouteStop.read(text), to: "gitlab")
    }
    for component in settings.components {
        guard catalogues.apply(ComponentOverride(component)) else {
            throw CommandFailure(
                message:
                    "components: \(component.name) is not in the catalogue, and has no rule; add one, or see windlass catalogue.",
                code: .usage)
        }
    }
    return catalogues
}

/// Where stops that were fetched are kept: beside the file of the state, or where that is a server, beside the Git cache.
func fetchedStopsPath(_ settings: BotSettings) -> String {
    let neighbour =
        switch settings.state {
        case .sqlite(let path): path
        case .postgres, .reference: settings.git.cacheDirectory
        }
    return URL(filePath: neighbour).deletingLastPathComponent().appending(path: "catalogue/gitlab-stops.tsv").path
}

extension ComponentOverride {
    /// What settings say, in the words of routes.
    init(_ settings: ComponentSettings) {
        self.init(id: settings.name)
        rule = settings.rule.flatMap {
            RouteRule(name: $0.rawValue, step: settings.step, follows: settings.follows, skew: settings.skew)
        }
        strength = settings.strength.flatMap { RuleStrength(rawValue: $0.rawValue) }
        takesNewestPatchFirst = settings.newestPatchFirst
        stops = settings.stops.compactMap { ReleaseLine($0) }
        withoutStops = settings.withoutStops.compactMap { ReleaseLine($0) }
        avoided = settings.avoid.compactMap { text in
            let ends = text.split(separator: "-").compactMap { ReleaseNumber($0) }
            guard let first = ends.first, let last = ends.last else { return nil }
            return AvoidedRange(first: first, last: last, reason: "settings say so", source: "settings")
        }
        packages =
            settings.images.map { ComponentPackage(datasource: "docker", name: $0, role: .image) }
            + settings.charts.map { ComponentPackage(datasource: "helm", name: $0, role: .chart) }
    }
}

extension RunbookTemplate {
    /// What settings say, in the words of runbooks; nil for a section that runbooks do not have.
    init?(_ settings: RunbookSettings) {
        guard let section = RunbookSectionID(rawValue: settings.section.rawValue) else { return nil }
        self.init(
            component: settings.component,
            installs: settings.installs.compactMap { InstallKind(rawValue: $0.rawValue) },
            section: section, text: settings.text)
    }
}
