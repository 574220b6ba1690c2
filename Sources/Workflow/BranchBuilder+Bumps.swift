import Domain
import Planning
import TextEdits

extension BranchBuilder {
    /// The files that the commit of a proposal changes, lock files of charts aside.
    func files(of proposal: Proposal) -> [String] {
        Set(proposal.editsByFile.keys).union(lockFiles(of: proposal)).union(
            bumpTargets(of: proposal, among: blobs).map(\.path)
        ).sorted()
    }

    /// Bumps the versions of one's own that move with a proposal, in files as they are on the base or were just edited.
    ///
    /// Both come from the base each time, so that a branch that is built again is not bumped again.
    ///
    /// - Throws: ``NotEditable`` when a version that settings want bumped is not there, or is none.
    func bump(_ proposal: Proposal, _ changes: inout [FileChange]) async throws {
        for target in bumpTargets(of: proposal, among: blobs) {
            let index = changes.firstIndex { $0.path == target.path }
            let content: [UInt8]
            if let index {
                content = changes[index].content
            } else if let blob = blobs[target.path],
                let bytes = try await git.readBlobs([blob], sizeLimit: .max).first ?? nil
            {
                content = bytes
            } else {
                throw NotEditable(message: "\(target.path) cannot be read at \(base.sha)")
            }
            let result: [UInt8]
            do { result = try EditSet([target.edit(in: content)]).applied(to: content) } catch let error as BumpError {
                throw NotEditable(message: error.message)
            }
            let change = FileChange(path: target.path, content: result)
            if let index { changes[index] = change } else { changes.append(change) }
        }
    }
}
