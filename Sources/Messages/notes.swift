public import Domain

/// The note below a merge request that we close.
public func closingNote(_ reason: CloseReason) -> String {
    switch reason {
    case .outdated:
        "Closed: nothing of this is to be done on the target branch any more. "
            + "It was changed there, or settings leave it out now. It is opened again when there is something to move."
    case .overtaken(let why):
        "Closed: this is not the next legal step any more. \(Markdown.plain(why)) It is opened again when its turn comes."
    case .ignored(let scope):
        scope == .this
            ? "Closed, as told: these versions are not proposed again."
            : "Closed, as told: nothing more of this \(scope.rawValue) version is proposed."
    case .held(let reason):
        "Closed: \(Markdown.plain(reason.text))."
    }
}

/// The note below a merge request that was closed as outdated, and is wanted again.
public func reopenedNote() -> String {
    "Opened again: there is something to move again, and it is the same as before."
}

/// The note below a merge request whose branch was built again; nil where the new description says it all.
public func rebuildNote(_ reason: RebuildReason, target: BranchName) -> String? {
    switch reason {
    case .targetMoved:
        "Built again: the files were changed on \(Markdown.code(target.rawValue)), so the branch sits on its head again."
    case .branchMissing:
        "Built again: the branch was deleted while the merge request was open. Close the merge request to skip this version."
    case .conflict:
        "Built again: it could not be merged into \(Markdown.code(target.rawValue)) any more."
    case .adopted:
        "Windlass keeps this merge request up to date from now on, as settings say (`otherBots: adopt`). The branch was built "
            + "again. The other bot should be switched off here, or it may change the branch back."
    case .taken:
        "Taken back: the branch was built again, and what others had committed to it is not in it any more."
    case .asked, .behindTarget, .newVersions, .interrupted:
        nil
    }
}

/// The note that says, once, that a branch is somebody else's now.
public func takenOverNote(branch: BranchName) -> String {
    "Somebody else committed to \(Markdown.code(branch.rawValue)) or changed where it goes, so Windlass leaves it alone from now on. "
        + "`/windlass take` in a note gives it back: it is built again then, without what others committed."
}
