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

    /// The listing of protocol v2, where each reference says what it points at.
    func listing() -> RefListing { listing(head: headTarget) }

    /// The listing of a first answer before v2, where the capabilities say it.
    func listing(_ capabilities: Capabilities) -> RefListing {
        let told = capabilities.values("symref").first { $0.hasPrefix("HEAD:") }.map { String($0.dropFirst(5)) }
        // Git itself always says it; when it does not, HEAD is detached.
        let isGit = capabilities.values("agent").first?.hasPrefix("git/") == true
        return listing(head: told ?? (isGit ? nil : guess()))
    }

    private func listing(head: String?) -> RefListing {
        var listing = RefListing(head: nil, refs: refs)
        guard let headID, let target = head, target.hasPrefix("refs/heads/") else { return listing }
        listing.head = BranchName(String(target.dropFirst("refs/heads/".count)))
        listing.refs[target] = CommitSHA(headID)
        return listing
    }

    /// For servers that do not say what HEAD points at: the branch with its commit, main and master first.
    private func guess() -> String? {
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
