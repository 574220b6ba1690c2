import Domain
import Foundation

/// A Git repository on this disk: a checkout, a linked work tree of one, or a bare one. Only its layout is read here.
struct LocalRepository {
    /// The folder that holds `.git`, or the bare repository itself.
    let path: String
    /// Where HEAD is.
    let gitFolder: String
    /// Where references are; the same but for linked work trees.
    let commonFolder: String

    /// Finds the repository that `path` is in.
    ///
    /// - Returns: nil when neither the folder nor one above it is one.
    init?(containing path: String) {
        var folder = URL(fileURLWithPath: path).standardizedFileURL.path
        // Folders are counted so that no odd path can make this go on for ever.
        for _ in 0..<256 {
            if let found = Self.gitFolder(in: folder) {
                self.path = folder
                gitFolder = found
                commonFolder = Self.commonFolder(of: found)
                return
            }
            let parent = URL(fileURLWithPath: folder).deletingLastPathComponent().standardizedFileURL.path
            guard parent != folder, parent.count < folder.count else { return nil }
            folder = parent
        }
        return nil
    }

    /// The branch that HEAD is on; nil for a detached HEAD.
    var headBranch: BranchName? { Self.branch(inHead: gitFolder + "/HEAD") }

    /// Whether a branch has a commit.
    func hasBranch(_ branch: BranchName) -> Bool {
        if Self.firstLine(commonFolder + "/" + branch.ref) != nil { return true }
        if FileManager.default.fileExists(atPath: commonFolder + "/reftable") { return true }
        guard let packed = FileManager.default.contents(atPath: commonFolder + "/packed-refs") else { return false }
        return String(decoding: packed, as: UTF8.self).split(separator: "\n").contains {
            $0.hasSuffix(" " + branch.ref)
        }
    }

    /// The branches that are checked out anywhere.
    var checkedOutBranches: Set<BranchName> {
        let trees = (try? FileManager.default.contentsOfDirectory(atPath: commonFolder + "/worktrees")) ?? []
        let heads = [commonFolder + "/HEAD"] + trees.map { commonFolder + "/worktrees/\($0)/HEAD" }
        return Set(heads.compactMap(Self.branch(inHead:)))
    }

    private static func branch(inHead file: String) -> BranchName? {
        guard let line = firstLine(file), line.hasPrefix("ref: refs/heads/") else { return nil }
        return BranchName(String(line.dropFirst("ref: refs/heads/".count)))
    }

    private static func gitFolder(in folder: String) -> String? {
        let inner = folder + "/.git"
        if let line = firstLine(inner), line.hasPrefix("gitdir: ") {
            let target = String(line.dropFirst("gitdir: ".count))
            return isGitFolder(resolved(target, from: folder)) ? resolved(target, from: folder) : nil
        }
        if isGitFolder(inner) { return inner }
        return isGitFolder(folder) ? folder : nil
    }

    private static func commonFolder(of gitFolder: String) -> String {
        firstLine(gitFolder + "/commondir").map { resolved($0, from: gitFolder) } ?? gitFolder
    }

    private static func isGitFolder(_ folder: String) -> Bool {
        let common = commonFolder(of: folder)
        return firstLine(folder + "/HEAD") != nil && FileManager.default.fileExists(atPath: common + "/objects")
            && FileManager.default.fileExists(atPath: common + "/refs")
    }

    private static func resolved(_ path: String, from folder: String) -> String {
        (path.hasPrefix("/") ? URL(fileURLWithPath: path) : URL(fileURLWithPath: folder + "/" + path))
            .standardizedFileURL.path
    }

    /// The first line of a small file; nil for anything that is not one.
    private static func firstLine(_ file: String) -> String? {
        guard let kind = try? FileManager.default.attributesOfItem(atPath: file),
            kind[.type] as? FileAttributeType == .typeRegular, (kind[.size] as? Int ?? .max) < 1 << 16,
            let data = FileManager.default.contents(atPath: file),
            let line = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first
        else { return nil }
        return line.trimmingCharacters(in: .whitespaces)
    }
}
