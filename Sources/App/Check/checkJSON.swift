import Domain
import Foundation

/// The result of `check` for one folder as one line of JSON; its shape is stable.
func checkJSON(_ plan: Plan, root: String) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(CheckJSON(plan, root: root)), as: UTF8.self)
}

private struct CheckJSON: Encodable {
    var root: String
    var updates: [Update]
    var held: [Held]
    var unknown: [Unknown]
    var upToDate: Int
    var skipped: Int

    struct Update: Encodable {
        var branch: String
        var file: String
        var line: Int
        var depName: String
        var updateType: String
        var currentValue: String?
        var newValue: String?
        var currentDigest: String?
        var newDigest: String?
    }

    init(_ plan: Plan, root: String) {
        self.root = root
        updates = plan.proposals.flatMap { proposal in
            proposal.updates.map { update in
                Update(
                    branch: proposal.branch.rawValue, file: update.dependency.file, line: update.dependency.line,
                    depName: update.dependency.depName, updateType: update.type.rawValue,
                    currentValue: update.dependency.currentValue, newValue: update.newValue,
                    currentDigest: update.dependency.currentDigest, newDigest: update.newDigest)
            }
        }
        held = plan.held.map(Held.init)
        unknown = plan.unknown.map(Unknown.init)
        upToDate = plan.upToDate.count
        skipped = plan.skipped.count
    }
}
