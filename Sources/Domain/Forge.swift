/// Why a forge's answer could not be used.
public struct ForgeError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// No answer, or server errors that outlived the retries.
        case unreachable
        /// 401: the credential is wrong or expired; nothing else will work with it.
        case unauthorized
        /// 403: the credential is not enough for this repository or action.
        case forbidden
        /// 404: there is no such thing, or the credential may not see it.
        case notFound = "not-found"
        /// It exists already.
        case conflict
        /// The forge says that what we sent is wrong.
        case invalid
        /// 429 that outlived the retries.
        case rateLimited = "rate-limited"
        /// The answer is not what the API describes.
        case malformed
    }

    public var code: Code
    /// What happened, where, and what to do; addresses without secrets.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same step may succeed later without anyone changing anything.
    public var isTransient: Bool { code == .unreachable || code == .rateLimited }

    public var description: String { message }
}

/// Which repositories of a forge a run is about. Several criteria add up.
public struct RepositorySelection: Hashable, Sendable {
    /// Full paths such as `platform/gitops`; a path with `*` is a glob over what groups and topics found, or over all that the bot is a member of.
    public var paths: [String]
    /// Full paths of groups, with everything below them.
    public var groups: [String]
    /// Topics that a repository must have one of.
    public var topics: [String]

    public init(paths: [String] = [], groups: [String] = [], topics: [String] = []) {
        self.paths = paths
        self.groups = groups
        self.topics = topics
    }
}

/// A repository as a forge knows it.
public struct ForgeRepository: Hashable, Sendable {
    /// The forge's own key for API calls.
    public var id: String
    /// The full path, such as `platform/gitops`.
    public var path: String
    /// The address for people.
    public var webURL: String
    /// What Git is spoken with.
    public var remote: GitRemote
    public var defaultBranch: BranchName?

    public init(id: String, path: String, webURL: String, remote: GitRemote, defaultBranch: BranchName?) {
        self.id = id
        self.path = path
        self.webURL = webURL
        self.remote = remote
        self.defaultBranch = defaultBranch
    }
}

/// A person or bot of a forge.
public struct ForgeUser: Hashable, Sendable {
    /// The forge's own key for API calls.
    public var id: String
    /// The name as in a mention, without `@`.
    public var name: String

    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// A plug-in that speaks to one kind of forge. Every function answers from the forge itself; nothing is kept but user ids.
public protocol Forge: Sendable {
    static var id: ForgeID { get }
    /// One sentence for lists.
    static var summary: String { get }

    var capabilities: ForgeCapabilities { get }

    /// Finds the repositories to work on, and says in diagnostics which ones of the selection were left out and why.
    func listRepositories(_ selection: RepositorySelection) async throws -> ([ForgeRepository], [Diagnostic])

    /// Lists the open merge requests of `repository` that come from branches beginning with `prefix`. One listing, read to its end.
    func listOpenMergeRequests(in repository: ForgeRepository, branchPrefix: String) async throws -> [MergeRequest]

    /// Lists the open merge requests from branches beginning with `prefix` that somebody else opened. One listing, read to its end.
    func listForeignMergeRequests(in repository: ForgeRepository, branchPrefix: String) async throws -> [MergeRequest]

    /// Lists merge requests from exactly `branch`, newest first, whatever their state: what people did with our earlier proposals.
    func listMergeRequests(in repository: ForgeRepository, from branch: BranchName) async throws -> [MergeRequest]

    /// Finds a user by name; nil when there is none that can be assigned.
    func findUser(named name: String, in repository: ForgeRepository) async throws -> ForgeUser?

    /// Lists the names of the members of a group or team; nil where there is none, or the forge does not tell.
    func groupMembers(named name: String, in repository: ForgeRepository) async throws -> [String]?

    /// Opens a merge request, or returns the open one of the same source branch.
    func createMergeRequest(_ draft: MergeRequestDraft, in repository: ForgeRepository) async throws -> MergeRequest

    func updateMergeRequest(_ number: Int, with change: MergeRequestChange, in repository: ForgeRepository) async throws

    func closeMergeRequest(_ number: Int, in repository: ForgeRepository) async throws

    /// Opens a closed merge request again.
    ///
    /// - Throws: ``ForgeError`` `.invalid` or `.conflict` where the forge does not open this one any more.
    func reopenMergeRequest(_ number: Int, in repository: ForgeRepository) async throws

    /// Says whether Git cannot merge it; nil while the forge is finding out.
    func hasConflicts(_ number: Int, in repository: ForgeRepository) async throws -> Bool?

    /// Writes a note below a merge request.
    func addNote(_ text: String, to number: Int, in repository: ForgeRepository) async throws

    /// Lists the notes below a merge request, oldest first, without what the forge itself wrote.
    func listNotes(of number: Int, in repository: ForgeRepository) async throws -> [ForgeNote]

    /// Changes the text of a note of ours.
    func updateNote(_ id: String, to text: String, of number: Int, in repository: ForgeRepository) async throws

    /// Says whether somebody may push to the repository, and so may give us commands.
    ///
    /// - Parameter number: the merge request that the command stands below.
    func mayCommand(_ user: String, on number: Int, in repository: ForgeRepository) async throws -> Bool

    /// Says what all pipelines, statuses and checks of a commit come to.
    func checkState(of commit: CommitSHA, in repository: ForgeRepository) async throws -> CheckState

    /// Lists the newest merge requests of ours, 100 at most, whatever their state; descriptions may be cut.
    func listNewestMergeRequests(
        in repository: ForgeRepository, branchPrefix: String
    ) async throws -> [MergeRequest]

    /// Tells the forge to merge by itself as soon as it may, if the source branch is still at `commit`.
    ///
    /// - Throws: ``ForgeError`` `.conflict` when the branch is elsewhere.
    func enableAutomerge(
        _ number: Int, at commit: CommitSHA, _ strategy: LifeCycleOptions.MergeStrategy, in repository: ForgeRepository
    ) async throws -> AutomergeOutcome

    /// Takes that back; where nothing is to be taken back, it is no error.
    func disableAutomerge(_ number: Int, in repository: ForgeRepository) async throws

    /// Finds the open issue of ours with this title; nil where there is none.
    func findIssue(titled title: String, in repository: ForgeRepository) async throws -> ForgeIssue?

    func createIssue(_ title: String, text: String, in repository: ForgeRepository) async throws

    func updateIssue(_ number: Int, text: String, in repository: ForgeRepository) async throws

    /// Finds the issue of ours with this title that was closed last; nil where there is none among the latest.
    func findClosedIssue(titled title: String, in repository: ForgeRepository) async throws -> ForgeIssue?

    /// Closes an issue or opens it again, with this text.
    func setIssue(_ number: Int, isOpen: Bool, text: String, in repository: ForgeRepository) async throws

    /// Writes a note below an issue.
    func addIssueNote(_ text: String, to number: Int, in repository: ForgeRepository) async throws

    /// Deletes a branch; one that is not there is no error.
    func deleteBranch(_ branch: BranchName, in repository: ForgeRepository) async throws
}

extension Forge {
    /// Where nobody else opens any.
    public func listForeignMergeRequests(
        in repository: ForgeRepository, branchPrefix: String
    ) async throws -> [MergeRequest] { [] }

    /// Forges without groups of people have no members of them.
    public func groupMembers(named name: String, in repository: ForgeRepository) async throws -> [String]? { nil }
}
