import Domain
import Foundation
import Persistence
import Settings

/// Opens the state that settings name, making or changing what is needed.
///
/// - Throws: ``PersistenceError``; its message has no password.
func openState(_ location: StateLocation, _ secrets: SecretStore) throws -> any StateKeeper {
    switch location {
    case .sqlite(let path): return try StateDatabase(path: path)
    case .postgres(let url): return try PostgresState(PostgresAddress(Secret(url)))
    case .reference(let reference):
        guard let url = secrets[reference] else {
            throw PersistenceError(.foreign, "`state`: \(reference) holds no address of a database")
        }
        return try PostgresState(PostgresAddress(url))
    }
}
