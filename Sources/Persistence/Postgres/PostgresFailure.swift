/// What libpq or the server reported, before it is put into words for people.
struct PostgresFailure: Error {
    /// The server's five characters; nil when the connection itself failed.
    ///
    /// Source: https://www.postgresql.org/docs/15/errcodes-appendix.html.
    var state: String?
    /// The text of the server or of libpq, on one line.
    var reason: String

    /// The connection cannot be used any more; what was not committed did not happen.
    var isLoss: Bool {
        guard let state else { return true }
        return ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(state) || state.hasPrefix("08")
    }

    /// Two transactions stood in each other's way: one of them begins anew.
    var isCollision: Bool { state == "40001" || state == "40P01" }
}

extension PersistenceError {
    /// Puts into words what went wrong with the database at `address`; errors of our own pass unchanged.
    init(_ error: any Error, address: PostgresAddress) {
        if let known = error as? PersistenceError {
            self = known
        } else if let failure = error as? PostgresFailure {
            self.init(failure, address: address)
        } else {
            self.init(.other, "state database \(address): \(address.redact("\(error)"))")
        }
    }

    private init(_ failure: PostgresFailure, address: PostgresAddress) {
        let reason = address.redact(failure.reason)
        let place = "state database \(address)"
        if failure.isLoss {
            self.init(.unreachable, "\(place) does not answer: \(reason); it is asked again the next time")
            return
        }
        switch failure.state ?? "" {
        case "28000", "28P01", "3D000":
            self.init(.refused, "\(place) does not let us in: \(reason); correct user, password and name in `state`")
        case "42501":
            self.init(
                .refused,
                "\(place) does not allow what is needed: \(reason); let the user make a schema (GRANT CREATE ON DATABASE), "
                    + "or make the schema windlass for it (CREATE SCHEMA windlass AUTHORIZATION ...)")
        case "25006": self.init(.unwritable, "\(place) only reads: \(reason); name the primary server in `state`")
        case "53100": self.init(.full, "\(place) has no space left on its disk: \(reason); free some there")
        case "53300":
            self.init(
                .busy, "\(place) has no connection left: \(reason); raise its max_connections, or start fewer of us")
        case "55P03", "57014":
            self.init(.busy, "\(place) was kept waiting for too long: \(reason); try again when others are done")
        case "XX001", "XX002":
            self.init(.damaged, "\(place) is damaged: \(reason); restore it from a backup")
        default: self.init(.other, "\(place): \(reason)")
        }
    }
}
