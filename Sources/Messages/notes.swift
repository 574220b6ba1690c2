public import Domain

/// The note below a merge request that we close.
public func closingNote(_ reason: CloseReason) -> String {
    switch reason {
    case .outdated:
        "Closed: nothing of this is to be done on the target branch any more. "
            + "It was changed there, or settings leave it out now. It is opened again when there is something to move."
    case .held(let reason):
        "Closed: \(Markdown.plain(reason.text))."
    }
}

/// The note below a merge request whose branch was built again; nil where the new description says it all.
public func rebuildNote(_ reason: RebuildReason, target: BranchName) -> String? {
    switch reason {
    case .targetMoved:
        "Built again: the files were changed on \(Markdown.code(target.rawValue)), so the branch sits on its head again."
    case .branchMissing:
        "Built again: the branch was deleted while the merge request was open. Close the merge request to skip this version."
    case .newVersions, .interrupted:
        nil
    }
}

/// The note that says, once, that a branch is somebody else's now.
public func takenOverNote(branch: BranchName) -> String {
    "Somebody else committed to \(Markdown.code(branch.rawValue)) or changed where it goes, so Windlass leaves it alone from now on. "
        + "Delete the branch to have it built again."
}
