public import Foundation

/// Releases of source repositories, as GitHub and GitLab list them: for release notes.
///
/// - Source: docs.github.com/en/rest/releases/releases, docs.gitlab.com/api/releases.
public final class SandboxSources: Sendable {
    private struct Release: Sendable {
        var tag: String
        var date: Date
        var notes: String
    }

    private let repositories = Locked<[String: [Release]]>([:])
    /// `127.0.0.1:PORT`.
    public let host: String
    /// What the path of a repository is appended to behind a slash.
    public var url: String { "http://" + host }

    init(host: String) { self.host = host }

    /// Publishes a release; one of the same tag is replaced.
    public func addRelease(_ tag: String, of repository: String, date: Date = SeedCommit.firstTime, notes: String) {
        repositories.withLock {
            $0[repository, default: []].removeAll { $0.tag == tag }
            $0[repository, default: []].append(Release(tag: tag, date: date, notes: notes))
        }
    }

    /// Publishes releases for everything in a catalogue that names its source, and returns it with that moved to here.
    func publish(_ catalogue: Catalogue) -> Catalogue {
        var catalogue = catalogue
        for index in catalogue.images.indices {
            guard let name = Self.repository(catalogue.images[index].source) else { continue }
            catalogue.images[index].source = url + "/" + name
            for tag in catalogue.images[index].tags where tag.version.wholeMatch(of: /v?[0-9]+(\.[0-9]+)+/) != nil {
                let version = tag.version.hasPrefix("v") ? tag.version : "v" + tag.version
                addRelease(version, of: name, date: tag.released, notes: Self.notes(name, version))
            }
        }
        for place in catalogue.chartRepositories.indices {
            for index in catalogue.chartRepositories[place].charts.indices {
                var chart = catalogue.chartRepositories[place].charts[index]
                guard let name = Self.repository(chart.source) else { continue }
                chart.source = url + "/" + name
                for (number, version) in chart.versions.enumerated() {
                    let tag = "\(chart.name)-\(version.version)"
                    addRelease(tag, of: name, date: version.released, notes: Self.notes(name, tag))
                    guard let application = version.appVersion, chart.versions[number].changes == nil else { continue }
                    chart.versions[number].changes =
                        "- kind: changed\n  description: Moves the application to \(application)\n"
                        + "- kind: fixed\n  description: Keeps annotations of the service\n"
                }
                catalogue.chartRepositories[place].charts[index] = chart
            }
        }
        return catalogue
    }

    /// Owner and name of a repository at one of the public forges.
    private static func repository(_ address: String?) -> String? {
        guard let address, let host = ["https://github.com/", "https://gitlab.com/"].first(where: address.hasPrefix)
        else { return nil }
        return address.dropFirst(host.count).split(separator: "/").suffix(2).joined(separator: "/")
    }

    private static func notes(_ repository: String, _ tag: String) -> String {
        """
        ## What's Changed
        * Keep idle connections open by @octocat in https://github.com/\(repository)/pull/101
        * Fix a race at shutdown (#98)

        <!-- made by a machine -->
        """
    }

    func reply(to request: ServedRequest) -> Reply {
        guard request.method == "GET" || request.method == "HEAD" else { return .text(405, "method not allowed\n") }
        let parts = request.segments
        let value: JSONValue?
        if parts.count == 6, parts[1] == "v3", parts[2] == "repos", parts[5] == "releases" {
            value = releases(of: parts[3] + "/" + parts[4]).map { .array($0.map(gitHub)) }
        } else if parts.count == 5, parts[1] == "v4", parts[2] == "projects", parts[4] == "releases" {
            value = releases(of: parts[3]).map { .array($0.map(gitLab)) }
        } else {
            value = nil
        }
        guard let value else { return .json(404, ["message": "Not Found"]) }
        let etag = "\"\(sha256(value.bytes).prefix(32))\""
        if request.header("If-None-Match") == etag { return Reply(304, headers: [.init("ETag", etag)]) }
        return .json(200, value, headers: [.init("ETag", etag)])
    }

    /// The newest first, a page of them.
    private func releases(of repository: String) -> [Release]? {
        repositories.withLock { $0[repository] }.map { Array($0.sorted { $0.date > $1.date }.prefix(100)) }
    }

    private func gitHub(_ release: Release) -> JSONValue {
        [
            "tag_name": .string(release.tag), "name": .string(release.tag), "draft": false, "prerelease": false,
            "published_at": .string(internetTime(release.date)), "body": .string(release.notes),
        ]
    }

    private func gitLab(_ release: Release) -> JSONValue {
        [
            "tag_name": .string(release.tag), "name": .string(release.tag), "upcoming_release": false,
            "released_at": .string(internetTime(release.date)), "description": .string(release.notes),
        ]
    }
}
