public import Foundation

/// Why Git's side of a run failed.
public struct GitError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// No answer from the server, or one that ended in the middle.
        case unreachable
        /// 401 or 403: the credentials are missing, wrong or not enough.
        case unauthorized
        /// The server knows no such repository.
        case notFound = "not-found"
        /// The repository has no commit, or no branch that could be the default one.
        case empty
        /// The reference is not where it was expected: somebody moved it in the meantime.
        case stale
        /// The server refuses the update, such as for a protected branch or by a hook.
        case rejected
        /// An object that was asked for is not there any more, as after a force-push and a clean-up.
        case objectMissing = "object-missing"
        /// The server's answer is not what the protocol says.
        case malformed
        /// The store on disk cannot be read; it is made anew on the next run.
        case damaged
        /// The disk is full, or the cache directory cannot be written.
        case storage
        /// Another process holds the store and did not let go in time.
        case busy
    }

    public var code: Code
    /// What happened, where, and what to do; addresses without secrets.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same step may succeed later without anyone changing anything.
    public var isTransient: Bool { [.unreachable, .stale, .busy, .damaged, .objectMissing].contains(code) }

    public var description: String { message }
}

/// Where a repository is, and what opens it.
public struct GitRemote: Hashable, Sendable {
    /// An `http` or `https` address without user and password.
    public var url: String
    /// The value of the `Authorization` header; nil for public repositories.
    public var authorization: Secret?

    public init(url: String, authorization: Secret? = nil) {
        self.url = url
        self.authorization = authorization
    }
}

/// The references that a server showed us at one moment.
public struct RefListing: Hashable, Sendable {
    /// The branch that HEAD points at, and its commit; nil when the repository is empty or HEAD is detached.
    public var head: BranchName?
    /// Full reference names and the objects they point at.
    public var refs: [String: CommitSHA]

    public init(head: BranchName?, refs: [String: CommitSHA]) {
        self.head = head
        self.refs = refs
    }

    /// The commit of a branch, if it was listed.
    public subscript(branch: BranchName) -> CommitSHA? { refs[branch.ref] }
}

/// One file of a tree, or something in its place.
public struct TreeEntry: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, Codable {
        case file, executable, symlink, submodule
    }

    /// The path from the root, with `/` between folders.
    public var path: String
    public var kind: Kind
    public var blob: BlobID

    public init(path: String, kind: Kind, blob: BlobID) {
        self.path = path
        self.kind = kind
        self.blob = blob
    }
}

/// The files of one commit.
public struct TreeListing: Hashable, Sendable {
    /// Files that can be read as text, in tree order.
    public var entries: [TreeEntry]
    /// What was left out, with the reason: symlinks, submodules, paths that are not UTF-8.
    public var skipped: [Diagnostic]

    public init(entries: [TreeEntry], skipped: [Diagnostic] = []) {
        self.entries = entries
        self.skipped = skipped
    }
}

/// Who made a commit.
public struct GitSignature: Hashable, Sendable {
    public var name: String
    public var email: String
    public var time: Date

    public init(name: String, email: String, time: Date) {
        self.name = name
        self.email = email
        self.time = time
    }
}

/// What a commit says about itself.
public struct CommitInfo: Hashable, Sendable {
    public var sha: CommitSHA
    public var parents: [CommitSHA]
    public var author: GitSignature
    public var committer: GitSignature
    public var message: String

    public init(
        sha: CommitSHA, parents: [CommitSHA], author: GitSignature, committer: GitSignature, message: String
    ) {
        self.sha = sha
        self.parents = parents
        self.author = author
        self.committer = committer
        self.message = message
    }
}

/// The new content of one file; its mode stays as it is.
public struct FileChange: Hashable, Sendable {
    public var path: String
    public var content: [UInt8]

    public init(path: String, content: [UInt8]) {
        self.path = path
        self.content = content
    }
}

/// A commit to be made.
public struct CommitDraft: Hashable, Sendable {
    /// The only parent, and the tree that the changes are made to.
    public var base: CommitSHA
    public var changes: [FileChange]
    public var message: String
    /// Author and committer. With the same base, changes, message and author the commit has the same id.
    public var author: GitSignature

    public init(base: CommitSHA, changes: [FileChange], message: String, author: GitSignature) {
        self.base = base
        self.changes = changes
        self.message = message
        self.author = author
    }
}

/// One reference to move on the server, from where we saw it to where we want it.
public struct RefUpdate: Hashable, Sendable {
    public var branch: BranchName
    /// Where the branch must be now; nil when it must not exist. The server compares, so this is the lease.
    public var expected: CommitSHA?
    /// Where it shall be; nil deletes it.
    public var new: CommitSHA?

    public init(branch: BranchName, expected: CommitSHA?, new: CommitSHA?) {
        self.branch = branch
        self.expected = expected
        self.new = new
    }
}

/// One repository as a run sees it: references on the server, objects at hand, pushes with a lease. Never a work tree.
public protocol GitRepository: Sendable {
    /// Lists HEAD and the references under `prefixes` (full names, such as `refs/heads/windlass/`).
    func listRefs(prefixes: [String]) async throws -> RefListing

    /// Makes `commit` and its tree readable, fetching one commit deep what is not there yet.
    func fetch(_ commit: CommitSHA) async throws

    /// Lists the files of a commit that was fetched.
    func listTree(at commit: CommitSHA) async throws -> TreeListing

    /// Reads blobs in the order asked, fetching in one batch those that are not there yet.
    ///
    /// A blob over `sizeLimit` bytes comes back as nil.
    func readBlobs(_ blobs: [BlobID], sizeLimit: Int) async throws -> [[UInt8]?]

    /// Reads who made a commit, fetching it when needed.
    func readCommit(_ commit: CommitSHA) async throws -> CommitInfo

    /// Writes blobs, trees and the commit into the object database; nothing leaves this machine.
    func makeCommit(_ draft: CommitDraft) async throws -> CommitSHA

    /// Moves a branch on the server if it is still where `update.expected` says.
    ///
    /// - Throws: ``GitError`` `.stale` when it is not, `.rejected` when the server refuses.
    func push(_ update: RefUpdate) async throws
}
