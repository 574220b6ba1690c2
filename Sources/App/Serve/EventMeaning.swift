import Domain
import Foundation

/// What one event asks for.
enum EventMeaning: Hashable, Sendable {
    /// Look at one repository; of a push, only when a file that was changed can hold a pin.
    case repository(String, changed: [String]?, reason: String)
    /// Look at every repository that pins one of these.
    case packages([PinnedName], reason: String)
    /// The repository is not ours to look at any more.
    case gone(String)
    /// A person gave an order below a merge request.
    case command(BotCommand, repository: String, number: Int, author: String)
    /// Look at the repositories with a component that is on its way.
    case chains(reason: String)
    /// Other repositories may be selected now.
    case listing(account: String, reason: String)
}

/// A package as pins name it.
struct PinnedName: Hashable, Sendable {
    var datasources: [DatasourceID]
    var names: [String]
}

/// What follows from an event, in order. Nothing follows from what cannot change what should be open.
///
/// - Parameter addresses: where the forges that the event may be about are, without trailing slash.
func meanings(of event: Event, addresses: [String] = []) -> [EventMeaning] {
    switch event {
    case .branchPushed(let repository, let branch, let isDefault, let paths):
        // Our own pushes are the end of a run, not the beginning of one.
        guard !branch.rawValue.hasPrefix("windlass/") else { return [] }
        let look = EventMeaning.repository(repository.path, changed: paths, reason: "\(branch) was pushed")
        let pins = PinnedName(datasources: ["git-refs"], names: gitAddresses(repository.path, addresses))
        guard isDefault, !pins.names.isEmpty else { return [look] }
        return [look, .packages([pins], reason: "\(branch) of \(repository.path) was pushed")]
    case .tagPublished(let repository, let tag):
        let byPath = PinnedName(
            datasources: ["github-tags", "github-releases", "gitlab-tags", "gitlab-releases"],
            names: [repository.path])
        let byAddress = PinnedName(datasources: ["git-tags"], names: gitAddresses(repository.path, addresses))
        return [.packages([byPath, byAddress], reason: "\(repository.path) published \(tag)")]
    case .mergeRequest(_, _, .opened), .mergeRequest(_, _, .updated): return []
    case .mergeRequest(let repository, let number, let change):
        return [.repository(repository.path, changed: nil, reason: "!\(number) was \(change.rawValue)")]
    case .command(let repository, let number, let author, .landed):
        return [.repository(repository.path, changed: nil, reason: "\(author) says that !\(number) has landed")]
    case .command(let repository, let number, let author, let command):
        return [.command(command, repository: repository.path, number: number, author: author)]
    case .packagePushed(let push):
        return [.packages(pinnedNames(push), reason: "\(push.repository)\(push.tag.map { ":" + $0 } ?? "") was pushed")]
    case .repository(let repository, .archived), .repository(let repository, .removed): return [.gone(repository.path)]
    case .repository(let repository, let change):
        return [.repository(repository.path, changed: nil, reason: "the repository was \(change.rawValue)")]
    case .installationChanged(let account):
        return [.listing(account: account, reason: "the app's installation at \(account) changed")]
    case .pipelineFinished(let repository, let commit):
        return [.repository(repository.path, changed: nil, reason: "the checks of \(commit) ended")]
    case .issueEdited(let repository, let number):
        return [.repository(repository.path, changed: nil, reason: "the issue #\(number) was edited")]
    case .rollout(let rollout):
        guard rollout.state != .running else { return [] }
        return [.chains(reason: "\(rollout.name): \(rollout.state.rawValue)")]
    }
}

/// The names that pins of a pushed image or chart may have.
func pinnedNames(_ push: PackagePush) -> [PinnedName] {
    // A chart repository is another part of the pin: of the name, only the last part is the chart's.
    let chart = push.repository.split(separator: "/").last.map(String.init) ?? push.repository
    return [
        PinnedName(datasources: ["docker"], names: imageNames(push)), PinnedName(datasources: ["helm"], names: [chart]),
    ]
}

private func imageNames(_ push: PackagePush) -> [String] {
    guard let registry = push.registry else { return [push.repository] }
    let whole = registry + "/" + push.repository
    guard registry == "docker.io" else {
        // Artifactory and Nexus serve a repository under a host or port of its own, too.
        let inner = push.repository.split(separator: "/").dropFirst().joined(separator: "/")
        return inner.isEmpty ? [whole] : [whole, registry + "/" + inner]
    }
    let short = push.repository.hasPrefix("library/") ? String(push.repository.dropFirst(8)) : push.repository
    return Array(Set([whole, push.repository, short, "index.docker.io/" + push.repository])).sorted()
}

/// The addresses that a repository is cloned from.
private func gitAddresses(_ path: String, _ addresses: [String]) -> [String] {
    addresses.flatMap { ["\($0)/\(path)", "\($0)/\(path).git"] }
}
