public import Domain

/// Major versions of the tasks that come with Azure Pipelines, from the vendor's own repository.
///
/// - Names: the task's name as pipelines write it, such as `AzureCLI`; letters' case does not matter.
/// - The vendor keeps each major version in a folder of its own (`Tasks/AzureCLIV2`) in `microsoft/azure-pipelines-tasks`,
///   and pipelines pin majors (`AzureCLI@2`). So versions are majors, and nothing else is claimed: minor versions are
///   rolled out by account.
/// - Tasks of the marketplace and of one's own organisation are not known here: that is an error, not "nothing newer".
/// - Registry addresses: `https://github.com` (the default) or a mirror on an Enterprise server.
/// - Requests: one for all tasks; when nothing changed, one with a condition.
///
/// Source: https://github.com/microsoft/azure-pipelines-tasks, https://docs.github.com/en/rest/repos/contents.
public struct AzurePipelinesTasks: BuiltInDatasource {
    public static let id: DatasourceID = "azure-pipelines-tasks"
    public static let summary = "Major versions of the tasks of Azure Pipelines"
    public static let defaultVersioning: VersioningID = "loose"
    public static let defaultRegistryURLs = ["https://github.com"]

    static let repository = "microsoft/azure-pipelines-tasks"

    private let api: GitHubAPI
    private let listing = SingleFlight<String, [String: [Int]]>()
    private let known = KeptListings()

    public init(_ context: DatasourceContext) { api = GitHubAPI(context) }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        try await package.inOrder(Self.defaultRegistryURLs) { registry in
            guard let majors = try await majors(at: registry)[package.name.lowercased()] else {
                throw LookupError(
                    .notFound, "\(Self.repository) has no task \(package.name); it may be one of the marketplace")
            }
            return ReleaseList(
                releases: majors.sorted().map { Release(version: String($0)) }, registryURL: registry,
                sourceURL: try ForgeHost(registryURL: registry).url + "/" + Self.repository)
        }
    }

    private func majors(at registry: String) async throws -> [String: [Int]] {
        if let tasks = await known[registry] { return tasks }
        return try await listing.value(for: registry) { [api, known] in
            if let tasks = await known[registry] { return tasks }
            let folders = try await api.entries(of: "Tasks", in: Self.repository, at: registry)
            let tasks = Self.tasks(folders.filter { $0.type == "dir" }.map(\.name))
            guard !tasks.isEmpty else {
                throw LookupError(.malformed, "\(Self.repository) has no folders of tasks where they used to be")
            }
            await known.keep(tasks, for: registry)
            return tasks
        }
    }

    /// Tasks in lower case, and their majors, from the names of folders: `AzureCLIV2` is version 2 of `AzureCLI`.
    static func tasks(_ folders: [String]) -> [String: [Int]] {
        var tasks: [String: [Int]] = [:]
        for folder in folders {
            guard let mark = folder.lastIndex(of: "V"), mark > folder.startIndex,
                let major = Int(folder[folder.index(after: mark)...]), (0...999).contains(major)
            else { continue }
            tasks[folder[..<mark].lowercased(), default: []].append(major)
        }
        return tasks
    }
}

/// What was read in this run.
private actor KeptListings {
    private var listings: [String: [String: [Int]]] = [:]

    subscript(registry: String) -> [String: [Int]]? { listings[registry] }

    func keep(_ listing: [String: [Int]], for registry: String) { listings[registry] = listing }
}
