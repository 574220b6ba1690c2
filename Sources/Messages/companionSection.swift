public import Domain
import Foundation

private let opening = "<!-- windlass:companions -->"
private let closing = "<!-- /windlass:companions -->"

/// The part of a description that links the merge requests of one installation in several repositories, and says in which
/// order they are merged.
public func companionSection(_ plan: ComponentPlan, _ companions: [Companion]) -> String? {
    guard let shared = plan.shared, !companions.isEmpty else { return nil }
    let lines = companions.map { companion in
        let purpose = companion.isBootstrap ? "what new clusters begin with" : "what runs follows it"
        guard let request = companion.request else {
            return "- \(Markdown.code(companion.repository)) (\(purpose)): no merge request yet"
        }
        let name = Markdown.link(code: "\(companion.repository)!\(request.number)", to: request.webURL)
        let state =
            switch request.state {
            case .open: "open"
            case .merged: "merged"
            case .closed: "closed without being merged"
            }
        return "- \(name) (\(purpose)): to \(Markdown.code(request.to)), \(state)"
    }
    return
        ([opening, "**\(plan.name) (\(Markdown.plain(shared.name))) is pinned in more than one repository**", ""]
        + lines
        + ["", order(shared, companions), closing]).joined(separator: "\n")
}

private func order(_ shared: SharedInstallation, _ companions: [Companion]) -> String {
    if shared.isBootstrap, let first = companions.first(where: { !$0.isBootstrap }) {
        return
            "Merge \(Markdown.code(first.repository)) first: what runs follows that pin. This one only says what new clusters begin with, and should say what was seen to run."
    }
    if !shared.isBootstrap, companions.contains(where: \.isBootstrap) {
        return
            "Merge this one first: what runs follows it, so that merging it is the upgrade. The other only says what new clusters begin with; merge it when this version was seen to run."
    }
    return "Merge them right after each other, so that neither undoes the other."
}

/// That part of a description as it was written; nil when there is none.
public func companionSection(in description: String) -> String? {
    guard let start = description.range(of: opening),
        let end = description.range(of: closing, range: start.upperBound..<description.endIndex)
    else { return nil }
    return String(description[start.lowerBound..<end.upperBound])
}
