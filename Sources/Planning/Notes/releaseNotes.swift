public import Domain
import Foundation

/// What was found out about the releases between two versions.
public struct NotesFacts: Hashable, Sendable {
    /// What the registry lists.
    public var list: ReleaseList?
    /// What single releases tell about themselves, by version.
    public var details: [String: ReleaseDetails] = [:]
    /// What the forge of the source code tells; nil where none is known.
    public var history: SourceHistory?
    /// Whether somebody did not answer who may do so another time.
    public var isIncomplete = false

    public init() {}
}

/// The most releases of one package that are shown.
public let shownReleaseLimit = 10

/// The versions of `list` behind `from` up to `to`, the newest first, as far as they are shown.
public func shownVersions(of question: NotesQuestion, in list: ReleaseList) -> (versions: [String], omitted: Int) {
    guard let range = VersionRange(from: question.from, to: question.to) else { return ([question.to], 0) }
    let fitting = list.releases.filter { !$0.isDeprecated || $0.version == question.to }.compactMap { release in
        TagName(release.version).map { (release.version, $0) }
    }.filter { range.contains($0.1) }.sorted { $0.1.compare($1.1) > 0 }.map(\.0)
    return (Array(fitting.prefix(shownReleaseLimit)), max(fitting.count - shownReleaseLimit, 0))
}

/// Puts together what is shown about the releases between two versions.
///
/// What a publisher says about a version of the package itself comes first. Else the releases of the source repository are
/// shown that belong to it: those named after it (`name-1.2.3`), or plain ones (`v1.2.3`). For a chart plain ones are taken
/// to be the application's, so that they are found by the application's version.
public func releaseNotes(for question: NotesQuestion, _ facts: NotesFacts) -> ReleaseNotes {
    var notes = ReleaseNotes(name: question.depName, from: question.from, to: question.to)
    notes.isIncomplete = facts.isIncomplete
    notes.changelogURL = question.changelogURL ?? facts.details[question.to]?.changelogURL
    notes.sourceURL = facts.history?.webURL
    let found = facts.history.flatMap { SourceSelection(question, facts, $0) }
    if let history = facts.history, history.error == nil || history.error?.isTransient == true {
        if history.error != nil || !history.releases.isEmpty { notes.releasesURL = history.releasesURL }
        notes.compareURL = found?.compareURL ?? history.compareURL(ofTags: question)
    }
    let own = ownEntries(question, facts, found)
    if own.entries.isEmpty {
        notes.entries = found?.entries ?? []
        notes.omitted = found?.omitted ?? 0
    } else {
        notes.entries = own.entries
        notes.omitted = own.omitted
    }
    return notes
}

/// What versions of the package tell about themselves.
private func ownEntries(
    _ question: NotesQuestion, _ facts: NotesFacts, _ found: SourceSelection?
) -> (entries: [ReleaseNotes.Entry], omitted: Int) {
    guard facts.details.values.contains(where: { $0.notes != nil }) else { return ([], 0) }
    let shown: (versions: [String], omitted: Int) =
        facts.list.map { shownVersions(of: question, in: $0) } ?? ([question.to], 0)
    let entries = shown.versions.compactMap { version -> ReleaseNotes.Entry? in
        guard let details = facts.details[version], details.notes != nil else { return nil }
        let page = TagName(version).flatMap { name in found?.matches.first { $0.name.isSameVersion(as: name) } }
        return ReleaseNotes.Entry(
            version: version,
            date: facts.list?.releases.first { $0.version == version }?.timestamp ?? details.timestamp,
            url: details.notesURL ?? (found?.isOfApplication == true ? nil : page?.release.url),
            text: details.notes ?? "")
    }
    return (entries, shown.omitted)
}

/// Behind one version up to another.
struct VersionRange {
    let from: TagName
    let to: TagName

    init?(from: String, to: String) {
        guard let from = TagName(from), let to = TagName(to), from.compare(to) < 0 else { return nil }
        self.from = from
        self.to = to
    }

    /// Pre-releases count only on the way from or to one.
    func contains(_ name: TagName) -> Bool {
        guard name.compare(from) > 0, name.compare(to) <= 0 else { return false }
        return name.stage.isEmpty || !to.stage.isEmpty || !from.stage.isEmpty
    }
}

/// The releases of a source repository that belong to an update.
private struct SourceSelection {
    struct Match {
        var name: TagName
        var release: SourceRelease
    }

