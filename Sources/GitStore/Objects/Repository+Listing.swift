import CGit2
import Domain

extension Repository {
    /// More than any real repository has; trees can name themselves so often that a listing would never end.
    static let longestListing = 500_000
    static let deepestFolder = 200

    /// Lists what can be read as text below a tree, in tree order.
    ///
    /// - Throws: ``GitError`` `.malformed` for a tree that is a trap; ``LibGit2Error``.
    func list(tree root: ObjectID) throws -> TreeListing {
        var listing = TreeListing(entries: [])
        var open = [(tree: try Tree(root, in: self), next: 0, path: [UInt8]())]
        while let (tree, next, path) = open.last {
            guard next < tree.count else {
                open.removeLast()
                continue
            }
            open[open.count - 1].next = next + 1
            guard let entry = tree[next] else { continue }
            let full = path + entry.name
            guard listing.entries.count + listing.skipped.count < Self.longestListing else {
                throw GitError(.malformed, "the commit has more than \(Self.longestListing) files; it is not read")
            }
            guard entry.isTree, isPlainName(entry.name) else {
                add(entry, path: full, to: &listing)
                continue
            }
            guard open.count < Self.deepestFolder else {
                listing.skipped.append(skip(full, "folders are nested deeper than \(Self.deepestFolder); not read"))
                continue
            }
            do { open.append((try Tree(entry.id, in: self), 0, full + [UInt8(ascii: "/")])) } catch {
                guard try header(of: entry.id).type != GIT_OBJECT_TREE else { throw error }
                listing.skipped.append(skip(full, "is called a folder but is none; not read"))
            }
        }
        return listing
    }

    private func add(_ entry: Tree.Entry, path: [UInt8], to listing: inout TreeListing) {
        guard isPlainName(entry.name) else {
            listing.skipped.append(skip(path, "its name cannot be that of a file; not read"))
            return
        }
        guard let text = String(validating: path, as: UTF8.self) else {
            listing.skipped.append(skip(path, "its path is not UTF-8; not read", .warning))
            return
        }
        switch entry.mode {
        case GIT_FILEMODE_LINK: listing.skipped.append(skip(path, "is a symbolic link; not read", .note))
        case GIT_FILEMODE_COMMIT: listing.skipped.append(skip(path, "is a submodule; not read", .note))
        default:
            let kind: TreeEntry.Kind = entry.mode == GIT_FILEMODE_BLOB_EXECUTABLE ? .executable : .file
            listing.entries.append(TreeEntry(path: text, kind: kind, blob: BlobID(entry.id.hexadecimal)))
        }
    }

    private func skip(_ path: [UInt8], _ reason: String, _ severity: Diagnostic.Severity = .warning) -> Diagnostic {
        Diagnostic(file: String(decoding: path, as: UTF8.self), severity: severity, message: reason)
    }
}

/// Whether a name can be that of a file: no `.`, `..`, `.git` and no separator in it.
func isPlainName(_ name: some Collection<UInt8>) -> Bool {
    !name.isEmpty && !name.contains(UInt8(ascii: "/")) && !name.contains(0)
        && ![".", "..", ".git"].contains(String(decoding: name, as: UTF8.self).lowercased())
}
