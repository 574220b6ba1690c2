import Foundation

/// What a commit says about itself.
struct CommitRecord: Sendable {
    struct Person: Sendable {
        var name: String
        var email: String
        var time: Date
    }

    var id: String
    var tree: String
    var parents: [String]
    var author: Person
    var committer: Person
    var message: String

    var title: String { message.split(separator: "\n").first.map(String.init) ?? "" }
}

extension BareRepository {
    /// Reads the commits that `revisions` name, in one command.
    func commits(_ revisions: [String]) async throws(SandboxError) -> [CommitRecord] {
        guard !revisions.isEmpty else { return [] }
        let format = "%H%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%T%x00%B%x00%x01"
        let output = try await text(["show", "--no-patch", "--format=\(format)"] + revisions)
        return output.split(separator: "\u{01}").compactMap { record in
            let parts = record.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
            guard parts.count >= 10, let authored = TimeInterval(parts[4]), let committed = TimeInterval(parts[7])
            else { return nil }
            return CommitRecord(
                id: parts[0].trimmingCharacters(in: .whitespacesAndNewlines),
                tree: parts[8], parents: parts[1].split(separator: " ").map(String.init),
                author: .init(name: parts[2], email: parts[3], time: Date(timeIntervalSince1970: authored)),
                committer: .init(name: parts[5], email: parts[6], time: Date(timeIntervalSince1970: committed)),
                message: parts[9])
        }
    }
}