    /// The newest first.
    var matches: [Match] = []
    /// Whether they are of the application in a chart.
    var isOfApplication = false
    var compareURL: String?

    var entries: [ReleaseNotes.Entry] {
        matches.prefix(shownReleaseLimit).map {
            ReleaseNotes.Entry(
                version: $0.release.tag, date: $0.release.date, url: $0.release.url, text: $0.release.notes ?? "")
        }
    }

    var omitted: Int { max(matches.count - shownReleaseLimit, 0) }

    init?(_ question: NotesQuestion, _ facts: NotesFacts, _ history: SourceHistory) {
        let all = history.releases.compactMap { release in
            TagName(release.tag).map { Match(name: $0, release: release) }
        }
        let own = VersionRange(from: question.from, to: question.tag ?? question.to)
        let application = Self.applicationRange(question, facts.list)
        let named = all.filter { Self.isNamed($0.name.family, after: question) }
        let plain = all.filter { Self.isPlain($0.name.family) }
        let isChart = facts.list?.releases.contains { $0.appVersion != nil } == true
        var attempts: [([Match], VersionRange?, Bool)] = [(named, own, false)]
        attempts.append(isChart ? (plain, application, true) : (plain, own, false))
        for (candidates, range, isOfApplication) in attempts {
            guard let range else { continue }
            let fitting = candidates.filter { range.contains($0.name) }
            guard !fitting.isEmpty else { continue }
            matches = Self.withoutDoubles(fitting.sorted { $0.name.compare($1.name) > 0 })
            self.isOfApplication = isOfApplication
            compareURL = Self.compareURL(range, candidates, history)
            return
        }
        return nil
    }

    /// A repository of several packages names tags after them.
    private static func isNamed(_ family: String, after question: NotesQuestion) -> Bool {
        let words = family.lowercased().split { "-_/@ ".contains($0) }.joined(separator: "-")
        guard !words.isEmpty else { return false }
        let names = [question.depName, question.package.name].flatMap { name -> [String] in
            let last = name.split(separator: "/").last.map { $0.lowercased() } ?? ""
            return [last, "helm-" + last, "chart-" + last, "charts-" + last, last + "-chart", last + "-helm-chart"]
        }
        let isChart = question.package.datasource == "helm"
        return names.contains(words) || (isChart && ["chart", "helm-chart", "helm"].contains(words))
    }

    private static func isPlain(_ family: String) -> Bool {
        ["", "release", "version", "ver", "r"].contains(family.lowercased().filter { $0.isLetter })
    }

    private static func applicationRange(_ question: NotesQuestion, _ list: ReleaseList?) -> VersionRange? {
        let version = { (chart: String) in list?.releases.first { $0.version == chart }?.appVersion }
        guard let from = version(question.from), let to = version(question.to) else { return nil }
        return VersionRange(from: from, to: to)
    }

    /// One of `v1.2.3` and `1.2.3`: the one that says something.
    private static func withoutDoubles(_ matches: [Match]) -> [Match] {
        matches.reduce(into: []) { kept, match in
            guard let last = kept.last, last.name.isSameVersion(as: match.name), last.name.suffix == match.name.suffix
            else { return kept.append(match) }
            if last.release.notes?.isEmpty != false { kept[kept.count - 1] = match }
        }
    }

    /// Only between tags that are there; one that is older than the list is spelled as the newer one is.
    private static func compareURL(_ range: VersionRange, _ candidates: [Match], _ history: SourceHistory) -> String? {
        guard let to = candidates.first(where: { $0.name.isSameVersion(as: range.to) }) else { return nil }
        if let from = candidates.first(where: {
            $0.name.prefix == to.name.prefix && $0.name.isSameVersion(as: range.from)
        }) {
            return history.compareURL(from: from.release.tag, to: to.release.tag)
        }
        guard history.releases.count >= 100, to.name.suffix.isEmpty else { return nil }
        let numbers = range.from.numbers.map(String.init).joined(separator: ".")
        return history.compareURL(from: to.name.prefix + numbers, to: to.release.tag)
    }
}

extension SourceHistory {
    /// Where the versions are the tags of the source repository themselves.
    fileprivate func compareURL(ofTags question: NotesQuestion) -> String? {
        let datasources: Set<DatasourceID> = [
            "git-tags", "github-tags", "github-releases", "gitlab-tags", "gitlab-releases",
        ]
        guard datasources.contains(question.package.datasource), question.tag == nil else { return nil }
        return compareURL(from: question.from, to: question.to)
    }
}
