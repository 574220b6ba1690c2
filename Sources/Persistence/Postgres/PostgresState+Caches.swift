public import Domain
public import Foundation

/// The HTTP cache. It is bounded in bytes, and what was unused for longest goes first.
extension PostgresState {
    public func response(for key: String) async -> CachedResponse? {
        let found = try? await run { connection in
            try connection.query(
                "SELECT etag, last_modified, headers, body, used_at FROM response WHERE key = $1", [.text(key)]
            ).first.map { row in
                let headers = try JSONDecoder().decode([String: String].self, from: Data(try row.text("headers").utf8))
                let response = CachedResponse(
                    etag: try row.optionalText("etag"), lastModified: try row.optionalText("last_modified"),
                    headers: headers, body: try row.bytes("body"))
                return (response, try row.number("used_at"))
            }
        }
        guard let (response, usedAt) = found ?? nil else { return nil }
        await touch(key, usedAt: usedAt)
        return response
    }

    /// Keeps `response`, unless it is larger than a quarter of the cache; then an older answer for `key` goes too.
    public func store(_ response: CachedResponse, for key: String) async {
        guard let encoded = try? JSONEncoder().encode(response.headers) else { return }
        let headers = String(decoding: encoded, as: UTF8.self)
        // What is counted against the limit: body, headers, and a guess at the rest.
        let size = response.body.count + headers.utf8.count + 200
        let (limit, time) = (responseCacheLimit, now().timeIntervalSince1970)
        _ = try? await write { connection in
            guard size <= limit / 4 else {
                try connection.query("DELETE FROM response WHERE key = $1", [.text(key)])
                return
            }
            try connection.query(
                """
                INSERT INTO response (key, etag, last_modified, headers, body, size, used_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (key) DO UPDATE SET
                    etag = excluded.etag, last_modified = excluded.last_modified, headers = excluded.headers,
                    body = excluded.body, size = excluded.size, used_at = excluded.used_at
                """,
                [
                    .text(key), .text(response.etag), .text(response.lastModified), .text(headers),
                    .bytes(response.body), .integer(size), .number(time),
                ])
            try evict(connection, limit: Int64(limit))
        }
    }

    /// Writes the time of use only once a day, so that reading a warm cache is not a write each time.
    private func touch(_ key: String, usedAt: Double) async {
        let time = now().timeIntervalSince1970
        guard time - usedAt > 86_400 else { return }
        _ = try? await run {
            try $0.query("UPDATE response SET used_at = $1 WHERE key = $2", [.number(time), .text(key)]).changes
        }
    }
}

/// Deletes the longest unused answers until all together are within `limit` bytes.
private func evict(_ connection: PostgresConnection, limit: Int64) throws {
    while true {
        let total = try connection.query("SELECT bytes FROM response_total").first?.integer("bytes") ?? 0
        var excess = total - limit
        guard excess > 0 else { return }
        // What another process has in its hands is left to it.
        let oldest = try connection.query(
            "SELECT id, size FROM response ORDER BY used_at, id LIMIT 100 FOR UPDATE SKIP LOCKED")
        var leaving: [Int64] = []
        for (id, size) in try oldest.map({ (try $0.integer("id"), try $0.integer("size")) }) where excess > 0 {
            leaving.append(id)
            excess -= size
        }
        guard !leaving.isEmpty else { return }
        try connection.query("DELETE FROM response WHERE id = ANY ($1::bigint[])", [.integers(leaving)])
    }
}

/// Release lists between runs, for all processes. Lists that nobody asked for in 30 days are dropped.
extension PostgresState {
    public func releases(of package: Package, fetchedSince earliest: Date) async -> ReleaseList? {
        guard let key = StateDatabase.key(of: package) else { return nil }
        let text = try? await run { connection in
            try connection.query(
                "SELECT releases FROM release_list WHERE package = $1 AND fetched_at >= $2",
                [.text(key), .number(earliest.timeIntervalSince1970)]
            ).first?.text("releases")
        }
        guard let text = text ?? nil else { return nil }
        return try? JSONDecoder().decode(ReleaseList.self, from: Data(text.utf8))
    }

    public func forgetReleases(of names: [String]) async {
        for name in names {
            _ = try? await write {
                try $0.query("DELETE FROM release_list WHERE package::jsonb ->> 'name' = $1", [.text(name)]).changes
            }
        }
    }

    public func store(_ releases: ReleaseList, of package: Package, fetchedAt time: Date) async {
        guard let key = StateDatabase.key(of: package), let data = try? JSONEncoder().encode(releases) else { return }
        let seconds = time.timeIntervalSince1970
        _ = try? await run { connection in
            try connection.query(
                """
                INSERT INTO release_list (package, releases, fetched_at) VALUES ($1, $2, $3)
                ON CONFLICT (package) DO UPDATE SET releases = excluded.releases, fetched_at = excluded.fetched_at
                """, [.text(key), .text(String(decoding: data, as: UTF8.self)), .number(seconds)])
            try connection.query(
                """
                DELETE FROM release_list WHERE package IN (
                    SELECT package FROM release_list WHERE fetched_at < $1 LIMIT 1000 FOR UPDATE SKIP LOCKED
                )
                """, [.number(seconds - 30 * 86_400)])
        }
    }

    /// The first of all processes that asks is the one that counts.
    public func firstSeen(_ version: String, of package: Package, now: Date) async -> Date {
        guard let key = StateDatabase.key(of: package) else { return now }
        let seconds = now.timeIntervalSince1970
        let first = try? await run { connection in
            try connection.query(
                "INSERT INTO release_seen (package, version, seen_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                [.text(key), .text(version), .number(seconds)])
            return try connection.query(
                "SELECT seen_at FROM release_seen WHERE package = $1 AND version = $2", [.text(key), .text(version)]
            ).first?.number("seen_at")
        }
        return Date(timeIntervalSince1970: (first ?? nil) ?? seconds)
    }
}
