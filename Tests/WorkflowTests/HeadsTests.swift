import Domain
import Testing

@testable import Workflow

@Suite struct HeadsTests {
    private let repository = ForgeRepository(
        id: "1", path: "platform/gitops", webURL: "https://x", remote: GitRemote(url: "https://x"), defaultBranch: nil)
    private let one: CommitSHA = "1111111111111111111111111111111111111111"
    private let two: CommitSHA = "2222222222222222222222222222222222222222"

    private var git: MemoryRepository {
        MemoryRepository(
            listing: RefListing(
                head: "main",
                refs: [
                    "HEAD": one, "refs/heads/main": one, "refs/heads/windlass/nginx-1.x": two,
                    "refs/heads/renovate/nginx": two, "refs/heads/production": two,
                ]))
    }

    @Test("one listing answers for the default branch and for ours")
    func one() async throws {
        let git = git
        let heads = try await Heads.list(git, repository: repository, options: RepositoryOptions())
        #expect(heads.defaultBranch == "main")
        #expect(try heads.head(of: "main", in: repository) == one)
        #expect(heads.branches(prefix: "windlass/") == ["windlass/nginx-1.x": two])
        _ = try await heads.covering(RepositoryOptions(), git)
        #expect(await git.listings.count == 1)
    }

    @Test("a second listing is made only when the repository's settings speak of other branches")
    func covering() async throws {
        let git = git
        let heads = try await Heads.list(git, repository: repository, options: RepositoryOptions())
        var options = RepositoryOptions()
        options.baseBranches = ["production"]
        options.branchPrefix = "renovate/"
        let more = try await heads.covering(options, git)
        #expect(await git.listings.count == 2)
        #expect(try more.head(of: "production", in: repository) == two)
        #expect(more.branches(prefix: "renovate/") == ["renovate/nginx": two])
    }

    @Test("a repository without a commit, or without the branch, is an error that says what to do")
    func missing() async throws {
        let empty = MemoryRepository()
        let nothing = await #expect(throws: GitError.self) {
            _ = try await Heads.list(empty, repository: repository, options: RepositoryOptions())
        }
        #expect(nothing?.code == .empty)
        let heads = try await Heads.list(git, repository: repository, options: RepositoryOptions())
        let error = #expect(throws: GitError.self) { try heads.head(of: "stage", in: repository) }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("platform/gitops has no branch stage") == true)
    }
}
