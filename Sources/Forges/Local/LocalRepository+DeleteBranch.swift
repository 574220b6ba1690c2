import Domain
import Foundation
import Glibc

extension LocalRepository {
    /// Deletes a branch the way Git does: under the lock of the reference and that of `packed-refs`.
    ///
    /// - Throws: ``ForgeError`` `.forbidden` for a branch that is checked out, `.conflict` where another program holds a lock.
    func deleteBranch(_ branch: BranchName) throws(ForgeError) {
        guard Self.isSafe(branch) else { throw ForgeError(.invalid, "\"\(branch)\" is not the name of a branch.") }
        guard !FileManager.default.fileExists(atPath: commonFolder + "/reftable") else {
            throw ForgeError(.invalid, "\(path) keeps its references in a reftable, which cannot be changed here yet.")
        }
        guard hasBranch(branch) else { return }
        guard !checkedOutBranches.contains(branch) else {
            throw ForgeError(.forbidden, "The branch \(branch) of \(path) is checked out: switch to another one first.")
        }
        let loose = commonFolder + "/" + branch.ref
        let isLoose = FileManager.default.fileExists(atPath: loose)
        if isLoose { try lock(loose) }
        defer { if isLoose { unlink(loose + ".lock") } }
        try removeFromPackedRefs(branch)
        if isLoose, unlink(loose) != 0, errno != ENOENT { throw failure("delete \(loose)", errno) }
        unlink(commonFolder + "/logs/" + branch.ref)
    }

    /// Nothing that leads out of `refs/heads`.
    private static func isSafe(_ branch: BranchName) -> Bool {
        let parts = branch.rawValue.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
            && branch.rawValue.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
    }

    private func removeFromPackedRefs(_ branch: BranchName) throws(ForgeError) {
        let file = commonFolder + "/packed-refs"
        guard FileManager.default.fileExists(atPath: file) else { return }
        try lock(file)
        guard let content = FileManager.default.contents(atPath: file) else {
            unlink(file + ".lock")
            throw failure("read \(file)", EACCES)
        }
        // Lines that begin with ^ belong to annotated tags, which branches are not.
        let kept = content.split(separator: UInt8(ascii: "\n")).filter { !$0.elementsSuffix(" " + branch.ref) }
        let rest = Data(kept.joined(separator: [UInt8(ascii: "\n")]) + [UInt8(ascii: "\n")])
        guard rest != content else {
            unlink(file + ".lock")
            return
        }
        do {
            try rest.write(to: URL(fileURLWithPath: file + ".lock"))
        } catch {
            unlink(file + ".lock")
            throw ForgeError(.unreachable, "Could not write \(file).lock: \(error.localizedDescription)")
        }
        guard rename(file + ".lock", file) == 0 else {
            let reason = errno
            unlink(file + ".lock")
            throw failure("replace \(file)", reason)
        }
    }

    private func lock(_ file: String) throws(ForgeError) {
        let descriptor = open(file + ".lock", O_CREAT | O_EXCL | O_WRONLY, 0o644)
        guard descriptor >= 0 else {
            let reason = errno
            guard reason == EEXIST else { throw failure("lock \(file)", reason) }
            throw ForgeError(
                .conflict, "Another program works on \(file). If none does, delete \(file).lock and try again.")
        }
        close(descriptor)
    }

    private func failure(_ what: String, _ reason: Int32) -> ForgeError {
        ForgeError(.unreachable, "Could not \(what): \(String(cString: strerror(reason)))")
    }
}

extension Data {
    fileprivate func elementsSuffix(_ text: String) -> Bool {
        suffix(text.utf8.count).elementsEqual(text.utf8)
    }
}
