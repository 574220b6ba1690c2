public import Domain
import TextEdits

/// What a merge request for `proposal` remembers when its branch is at `commit`, built on `base` with the files `blobs`.
public func memory(
    of proposal: Proposal, blobs: [String: BlobID], commit: CommitSHA, base: CommitSHA
) -> MergeRequestMemory {
    var memory = MergeRequestMemory(
        commit: commit, base: base, fingerprint: fingerprint(of: proposal, blobs: blobs),
        moves: proposal.updates.map(move))
    if let plan = proposal.component, let hop = plan.hops.first {
        memory.hop = MergeRequestMemory.Hop(
            component: plan.component, file: plan.file, from: plan.current, to: hop.version)
        memory.hop?.checks = proposal.checks.isEmpty ? nil : proposal.checks
    }
    return memory
}

/// Changes when the files on the target, the edits to them, or the target itself do.
func fingerprint(of proposal: Proposal, blobs: [String: BlobID]) -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(proposal.target.rawValue)
    for (file, edits) in proposal.editsByFile.sorted(by: { $0.key < $1.key }) {
        fingerprint.add(file)
        fingerprint.add(blobs[file]?.rawValue ?? "")
        for edit in edits.edits.sorted(by: { $0.span < $1.span }) {
            fingerprint.add("\(edit.span.start)-\(edit.span.end)")
            fingerprint.add(String(decoding: edit.replacement, as: UTF8.self))
        }
    }
    for target in bumpTargets(of: proposal, among: blobs) {
        fingerprint.add(target.path)
        fingerprint.add(blobs[target.path]?.rawValue ?? "")
        fingerprint.add(target.step.rawValue)
        target.expressions.forEach { fingerprint.add($0) }
    }
    return fingerprint.text
}

/// The versions that a proposal stands for, in the form that memories compare.
func versions(of proposal: Proposal) -> Set<String> {
    Set(proposal.updates.map(versionKey))
}

/// What an update stands for, in the form that memories compare.
func versionKey(of update: Update) -> String { move(update).version }

/// The package of an update, in the form that memories compare.
func packageKey(of update: Update) -> String { move(update).packageKey }

private func move(_ update: Update) -> MergeRequestMemory.Move {
    let dependency = update.dependency
    return MergeRequestMemory.Move(
        datasource: dependency.datasource, package: dependency.packageName, file: dependency.file,
        from: spelling(dependency.currentValue, dependency.currentDigest),
        to: spelling(update.newValue ?? dependency.currentValue, update.newDigest ?? dependency.currentDigest))
}

private func spelling(_ value: String?, _ digest: String?) -> String {
    (value ?? "") + (digest.map { "@" + $0 } ?? "")
}
