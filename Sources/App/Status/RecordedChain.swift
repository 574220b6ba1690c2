import Domain
import Foundation

/// A chain as a run left it.
struct RecordedChain: Hashable, Sendable {
    /// The forge's name in settings and the full path.
    var repository: String
    var target: BranchName
    /// When the run ended.
    var at: Date
    var chain: ComponentChain
}

/// The chains for people: what is done, what is now, what is to come, and what each waits for.
func statusReport(_ chains: [RecordedChain]) -> String {
    chains.map { recorded in
        let chain = recorded.chain
        let plan = chain.plan
        let next = plan.hops.map { hop in hop.isStop ? "\(hop.version)*" : hop.version }
        let route = chain.done + ["[\(plan.current)]"] + next
        var lines = [
            "\(plan.name)  \(recorded.repository)  \(plan.file)  (\(recorded.target))",
            "  \(route.joined(separator: " -> "))",
            "  \(chain.state.rawValue): \(chain.evidence)",
        ]
        if let url = chain.webURL { lines.append("  \(url)") }
        if chain.state != .held, let obstacle = plan.obstacle { lines.append("  further on: \(obstacle)") }
        lines.append("  seen \(recorded.at.formatted(.iso8601))")
        return lines.joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
        + (chains.isEmpty ? "" : "\n[pinned now]  * a stop that may not be passed over\n")
}

/// The chains as one JSON object: `{"chains": [{"repository", "branch", "component", "file", "state", ...}],
/// "brokenSettings": ["forge/repository"]}`.
func statusJSON(_ chains: [RecordedChain], brokenSettings: [String] = []) throws -> String {
    struct Status: Encodable {
        var chains: [Entry]
        var brokenSettings: [String]
    }
    struct Hop: Encodable {
        var version: String
        var stop: Bool
        var reason: String
        var source: String?
    }
    struct Entry: Encodable {
        var repository: String
        var branch: String
        var component: String
        var file: String
        var state: String
        var evidence: String
        var done: [String]
        var current: String
        var goal: String
        var hops: [Hop]
        var obstacle: String?
        var mergeRequest: Int?
        var url: String?
        var seenAt: String
    }
    let entries = chains.map { recorded in
        let chain = recorded.chain
        let plan = chain.plan
        return Entry(
            repository: recorded.repository, branch: recorded.target.rawValue, component: plan.component.rawValue,
            file: plan.file, state: chain.state.rawValue, evidence: chain.evidence, done: chain.done,
            current: plan.current, goal: plan.goal,
            hops: plan.hops.map { Hop(version: $0.version, stop: $0.isStop, reason: $0.reason, source: $0.source) },
            obstacle: plan.obstacle, mergeRequest: chain.mergeRequest, url: chain.webURL,
            seenAt: recorded.at.formatted(.iso8601))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Status(chains: entries, brokenSettings: brokenSettings)), as: UTF8.self)
}
