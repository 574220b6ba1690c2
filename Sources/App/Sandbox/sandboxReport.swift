import Foundation
import Messages

/// The merge requests of the sandbox as a table, each diff below.
func sandboxReport(_ requests: [ShownMergeRequest], secondRunWrites: Int, on terminal: Terminal) -> String {
    var table = TextTable(header: ["MERGE REQUEST", "REPOSITORY", "TITLE", "BRANCH", "ASSIGNED TO", "FILES"])
    for request in requests {
        table.add([
            "!\(request.number)", request.repository, request.title, request.sourceBranch,
            request.assignees.map { "@" + $0 }.joined(separator: " "), "\(request.files.count)",
        ])
    }
    let diffs = requests.map { request in
        "--- \(request.repository)!\(request.number) \(request.title)\n\(terminal.coloured(diff: request.diff))"
    }
    let count = requests.count
    return diffs.joined(separator: "\n") + "\n" + table.text()
        + "\n\(count) merge \(count == 1 ? "request" : "requests") opened. A second run made \(secondRunWrites) "
        + "\(secondRunWrites == 1 ? "write" : "writes")"
        + (secondRunWrites == 0 ? ", as it should." : ": that is a defect.")
}

/// The merge requests of the sandbox as one JSON object.
func sandboxJSON(_ requests: [ShownMergeRequest], secondRunWrites: Int) throws -> String {
    struct SecondRun: Encodable { var writes: Int }
    struct Result: Encodable {
        var mergeRequests: [ShownMergeRequest]
        var secondRun: SecondRun
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let result = Result(mergeRequests: requests, secondRun: SecondRun(writes: secondRunWrites))
    return String(decoding: try encoder.encode(result), as: UTF8.self)
}
