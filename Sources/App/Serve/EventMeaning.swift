import Domain
import Foundation

/// What one event asks for: repositories by name, or every repository that pins a package.
enum EventMeaning: Hashable, Sendable {
    case repository(String, reason: String)
    case package(names: [String], datasources: [DatasourceID], reason: String)
}

/// What follows from an event. Nothing follows from what cannot change what should be open.
func meaning(of event: Event) -> EventMeaning? {
    switch event {
    case .branchPushed(let repository, let branch, _, let paths):
        // Our own pushes are the end of a run, not the beginning of one.
        guard !branch.rawValue.hasPrefix("windlass/") else { return nil }
        if let paths, !paths.contains(where: mattersToScan) { return nil }
        return .repository(repository.path, reason: "\(branch) was pushed")
    case .tagPublished(let repository, let tag):
        return .package(
            names: [repository.path],
            datasources: ["github-tags", "github-releases", "gitlab-tags", "gitlab-releases"],
            reason: "\(repository.path) published \(tag)")
    case .mergeRequest(_, _, .opened), .mergeRequest(_, _, .updated): return nil
    case .mergeRequest(let repository, let number, let change):
        return .repository(repository.path, reason: "!\(number) was \(change.rawValue)")
    case .command(let repository, let number, let author, _):
        return .repository(repository.path, reason: "\(author) wrote a command in !\(number)")
    case .packagePushed(let push):
        return .package(
            names: packageNames(push), datasources: ["docker", "helm"],
            reason: "\(push.repository)\(push.tag.map { ":" + $0 } ?? "") was pushed")
    case .repository(_, .archived), .repository(_, .removed): return nil
    case .repository(let repository, let change):
        return .repository(repository.path, reason: "the repository was \(change.rawValue)")
    case .pipelineFinished, .issueEdited, .installationChanged, .rollout: return nil
    }
}

/// The names that pins of a pushed package may have.
func packageNames(_ push: PackagePush) -> [String] {
    guard let registry = push.registry else { return [push.repository] }
    let whole = registry + "/" + push.repository
    guard registry == "docker.io" else { return [whole] }
    let short = push.repository.hasPrefix("library/") ? String(push.repository.dropFirst(8)) : push.repository
    return Array(Set([whole, push.repository, short, "index.docker.io/" + push.repository])).sorted()
}

/// Whether a change of the file can change what is pinned: texts and pictures cannot.
private func mattersToScan(_ path: String) -> Bool {
    let endings = [".md", ".markdown", ".adoc", ".rst", ".png", ".svg", ".jpg", ".jpeg", ".gif", ".pdf", ".ico"]
    let name = path.lowercased()
    return !endings.contains { name.hasSuffix($0) }
}
