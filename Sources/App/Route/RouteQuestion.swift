import Foundation
import Routes

/// The question for a route as it is typed: texts that may be wrong, and what is said about them.
struct RouteQuestion {
    /// The command's name, for messages.
    var command: String
    var catalogue: Catalogue
    var from: String
    /// Nil means the newest release that is known.
    var to: String?
    var mode: RouteMode
    var conditions: [String: Bool] = [:]
    /// The path of a file with released versions; nil means those of the catalogue.
    var available: String?
    var leader: String?
    /// The versions that a registry has; nil when none was asked.
    var published: Set<ReleaseNumber>?

    /// - Throws: ``CommandFailure`` when a text is wrong, or the goal is a version to avoid.
    func answer() throws -> Route {
        guard let start = ReleaseNumber(tag: from) else {
            throw wrong("--from \(from) is not a version; write it as 15.11.13.")
        }
        let listed = try published ?? readAvailable()
        var published = listed ?? catalogue.knownVersions
        let isUnknown = listed == nil && catalogue.releases.isEmpty && catalogue.charts.isEmpty
        guard let goal = goal(in: published, isUnknown: isUnknown) else {
            guard let to else {
                throw wrong("no release of \(catalogue.component.id) is known; say with --to where it is to go.")
            }
            throw wrong("--to \(to) is not a version with a known patch; write it as 18.11.11.")
        }
        guard start <= goal else {
            let meant = to == nil ? "the newest known release, \(goal)" : "--to \(goal)"
            throw wrong("--from \(start) is newer than \(meant); a route never goes backwards.")
        }
        if let bad = catalogue.reasonToAvoid(goal, mode: mode) {
            throw CommandFailure(
                message: "\(command): \(goal) is to be avoided: \(bad.reason) (\(bad.source)); choose another patch.",
                code: .failed)
        }
        if isUnknown, let minors = catalogue.routeOfMinors(from: start, to: goal) { return minors }
        if listed == nil { published.insert(goal) }
        let leader = try leader.map { text in
            guard let version = ReleaseNumber(tag: text) else {
                throw wrong("--leader \(text) is not a version; write it as 18.11.11.")
            }
            return version
        }
        return catalogue.route(
            from: start, to: goal, mode: mode, conditions: conditions, available: published, leader: leader)
    }

    /// The version that is meant: the newest good one, the newest good patch of a minor, or the version as it is.
    private func goal(in published: Set<ReleaseNumber>, isUnknown: Bool) -> ReleaseNumber? {
        guard let to else { return published.subtracting(catalogue.avoided(of: published, mode: mode)).max() }
        guard let line = ReleaseLine(to.hasPrefix("v") ? String(to.dropFirst()) : to) else {
            return ReleaseNumber(tag: to)
        }
        let newest = published.subtracting(catalogue.avoided(of: published, mode: mode)).filter { $0.line == line }
            .max()
        return newest ?? (isUnknown ? ReleaseNumber(tag: to) : nil)
    }

    private func readAvailable() throws -> Set<ReleaseNumber>? {
        guard let available else { return nil }
        return try readVersions(available, command: command)
    }

    private func wrong(_ message: String) -> CommandFailure {
        CommandFailure(message: "\(command): \(message)", code: .usage)
    }
}

/// Reads a file with one version a line; what is no version is left out.
func readVersions(_ path: String, command: String) throws -> Set<ReleaseNumber> {
    // Not by Foundation, which does not read pipes.
    guard let bytes = try? ConfigFiles().read(path) else {
        throw CommandFailure(
            message: "\(command): --available \(path) cannot be read; name a text file with one version a line.",
            code: .usage)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return Set(text.split(whereSeparator: \.isWhitespace).compactMap { ReleaseNumber(tag: $0) })
}
