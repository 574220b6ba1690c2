import Domain
import HTTPTransport

/// Asks forges for the releases of source repositories: the newest hundred, in one request for each repository.
///
/// Make one for each run: a forge that turned us away, or that nobody answers for, is not asked again by it. Without a token
/// github.com answers 60 requests an hour.
///
/// Sources: https://docs.github.com/en/rest/releases/releases#list-releases, https://docs.gitlab.com/api/releases/
public actor SourceHistories {
    private let context: DatasourceContext
    private let github: GitHubAPI
    private let gitlab: GitLabAPI
    private let flights = SingleFlight<SourceRepository, SourceHistory>()
    /// One request at a time to each forge, so that the first refusal is the last.
    private var turns: [String: ConcurrencyLimit] = [:]
    private var known: [SourceRepository: SourceHistory] = [:]
    /// Why a forge is not asked any more, by its address.
    private var stopped: [String: LookupError] = [:]

    public init(_ context: DatasourceContext) {
        self.context = context
        github = GitHubAPI(context)
        gitlab = GitLabAPI(context)
    }

    /// The history of the repository at `address`; nil when it is at no forge that is known.
    ///
    /// - Throws: only `CancellationError`; what went wrong is in the history.
    func history(at address: String) async throws -> SourceHistory? {
        guard let repository = SourceRepository(address, forges: context.sourceForges) else { return nil }
        if let history = known[repository] { return history }
        return try await flights.value(for: repository) { [self] in
            if let history = await known[repository] { return history }
            let history = try await turn(at: repository.forge).run { try await fetch(repository) }
            await keep(history, of: repository)
            return history
        }
    }

    private func keep(_ history: SourceHistory, of repository: SourceRepository) {
        known[repository] = history
    }

    private func stop(_ forge: SourceForge, _ error: LookupError) { stopped[forge.url] = error }

    private func turn(at forge: SourceForge) -> ConcurrencyLimit {
        let turn = turns[forge.url] ?? ConcurrencyLimit(1)
        turns[forge.url] = turn
        return turn
    }

    private func reason(notToAsk forge: SourceForge) -> LookupError? { stopped[forge.url] }

    private nonisolated func fetch(_ repository: SourceRepository) async throws -> SourceHistory {
        var history = Self.empty(repository)
        history.error = await reason(notToAsk: repository.forge)
        guard history.error == nil else { return history }
        do {
            history.releases = try await releases(of: repository)
        } catch let error as LookupError {
            history.error = error
            if error.isTransient { await stop(repository.forge, error) }
        } catch {
            try Task.checkCancellation()
            history.error = LookupError(.malformed, "\(error)")
        }
        return history
    }

    private nonisolated func releases(of repository: SourceRepository) async throws -> [SourceRelease] {
        switch repository.forge.kind {
        case .github:
            return try await github.newestReleases(of: repository.path, at: repository.forge.url)
                .filter { $0.draft != true }.map {
                    SourceRelease(
                        tag: $0.tag_name, date: timestamp($0.published_at),
                        url: repository.webURL + "/releases/tag/" + Self.encoded($0.tag_name), notes: $0.body)
                }
        case .gitlab:
            return try await gitlab.newestReleases(of: repository.path, at: repository.forge.url)
                .filter { $0.upcoming_release != true }.map {
                    SourceRelease(
                        tag: $0.tag_name, date: timestamp($0.released_at),
                        url: repository.webURL + "/-/releases/" + Self.encoded($0.tag_name), notes: $0.description)
                }
        }
    }

    private static func encoded(_ tag: String) -> String { percentEncoded(tag).replacing("%2F", with: "/") }

    private static func empty(_ repository: SourceRepository) -> SourceHistory {
        switch repository.forge.kind {
        case .github:
            SourceHistory(webURL: repository.webURL, comparePath: "/compare/", releasesPath: "/releases")
        case .gitlab:
            SourceHistory(webURL: repository.webURL, comparePath: "/-/compare/", releasesPath: "/-/releases")
        }
    }
}
