import Domain
import Logging

extension Logger {
    /// Writes a diagnostic at the level of its severity.
    func log(_ diagnostic: Diagnostic) {
        let place = diagnostic.file.map { file in file + (diagnostic.line.map { ":\($0)" } ?? "") + ": " } ?? ""
        let message: Logger.Message = "\(place)\(diagnostic.message)"
        switch diagnostic.severity {
        case .error: error(message)
        case .warning: warning(message)
        case .note: info(message)
        }
    }
}
