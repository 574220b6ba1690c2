public import Domain
import Foundation
import HTTPTransport

/// Repositories on this disk, without any server: a merge request is a branch and a file that describes it.
///
/// A repository is named by a path: a checkout, a folder inside one, or a bare repository. Its default branch is the one
/// that HEAD is on. The file of a merge request is `<folder>/<repository>/<number>.md`, beside the report of the run: a
/// front matter with state, title, branches, labels and people, then the description. Notes are in `<number>.notes.md`.
/// Numbers count up from 1. To say no to a merge request, write `state: closed` into its file: the same versions are
/// then not proposed again. Users are any names.
///
/// Files that cannot be read as merge requests are reported when the repository is listed, and passed over.
public actor LocalForge: BuiltInForge, ForgeWithoutIssues {
    public static let id: ForgeID = "local"
    public static let summary = "Repositories on this disk; a merge request is a branch and a file that describes it"

    /// Files have no limits worth naming; `<details>` would be noise in a text file.
    public nonisolated let capabilities = {
        var capabilities = ForgeCapabilities(
            descriptionLimit: 1_000_000, assigneeLimit: 1000, rendersDetails: false)
        capabilities.keepsIssues = false
        capabilities.asksTeams = true
        capabilities.keepsDashboard = false
        return capabilities
    }()

    private let folder: String

    /// - Parameter folder: where descriptions are kept; it is made when the first one is written.
    public init(folder: String) {
        self.folder = URL(fileURLWithPath: folder).standardizedFileURL.path
    }

    /// - Throws: ``ForgeError`` `.invalid` when `configuration` names no folder.
    public init(_ configuration: ForgeConfiguration) throws(ForgeError) {
        guard let folder = configuration.folder, !folder.isEmpty else {
            throw ForgeError(.invalid, "The local forge has no folder for descriptions: name one in its settings.")
        }
        self.init(folder: folder)
    }

    public nonisolated func link(
        to file: String, line: Int, at commit: CommitSHA, in repository: ForgeRepository
    ) -> String? { nil }

    /// Finds the repositories at `selection.paths`; there are no groups and topics on a disk.
    public func listRepositories(_ selection: RepositorySelection) async throws -> ([ForgeRepository], [Diagnostic]) {
        var listing = RepositoryListing()
        for path in selection.paths { try add(path, to: &listing) }
        for name in selection.groups + selection.topics {
            listing.diagnostics.append(
                Diagnostic(
                    severity: .warning, message: "\(name) is left out: a disk has no groups and topics; name paths."))
        }
        return listing.result
    }

    public func listOpenMergeRequests(
        in repository: ForgeRepository, branchPrefix: String
    ) async throws -> [MergeRequest] {
        try requests(in: repository).filter {
            $0.state == .open && $0.sourceBranch.rawValue.hasPrefix(branchPrefix)
        }
    }

    public func listMergeRequests(
        in repository: ForgeRepository, from branch: BranchName
    ) async throws -> [MergeRequest] {
        try requests(in: repository).filter { $0.sourceBranch == branch }.reversed()
    }

    /// Any name is a user.
    public func findUser(named name: String, in repository: ForgeRepository) async throws -> ForgeUser? {
        let name = String(name.drop { $0 == "@" })
        return name.isEmpty ? nil : ForgeUser(id: name, name: name)
    }

    public func createMergeRequest(
        _ draft: MergeRequestDraft, in repository: ForgeRepository
    ) async throws -> MergeRequest {
        let open = try requests(in: repository).first {
            $0.state == .open && $0.sourceBranch == draft.sourceBranch && $0.targetBranch == draft.targetBranch
        }
        if let open { return open }
        let record = LocalRecord(
            state: .open, title: draft.title, source: draft.sourceBranch, target: draft.targetBranch,
            labels: draft.labels, assignees: draft.assignees.map(\.name), reviewers: draft.reviewers.map(\.name),
            description: draft.description)
        let records = records(of: repository)
        return request(try records.add(record), record, records)
    }

    public func updateMergeRequest(
        _ number: Int, with change: MergeRequestChange, in repository: ForgeRepository
    ) async throws {
        guard !change.isEmpty else { return }
        try self.change(number, in: repository) { record in
            if let title = change.title { record.title = title }
            if let description = change.description { record.description = description }
            if let target = change.targetBranch { record.target = target }
            record.labels.removeAll(where: change.removedLabels.contains)
            record.labels += change.addedLabels.filter { !record.labels.contains($0) }
            if let assignees = change.assignees { record.assignees = assignees.map(\.name) }
            if let reviewers = change.reviewers { record.reviewers = reviewers.map(\.name) }
        }
    }

    public func closeMergeRequest(_ number: Int, in repository: ForgeRepository) async throws {
        try change(number, in: repository) { record in
            if record.state == .open { record.state = .closed }
        }
    }

    public func reopenMergeRequest(_ number: Int, in repository: ForgeRepository) async throws {
        try change(number, in: repository) { record in
            if record.state == .closed { record.state = .open }
        }
    }

    /// Nobody merges here but the people who own the repository.
    public func hasConflicts(_ number: Int, in repository: ForgeRepository) async throws -> Bool? { nil }

    public func checkState(of commit: CommitSHA, in repository: ForgeRepository) async throws -> CheckState { .none }

    public func listNewestMergeRequests(
        in repository: ForgeRepository, branchPrefix: String
    ) async throws -> [MergeRequest] {
        try requests(in: repository).filter { $0.sourceBranch.rawValue.hasPrefix(branchPrefix) }.reversed()
    }

    public func enableAutomerge(
        _ number: Int, at commit: CommitSHA, _ strategy: LifeCycleOptions.MergeStrategy, in repository: ForgeRepository
    ) async throws -> AutomergeOutcome {
        .refused("Nothing merges by itself on a disk: merge the branch by hand.")
    }

    public func disableAutomerge(_ number: Int, in repository: ForgeRepository) async throws {}

    /// All notes that stand in the file are ours.
    public func listNotes(of number: Int, in repository: ForgeRepository) async throws -> [ForgeNote] {
        try records(of: repository).notes(of: number).enumerated().map { index, text in
            ForgeNote(id: String(index), author: "", text: text, isOurs: true)
        }
    }

    public func updateNote(
        _ id: String, to text: String, of number: Int, in repository: ForgeRepository
    ) async throws {
        let records = records(of: repository)
        var notes = try records.notes(of: number)
        guard let index = Int(id), notes.indices.contains(index) else {
            throw ForgeError(.notFound, "\(records.filePath(number)) has no note \(id).")
        }
        notes[index] = text
        try records.setNotes(notes, of: number)
    }

    /// Whoever can write here can push here.
    public func mayCommand(_ user: String, on number: Int, in repository: ForgeRepository) async throws -> Bool { true }

    public func addNote(_ text: String, to number: Int, in repository: ForgeRepository) async throws {
        _ = try read(number, in: repository)
        try records(of: repository).addNote(text, to: number)
    }

    public func deleteBranch(_ branch: BranchName, in repository: ForgeRepository) async throws {
        guard let found = LocalRepository(containing: repository.id) else {
            throw ForgeError(.notFound, "\(repository.id) is not a Git repository (any more).")
        }
        try found.deleteBranch(branch)
    }

    // MARK: Repositories

    private func add(_ path: String, to listing: inout RepositoryListing) throws {
        guard let found = LocalRepository(containing: path) else {
            listing.diagnostics.append(
                Diagnostic(severity: .error, message: "\(path) is left out: it is not in a Git repository."))
            return
        }
        guard listing.seen.insert(found.path).inserted else { return }
        guard let branch = found.headBranch else {
            listing.diagnostics.append(
                Diagnostic(severity: .warning, message: "\(found.path) is left out: its HEAD is not on a branch."))
            return
        }
        guard found.hasBranch(branch) else {
            listing.diagnostics.append(
                Diagnostic(severity: .warning, message: "\(found.path) is left out: \(branch) has no commit yet."))
            return
        }
        let repository = ForgeRepository(
            id: found.path, path: found.path, webURL: URL(fileURLWithPath: found.path).absoluteString,
            remote: GitRemote(url: found.path), defaultBranch: branch)
        listing.repositories.append(repository)
        listing.diagnostics += try records(of: repository).list().problems
    }

    // MARK: Records

    /// The folder of a repository: its name for people, and a hash of its path to keep equal names apart.
    private func records(of repository: ForgeRepository) -> LocalRecordFolder {
        let name = URL(fileURLWithPath: repository.id).lastPathComponent
        let safe = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
        for byte in repository.id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        let tail = String(repeating: "0", count: max(0, 16 - digits.count)) + digits
        return LocalRecordFolder(path: folder + "/" + String(safe.prefix(60)) + "-" + tail.prefix(8))
    }

    private func requests(in repository: ForgeRepository) throws(ForgeError) -> [MergeRequest] {
        let records = records(of: repository)
        return try records.list().records.map { request($0.number, $0.record, records) }
    }

    private func request(_ number: Int, _ record: LocalRecord, _ records: LocalRecordFolder) -> MergeRequest {
        MergeRequest(
            number: number, state: record.state, title: record.title, description: record.description,
            sourceBranch: record.source, targetBranch: record.target, labels: record.labels,
            assignees: record.assignees, reviewers: record.reviewers, webURL: records.filePath(number))
    }

    private func read(_ number: Int, in repository: ForgeRepository) throws(ForgeError) -> LocalRecord {
        let records = records(of: repository)
        do {
            return try records.read(number)
        } catch let error as ForgeError {
            throw error
        } catch {
            let reason = (error as? LocalRecord.Problem)?.message ?? error.localizedDescription
            throw ForgeError(
                .malformed, "Could not read \(records.filePath(number)): \(reason). Correct the file, or delete it.")
        }
    }

    private func change(
        _ number: Int, in repository: ForgeRepository, _ edit: (inout LocalRecord) -> Void
    ) throws(ForgeError) {
        let before = try read(number, in: repository)
        var after = before
        edit(&after)
        if after != before { try records(of: repository).replace(number, with: after) }
    }
}
