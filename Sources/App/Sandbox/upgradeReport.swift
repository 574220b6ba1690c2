import ArgumentParser
import Domain
import Foundation
import Sandbox

/// What `windlass sandbox` shows.
enum SandboxScenario: String, ExpressibleByArgument, CaseIterable {
    case nightly
    case gitlabUpgrade = "gitlab-upgrade"
}

let upgradeIntroduction = """
    A platform pins GitLab 16.11, a runner that is as old, and the Argo CD 2.14 that applies them and itself. Each round the nightly
    job runs, the administrator merges what it opened, and a simulated cluster applies it: GitLab is away for a moment, then works
    on its background migrations; Argo CD goes one minor after the other, and while it is replaced nothing else is applied.

    """

/// One round: where the components stand, what was merged, and what the cluster did.
func roundReport(_ round: UpgradeScenario.Round) -> String {
    var lines = ["Round \(round.number)"]
    for chain in round.chains {
        lines.append("  \(chain.plan.name) \(chain.plan.current)  \(chain.state.rawValue): \(chain.evidence)")
    }
    for request in round.merged { lines.append("  admin merges !\(request.iid) \(request.title)") }
    for event in round.events { lines.append("  cluster: \(event)") }
    return lines.joined(separator: "\n") + "\n"
}

func upgradeSummary(_ history: [String: [String]], _ violations: [String], hasArrived: Bool) -> String {
    var lines = history.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.joined(separator: " -> "))" }
    lines.append(
        hasArrived ? "Everything runs the newest version." : "The newest version was not reached: that is a defect.")
    lines.append(
        violations.isEmpty
            ? "The cluster had nothing to refuse."
            : "The cluster would have refused:\n" + violations.map { "  \($0)" }.joined(separator: "\n"))
    return "\n" + lines.joined(separator: "\n")
}

/// `{"arrived", "rounds": [{"number", "chains", "merged"}], "history", "violations"}`.
func upgradeJSON(
    _ rounds: [UpgradeScenario.Round], _ history: [String: [String]], _ violations: [String], hasArrived: Bool
) throws -> String {
    struct Chain: Encodable {
        var component: String
        var current: String
        var state: String
        var evidence: String
    }
    struct Merged: Encodable {
        var number: Int
        var title: String
        var sourceBranch: String
        var assignees: [String]
    }
    struct Round: Encodable {
        var number: Int
        var chains: [Chain]
        var merged: [Merged]
        var events: [String]
    }
    struct Result: Encodable {
        var arrived: Bool
        var rounds: [Round]
        var history: [String: [String]]
        var violations: [String]
    }
    let shown = rounds.map { round in
        Round(
            number: round.number,
            chains: round.chains.map {
                Chain(
                    component: $0.plan.component.rawValue, current: $0.plan.current, state: $0.state.rawValue,
                    evidence: $0.evidence)
            },
            merged: round.merged.map {
                Merged(number: $0.iid, title: $0.title, sourceBranch: $0.sourceBranch, assignees: $0.assignees)
            }, events: round.events)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(
        decoding: try encoder.encode(
            Result(arrived: hasArrived, rounds: shown, history: history, violations: violations)), as: UTF8.self)
}
