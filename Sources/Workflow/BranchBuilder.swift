import Domain
import Foundation
import Managers
import Messages
import Planning
import TextEdits

/// Makes the commit of a proposal: read the blobs, splice the spans, look again, write the commit. Nothing leaves the machine.
struct BranchBuilder: Sendable {
    let git: any GitRepository
    /// The commit that the branch sits on, and its files.
    let base: CommitInfo
    let blobs: [String: BlobID]
    let author: (name: String, email: String)
    /// SHA-256 in lower-case hexadecimal digits, for lock files.
    let sha256: @Sendable ([UInt8]) -> String
    /// Which lock files of Terraform serve which files.
    var locks = TerraformLocks([])
    /// Asks for the hashes that a lock file holds.
    var hashes: @Sendable (LockQuestion) async throws -> Result<[String], LookupError> = { question in
        .failure(LookupError(.unsupported, "nobody was asked about \(question.package.name)"))
    }
    /// Finds the dependencies of one file, to see that an edit says what was meant.
    let extract: @Sendable (_ path: String, _ bytes: [UInt8]) -> [Dependency]

    /// Makes the commit, or says why the edits would not do what was planned.
    ///
    /// The commit carries the time of its base, so that building it again gives the same object.
    func build(_ proposal: Proposal) async throws -> CommitSHA {
        var changes: [FileChange] = []
        for (file, edits) in proposal.editsByFile.sorted(by: { $0.key < $1.key }) where !TerraformLock.isLock(file) {
            guard let blob = blobs[file], let content = try await git.readBlobs([blob], sizeLimit: .max).first ?? nil
            else {
                throw NotEditable(message: "\(file) cannot be read at \(base.sha)")
            }
            let updates = proposal.updates.filter { $0.dependency.file == file }
            let result = try edited(file, content, edits, updates)
            changes.append(FileChange(path: file, content: result))
            if let lock = try await followingLock(of: file, from: content, to: result, updates) {
                changes.append(lock)
            }
        }
        try await followLocks(proposal, &changes)
        try await bump(proposal, &changes)
        let signature = GitSignature(name: author.name, email: author.email, time: base.committer.time)
        return try await git.makeCommit(
            CommitDraft(base: base.sha, changes: changes, message: commitMessage(for: proposal), author: signature))
    }

    private func edited(
        _ file: String, _ content: [UInt8], _ edits: EditSet, _ updates: [Update]
    ) throws(NotEditable) -> [UInt8] {
        let result: [UInt8]
        do { result = try edits.applied(to: content) } catch { throw NotEditable(message: "\(file): \(error)") }
        let found = extract(file, result)
        for update in updates {
            let value = update.newValue ?? update.dependency.currentValue
            let digest = update.newDigest ?? update.dependency.currentDigest
            guard found.contains(where: { $0.currentValue == value && $0.currentDigest == digest }) else {
                throw NotEditable(
                    message: "\(file):\(update.dependency.line): after the edit, "
                        + "\(update.dependency.depName) \(value ?? "") is not found there")
            }
        }
        return result
    }
}

/// The bytes of a file cannot be changed as planned.
struct NotEditable: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}
