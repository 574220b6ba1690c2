public import Domain
public import Foundation
import GRDB

/// Release lists between runs. Lists that nobody asked for in 30 days are dropped.
extension StateDatabase: ReleaseCache {
    public func releases(of package: Package, fetchedSince earliest: Date) async -> ReleaseList? {
        guard let key = Self.key(of: package) else { return nil }
        let text = try? await read {
            try String.fetchOne(
                $0, sql: "SELECT releases FROM release_list WHERE package = ? AND fetched_at >= ?",
                arguments: [key, earliest.timeIntervalSince1970])
        }
        guard let text else { return nil }
        return try? JSONDecoder().decode(ReleaseList.self, from: Data(text.utf8))
    }

    public func store(_ releases: ReleaseList, of package: Package, fetchedAt time: Date) async {
        guard let key = Self.key(of: package), let data = try? JSONEncoder().encode(releases) else { return }
        let seconds = time.timeIntervalSince1970
        try? await write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO release_list (package, releases, fetched_at) VALUES (?, ?, ?)",
                arguments: [key, String(decoding: data, as: UTF8.self), seconds])
            try database.execute(
                sql: "DELETE FROM release_list WHERE fetched_at < ?", arguments: [seconds - 30 * 86_400])
        }
    }

    /// Forgets the lists of packages with one of `names`, so that they are asked for whatever their time to live.
    public func forgetReleases(of names: [String]) async {
        for name in names {
            try? await write {
                try $0.execute(
                    sql: "DELETE FROM release_list WHERE json_extract(package, '$.name') = ?", arguments: [name])
            }
        }
    }

    /// The package as JSON with sorted keys: equal packages have equal keys, and no separator can be forged.
    static func key(of package: Package) -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(package)).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// When releases were seen first. Losing that makes them younger than they are, nothing else.
extension StateDatabase: ReleaseMemory {
    public func firstSeen(_ version: String, of package: Package, now: Date) async -> Date {
        guard let key = Self.key(of: package) else { return now }
        let seconds = now.timeIntervalSince1970
        let first = try? await write { database in
            try database.execute(
                sql: "INSERT OR IGNORE INTO release_seen (package, version, seen_at) VALUES (?, ?, ?)",
                arguments: [key, version, seconds])
            return try Double.fetchOne(
                database, sql: "SELECT seen_at FROM release_seen WHERE package = ? AND version = ?",
                arguments: [key, version])
        }
        return Date(timeIntervalSince1970: (first ?? nil) ?? seconds)
    }
}
