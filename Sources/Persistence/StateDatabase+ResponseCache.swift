public import Domain
import Foundation
import GRDB

/// The HTTP cache. It is bounded in bytes, and what was unused for longest goes first.
extension StateDatabase: ResponseCache {
    public func response(for key: String) async -> CachedResponse? {
        guard let row = try? await read({ try ResponseRow.fetchOne($0, key: key) }) else { return nil }
        await touch(row, key: key)
        return row.response
    }

    /// Keeps `response`, unless it is larger than a quarter of the cache; then an older answer for `key` goes too.
    public func store(_ response: CachedResponse, for key: String) async {
        guard let row = ResponseRow(response, usedAt: now().timeIntervalSince1970) else { return }
        let limit = responseCacheLimit
        try? await write { database in
            // Deleting first, because REPLACE does not fire the trigger that subtracts the old size.
            try database.execute(sql: "DELETE FROM response WHERE key = ?", arguments: [key])
            guard row.size <= limit / 4 else { return }
            try row.insert(database, key: key)
            try evict(database, limit: limit)
        }
    }

    /// Writes the time of use only once a day, so that reading a warm cache is not a write each time.
    private func touch(_ row: ResponseRow, key: String) async {
        let time = now().timeIntervalSince1970
        guard time - row.usedAt > 86_400 else { return }
        try? await write {
            try $0.execute(sql: "UPDATE response SET used_at = ? WHERE key = ?", arguments: [time, key])
        }
    }
}

/// Deletes the longest unused answers until all together are within `limit` bytes.
private func evict(_ database: Database, limit: Int) throws {
    var excess = (try Int.fetchOne(database, sql: "SELECT bytes FROM response_total") ?? 0) - limit
    guard excess > 0 else { return }
    var keys: [String] = []
    let rows = try Row.fetchCursor(database, sql: "SELECT key, size FROM response ORDER BY used_at, rowid")
    while excess > 0, let row = try rows.next() {
        keys.append(row["key"])
        excess -= row["size"] as Int
    }
    for key in keys { try database.execute(sql: "DELETE FROM response WHERE key = ?", arguments: [key]) }
}

/// A response as the table holds it.
private struct ResponseRow {
    var response: CachedResponse
    var headers: String
    var usedAt: Double
    /// What is counted against the limit: body, headers, and a guess at the rest.
    var size: Int { response.body.count + headers.utf8.count + 200 }

    init?(_ response: CachedResponse, usedAt: Double) {
        guard let headers = try? JSONEncoder().encode(response.headers) else { return nil }
        self.response = response
        self.headers = String(decoding: headers, as: UTF8.self)
        self.usedAt = usedAt
    }

    static func fetchOne(_ database: Database, key: String) throws -> ResponseRow? {
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT etag, last_modified, headers, body, used_at FROM response WHERE key = ?",
                arguments: [key])
        else { return nil }
        let headers = try JSONDecoder().decode([String: String].self, from: Data((row["headers"] as String).utf8))
        let response = CachedResponse(
            etag: row["etag"], lastModified: row["last_modified"], headers: headers, body: Array(row["body"] as Data))
        return ResponseRow(response, usedAt: row["used_at"])
    }

    func insert(_ database: Database, key: String) throws {
        try database.execute(
            sql:
                "INSERT INTO response (key, etag, last_modified, headers, body, size, used_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [key, response.etag, response.lastModified, headers, Data(response.body), size, usedAt])
    }
}
