import Datasources
import Domain
import Foundation
import Planning
import Routes
import Settings

extension Effects {
    /// What is known of components, with the owner's own rules and texts over it.
    ///
    /// - Throws: ``CommandFailure`` for data or settings that cannot be used.
    static func makeGuide(_ settings: BotSettings) throws -> CatalogueGuide {
        CatalogueGuide(
            try makeCatalogues(settings), templates: settings.runbook.compactMap { RunbookTemplate($0) })
    }

    /// The rules of components, with the owner's wishes for what a repository pins.
    func components(
        _ guide: CatalogueGuide, in repository: ForgeRepository, at forge: String
    ) -> ComponentContext {
        let installations = settings.installations
        return ComponentContext(guide: guide) { component, file in
            let settings = installations.first { $0.covers(component, file: file, in: repository.path, at: forge) }
            return InstallationPolicy(
                mode: settings?.mode?.rawValue, conditions: settings?.conditions.mapValues { $0 == "yes" } ?? [:],
                soakSeconds: Int(settings?.soak?.seconds ?? 0), address: settings?.url,
                shared: settings?.name.map { SharedInstallation(name: $0, isBootstrap: settings?.bootstrap ?? false) })
        }
    }

    /// Asks the installation behind a plan what runs, where settings say where.
    ///
    /// A bootstrap is asked by the other entries of its name.
    func probe(_ plan: ComponentPlan, in repository: ForgeRepository, at forge: String) async throws -> RunningState {
        let found = settings.installations.first { entry in
            guard entry.url != nil else { return false }
            // The address of the application says what its chart runs, and nothing of the nodes behind it.
            if plan.areNodes == true, entry.files.isEmpty { return false }
            if let shared = plan.shared, shared.isBootstrap {
                return entry.component == plan.component && entry.name == shared.name
            }
            return entry.covers(plan.component, file: plan.file, in: repository.path, at: forge)
        }
        guard let found, let address = address(of: found) else { return .notAsked }
        return try await InstallationProbe(http: http, scratchFolder: FileManager.default.temporaryDirectory.path)
            .ask(address)
    }

    private func address(of installation: InstallationSettings) -> InstallationProbe.Address? {
        guard let url = installation.url else { return nil }
        let token = installation.token.flatMap { secrets[$0] }
        var address = InstallationProbe.Address.standard(for: installation.component, url: url, token: token)
        if let path = installation.versionPath {
            let field = installation.versionField ?? address?.field ?? "$.version"
            address = InstallationProbe.Address(
                url: url, token: token, path: path, field: field, hasMigrations: address?.hasMigrations ?? false)
        }
        return address
    }
}
