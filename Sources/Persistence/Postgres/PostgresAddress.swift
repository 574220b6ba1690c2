import CPostgres
public import Domain

/// The address of a database, and how it is called in messages: without its password.
public struct PostgresAddress: Hashable, Sendable, CustomStringConvertible {
    /// What libpq is given.
    let url: Secret
    /// What must never be in a message.
    private let password: Secret?
    public let description: String

    /// Reads `postgres://user:password@host:port/database?sslmode=verify-full`; options are libpq's own.
    ///
    /// Source: https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING.
    ///
    /// - Throws: ``PersistenceError`` `.foreign` when it is none; the message does not repeat it.
    public init(_ url: Secret) throws(PersistenceError) {
        let text = url.reveal()
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://"), !text.utf8.contains(0),
            let options = Self.options(of: text)
        else {
            throw PersistenceError(
                .foreign,
                "`state` is no address of a PostgreSQL database; expected one such as "
                    + "postgres://user@host:5432/database?sslmode=verify-full")
        }
        self.url = url
        password = options["password"].map { Secret($0) }
        var place = "postgres://"
        if let user = options["user"] { place += user + "@" }
        let host = options["host"] ?? options["hostaddr"] ?? ""
        place += host.hasPrefix("/") ? "" : host
        if let port = options["port"] { place += ":" + port }
        place += "/" + (options["dbname"] ?? "")
        if host.hasPrefix("/") { place += "?host=" + host }
        description = place
    }

    /// The same text without the password, wherever that stands in it.
    func redact(_ text: String) -> String {
        guard let password = password?.reveal(), !password.isEmpty else { return text }
        return text.replacing(password, with: "***")
    }

    private static func options(of url: String) -> [String: String]? {
        guard let parsed = PQconninfoParse(url, nil) else { return nil }
        defer { PQconninfoFree(parsed) }
        var options: [String: String] = [:]
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return options
    }
}
