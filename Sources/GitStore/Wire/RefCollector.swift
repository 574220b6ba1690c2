import Domain

/// Gathers references as they are listed and finds the branch behind HEAD.
struct RefCollector: Hashable, Sendable {
    private let limit: Int
    private var refs: [String: CommitSHA] = [:]
    private var headID: String?
    private var headTarget: String?

    init(limit: Int) { self.limit = limit }

    /// Takes one reference. `name^{}` is what the annotated tag `name` points at, and replaces it.
    mutating func add(name: String, id: String, symref: String? = nil, peeled: String? = nil) throws(GitError) {
        if name == "HEAD" {
            headID = id
            headTarget = symref
            return
        }
        let plain = name.hasSuffix("^{}") ? String(name.dropLast(3)) : name
        guard plain.hasPrefix("refs/") else { return }
        refs[plain] = CommitSHA(peeled ?? id)
        guard refs.count <= limit else {
            throw GitError(
                .malformed, "the Git server lists more than \(limit) references; ask for fewer or raise the limit")
        }
    }

    /// The listing; `symrefs` holds `HEAD:refs/heads/...` from servers before protocol v2.
    func listing(symrefs: [String] = []) -> RefListing {
        var listing = RefListing(head: nil, refs: refs)
        let told = headTarget ?? symrefs.first { $0.hasPrefix("HEAD:") }.map { String($0.dropFirst(5)) }
        guard let headID, let target = told ?? guess(headID), target.hasPrefix("refs/heads/") else { return listing }
        listing.head = BranchName(String(target.dropFirst("refs/heads/".count)))
        listing.refs[target] = CommitSHA(headID)
        return listing
    }

    /// Servers of before 2013 do not say what HEAD points at: take the branch with its commit, main and master first.
    private func guess(_ headID: String) -> String? {
        let candidates = refs.filter { $0.value.rawValue == headID && $0.key.hasPrefix("refs/heads/") }.keys
        return ["refs/heads/main", "refs/heads/master"].first(where: candidates.contains) ?? candidates.min()
    }
}

extension RefListing {
    /// Keeps the branch of HEAD and what begins with one of `prefixes`.
    func filtered(_ prefixes: [String]) -> RefListing {
        RefListing(
            head: head,
            refs: refs.filter { ref in ref.key == head?.ref || prefixes.contains { ref.key.hasPrefix($0) } })
    }
}
