import Foundation

/// Returns the required stops of GitLab that come with this program, oldest first; empty when the file is missing.
///
/// Source: config/upgrade_path.yml and doc/update/upgrade_paths.md of GitLab; each row names its own.
public func gitlabStops() -> [RouteStop] {
    guard let file = Bundle.module.url(forResource: "Resources/gitlab-stops", withExtension: "tsv"),
        let text = try? String(contentsOf: file, encoding: .utf8)
    else { return [] }
    return text.split(separator: "\n").compactMap { RouteStop(row: $0) }
}
