import Domain
import Foundation
import Settings

/// Reads settings files and credentials from the disk and the environment of this process.
struct ConfigFiles: SecretResolver {
    private let environment: [String: String]

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
    }

    /// Where bot settings are looked for when no path is given.
    static let standardPath = "windlass.yaml"

    /// The largest settings file that is read; a larger one is reported by its reader.
    private static let fileLimit = (1 << 20) + 1

    /// Reads a settings file.
    ///
    /// - Throws: ``SettingsError`` `.invalid` that says why it cannot be read.
    func read(_ path: String) throws(SettingsError) -> [UInt8] {
        do {
            if let bytes = try contents(of: path, limit: Self.fileLimit) { return bytes }
            throw SettingsError(.invalid, [problem(path, "there is no such file")])
        } catch let error as SettingsError {
            throw error
        } catch {
            throw SettingsError(.invalid, [problem(path, "cannot be read: \(error)")])
        }
    }

    /// Reads and checks bot settings.
    ///
    /// - Throws: ``SettingsError`` `.invalid` with every problem of the file.
    func readBotSettings(_ path: String) throws(SettingsError) -> BotSettingsReading {
        let reading = BotSettings.read(try read(path), file: path)
        _ = try reading.get()
        return reading
    }

    func bytes(of reference: SecretReference, limit: Int) throws -> [UInt8]? {
        switch reference {
        case .environment(let name): environment[name].map { Array($0.utf8) }
        case .file(let path): try contents(of: path, limit: limit + 1)
        }
    }

    private func problem(_ path: String, _ message: String) -> Diagnostic {
        Diagnostic(file: path, severity: .error, message: message)
    }

    /// Why a file cannot be read, in a few words.
    private struct ReadFailure: Error, CustomStringConvertible {
        var description: String
    }

    /// At most `limit` bytes of a regular file or pipe; nil when there is none.
    private func contents(of path: String, limit: Int) throws -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw ReadFailure(description: String(cString: strerror(errno)).lowercased())
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < limit {
            let count = Foundation.read(descriptor, &buffer, min(buffer.count, limit - bytes.count))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ReadFailure(description: String(cString: strerror(errno)).lowercased()) }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
