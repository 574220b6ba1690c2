import Domain
import Planning
import TextEdits

/// Small values that the suites of this target share.
enum Samples {
    static let base: CommitSHA = "1111111111111111111111111111111111111111"
    static let head: CommitSHA = "2222222222222222222222222222222222222222"
    static let foreign: CommitSHA = "3333333333333333333333333333333333333333"

    static func image(
        _ name: String = "nginx", _ value: String? = "1.25.3", digest: String? = nil, file: String = "apps/web.yaml",
        line: Int = 12
    ) -> Dependency {
        var spans: [DependencySpan] = []
        let start = line * 200
        if let value { spans.append(DependencySpan(.value, ByteSpan(start: start, end: start + value.utf8.count))) }
        if let digest {
            spans.append(DependencySpan(.digest, ByteSpan(start: start + 50, end: start + 50 + digest.utf8.count)))
        }
        return Dependency(
            file: file, line: line, manager: "kubernetes", depName: name, datasource: "docker", versioning: "semver",
            currentValue: value, currentDigest: digest, spans: spans)
    }

    static func update(_ dependency: Dependency = image(), to version: String = "1.27.3", type: UpdateType = .minor)
        -> Update
    {
        Update(
            dependency: dependency, type: type, currentVersion: dependency.currentValue ?? "", newVersion: version,
            newValue: version)
    }

    static func proposal(_ updates: [Update] = [update()], branch: BranchName = "windlass/nginx-1.x") -> Proposal {
        Proposal(
            branch: branch, target: "main", topic: "nginx", updates: updates, labels: ["deps"], assignees: ["admin"])
    }

    static let blobs: [String: BlobID] = ["apps/web.yaml": "aaaa", "apps/other.yaml": "bbbb"]

    static func facts(
        branches: [BranchName: CommitSHA] = [:], open: [MergeRequest] = [], earlier: [MergeRequest]? = nil,
        blobs: [String: BlobID] = blobs
    ) -> ForgeFacts {
        var facts = ForgeFacts(
            target: "main", base: base, blobs: blobs, branches: branches, openMergeRequests: open)
        facts.ours = [head: true, foreign: false]
        if let earlier {
            facts.earlier = ["windlass/nginx-1.x": earlier, "windlass/redis-7.x": []]
        }
        return facts
    }

    static let render: Rendering = { proposal, memory in
        ("Update \(proposal.topic)", "Moves \(proposal.updates.count).\n\n" + memory.comment)
    }

    /// The merge request that a run opened for `proposal`.
    static func request(
        for proposal: Proposal, commit: CommitSHA = head, number: Int = 7, state: MergeRequestState = .open,
        blobs: [String: BlobID] = blobs, edit: (inout MergeRequestMemory) -> Void = { _ in }
    ) -> MergeRequest {
        var memory = memory(of: proposal, blobs: blobs, commit: commit, base: base)
        memory.people = proposal.assignees
        memory.labels = proposal.labels
        edit(&memory)
        let text = render(proposal, memory)
        return MergeRequest(
            number: number, state: state, title: text.title, description: text.description,
            sourceBranch: proposal.branch, targetBranch: "main", labels: proposal.labels, assignees: proposal.assignees,
            webURL: "http://forge/-/merge_requests/\(number)")
    }
}
