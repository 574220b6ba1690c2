import Domain
import Foundation

/// A repository with one commit, in memory: what the pure side of a run needs of Git, and no more.
actor MemoryRepository: GitRepository {
    static let base = CommitInfo(
        sha: "1111111111111111111111111111111111111111", parents: [], author: signature, committer: signature,
        message: "Base")
    static let signature = GitSignature(
        name: "Ada", email: "ada@example.org", time: Date(timeIntervalSince1970: 1_700_000_000))

    private(set) var drafts: [CommitDraft] = []
    /// The prefixes of each listing that was asked for.
    private(set) var listings: [[String]] = []
    private let files: [BlobID: [UInt8]]
    private let listing: RefListing

    init(files: [String: String] = [:], listing: RefListing = RefListing(head: nil, refs: [:])) {
        self.files = Dictionary(uniqueKeysWithValues: files.map { (BlobID($0.key), Array($0.value.utf8)) })
        self.listing = listing
    }

    func listRefs(prefixes: [String]) -> RefListing {
        listings.append(prefixes)
        return RefListing(
            head: listing.head,
            refs: listing.refs.filter { ref in prefixes.contains { ref.key.hasPrefix($0) } })
    }

    func fetch(_ commit: CommitSHA) {}

    func listTree(at commit: CommitSHA) -> TreeListing {
        TreeListing(entries: files.keys.map { TreeEntry(path: $0.rawValue, kind: .file, blob: $0) })
    }

    func readBlobs(_ blobs: [BlobID], sizeLimit: Int) -> [[UInt8]?] { blobs.map { files[$0] } }

    func readCommit(_ commit: CommitSHA) -> CommitInfo { Self.base }

    func makeCommit(_ draft: CommitDraft) -> CommitSHA {
        drafts.append(draft)
        return "2222222222222222222222222222222222222222"
    }

    func push(_ update: RefUpdate) {}
}
