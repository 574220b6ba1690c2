import Domain
import Forges
import Planning
import Settings

extension Effects {
    /// As many merge requests of a repository are read in full, until the one that is looked for is found.
    private static let companionReads = 5

    /// The other pins of a shared installation, each with our newest merge request of it, in the order of the settings.
    ///
    /// - Throws: what a forge answered instead.
    func companions(
        of plan: ComponentPlan, in repository: ForgeRepository, at forge: String, branchPrefix: String
    ) async throws -> [Companion] {
        var found: [Companion] = []
        for entry in companionEntries(of: plan, in: repository.path, at: forge) {
            let name = entry.forge ?? forge
            guard let path = entry.repository, let settings = settings.forges.first(where: { $0.name == name }) else {
                continue
            }
            let client = try makeForge(settings)
            let (repositories, _) = try await client.listRepositories(RepositorySelection(paths: [path]))
            guard let other = repositories.first else {
                throw ForgeError(.notFound, "\(name)/\(path) is not there, or this bot may not see it")
            }
            let request = try await newestRequest(of: plan.component, entry, client, other, branchPrefix)
            found.append(
                Companion(forge: name, repository: path, isBootstrap: entry.bootstrap, request: request))
        }
        return found
    }

    /// The entries of the settings that speak of the same installation, without that of the plan itself.
    func companionEntries(
        of plan: ComponentPlan, in repository: String, at forge: String
    ) -> [InstallationSettings] {
        guard let shared = plan.shared else { return [] }
        return settings.installations.filter {
            $0.component == plan.component && $0.name == shared.name
                && !$0.covers(plan.component, file: plan.file, in: repository, at: forge)
        }
    }

    private func newestRequest(
        of component: ComponentID, _ entry: InstallationSettings, _ forge: any BuiltInForge,
        _ repository: ForgeRepository, _ branchPrefix: String
    ) async throws -> Companion.Request? {
        let prefix = branchPrefix + "upgrade-" + component.rawValue + "-"
        let newest = try await forge.listNewestMergeRequests(in: repository, branchPrefix: branchPrefix)
            .filter { $0.sourceBranch.rawValue.hasPrefix(prefix) }
            .sorted { $0.number > $1.number }
        for request in newest.prefix(Self.companionReads) {
            var full: MergeRequest? = request
            if MergeRequestMemory(description: request.description) == nil {
                // Lists of some forges cut descriptions.
                full = try await forge.listMergeRequests(in: repository, from: request.sourceBranch)
                    .first { $0.number == request.number }
            }
            guard let full, let memory = MergeRequestMemory(description: full.description), !memory.isClosedByUs,
                let hop = memory.hop,
                entry.covers(component, file: hop.file, in: repository.path, at: entry.forge ?? ""),
                hop.component == component
            else { continue }
            return Companion.Request(
                number: full.number, webURL: full.webURL, state: full.state, to: hop.to)
        }
        return nil
    }
}
