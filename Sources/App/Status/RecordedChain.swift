import Domain
import Foundation
import Routes

/// A chain as a run left it.
struct RecordedChain: Hashable, Sendable {
    /// The forge's name in settings and the full path.
    var repository: String
    var target: BranchName
    /// When the run ended.
    var at: Date
    var chain: ComponentChain
}

extension RecordedChain {
    /// The other pins of the same installation, and which of them is behind.
    fileprivate func companions(in chains: [RecordedChain]) -> [String] {
        guard let shared = chain.plan.shared else { return [] }
        return chains.filter { other in
            other.chain.plan.component == chain.plan.component && other.chain.plan.shared?.name == shared.name
                && (other.repository != repository || other.chain.plan.file != chain.plan.file)
        }.map { other in
            let plan = other.chain.plan
            let purpose = plan.shared?.isBootstrap == true ? ", for new clusters" : ""
            return
                "also pinned in \(other.repository) \(plan.file)\(purpose): \(plan.current), \(order(plan.current))"
        }
    }

    private func order(_ version: String) -> String {
        guard let other = ReleaseNumber(tag: version), let own = ReleaseNumber(tag: chain.plan.current), other != own
        else { return "the same" }
        return other < own ? "behind" : "ahead"
    }
}

/// The chains for people: what is done, what is now, what is to come, and what each waits for.
///
/// Several chains of one repository stand side by side, so that it is seen what waits for what.
func statusReport(_ chains: [RecordedChain], width: Int = 120) -> String {
    struct Place: Hashable {
        var repository: String
        var target: BranchName
    }
    let all = chains
    let groups = Dictionary(grouping: chains) { Place(repository: $0.repository, target: $0.target) }
        .sorted { ($0.key.repository, $0.key.target) < ($1.key.repository, $1.key.target) }
    return groups.map { place, chains in
        guard chains.count > 1 else { return chains.map { chainText($0, among: all) }.joined() }
        let told = chains.map { recorded in
            (["\(recorded.chain.plan.name), \(recorded.chain.state.rawValue): \(recorded.chain.evidence)"]
                + remarks(recorded, among: all))
                .map(printable).joined(separator: "\n  ") + "\n"
        }
        return "\(place.repository)  (\(place.target))\n\n" + chainColumns(chains.map(\.chain), width: width) + "\n"
            + told.joined()
    }.joined(separator: "\n")
        + (chains.isEmpty ? "" : "\n* a stop that may not be passed over\n")
}

private func chainText(_ recorded: RecordedChain, among all: [RecordedChain]) -> String {
    let chain = recorded.chain
    let plan = chain.plan
    let next = plan.hops.map { hop in hop.isStop ? "\(hop.version)*" : hop.version }
    let route = chain.done + ["[\(plan.current)]"] + next
    let lines = [
        "\(plan.name)  \(recorded.repository)  \(plan.file)  (\(recorded.target))",
        route.joined(separator: " -> "), "\(chain.state.rawValue): \(chain.evidence)",
    ]
    return (lines + remarks(recorded, among: all)).map(printable).joined(separator: "\n  ") + "\n"
}

private func remarks(_ recorded: RecordedChain, among all: [RecordedChain]) -> [String] {
    let chain = recorded.chain
    var lines = [chain.webURL].compactMap(\.self) + recorded.companions(in: all)
    if chain.state != .held, let obstacle = chain.plan.obstacle { lines.append("further on: \(obstacle)") }
    return lines + ["seen \(recorded.at.formatted(.iso8601))"]
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
        var installation: String?
        var bootstrap: Bool?
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
            file: plan.file, installation: plan.shared?.name, bootstrap: plan.shared?.isBootstrap,
            state: chain.state.rawValue, evidence: chain.evidence, done: chain.done,
            current: plan.current, goal: plan.goal,
            hops: plan.hops.map { Hop(version: $0.version, stop: $0.isStop, reason: $0.reason, source: $0.source) },
            obstacle: plan.obstacle, mergeRequest: chain.mergeRequest, url: chain.webURL,
            seenAt: recorded.at.formatted(.iso8601))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Status(chains: entries, brokenSettings: brokenSettings)), as: UTF8.self)
}
