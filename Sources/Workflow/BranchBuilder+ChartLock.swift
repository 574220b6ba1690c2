import Domain
import Foundation
import Managers
import TextEdits

extension BranchBuilder {
    /// The lock file beside a changed `Chart.yaml`, as Helm would write it now; nil when there is none to be kept.
    ///
    /// A lock file that did not belong to its chart before is left as it was: nobody knows what Helm would have written.
    ///
    /// - Throws: ``NotEditable`` when the lock must follow and the version that it needs is not known.
    func followingLock(of file: String, from before: [UInt8], to after: [UInt8], _ updates: [Update]) async throws
        -> FileChange?
    {
        guard file == "Chart.yaml" || file.hasSuffix("/Chart.yaml") else { return nil }
        let path = file.dropLast(4) + "lock"
        guard let blob = blobs[String(path)],
            let bytes = try await git.readBlobs([blob], sizeLimit: 1 << 20).first ?? nil
        else { return nil }
        do {
            let edits = try ChartLock(bytes).edits(
                before: before, after: after, generated: base.committer.time.formatted(.iso8601),
                resolved: { _, requirement in
                    let versions = Set(updates.filter { $0.newValue == requirement }.map(\.newVersion))
                    return versions.count == 1 ? versions.first : nil
                }, sha256: sha256)
            return FileChange(path: String(path), content: try EditSet(edits).applied(to: bytes))
        } catch ChartLockError.unresolved(let name) {
            throw NotEditable(message: "\(path): \(ChartLockError.unresolved(name).message)")
        } catch is ChartLockError {
            return nil
        }
    }
}
