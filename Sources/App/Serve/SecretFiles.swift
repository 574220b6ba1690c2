import Domain
import Foundation
import Settings
import Synchronization

/// Secrets of webhooks that are read again when their file changes, so that they can be replaced without a restart.
final class SecretFiles: Sendable {
    private struct Known {
        var secret: Secret
        var changed: timespec
        var size: Int
    }

    private let references: [SecretReference]
    private let known = Mutex<[SecretReference: Known]>([:])
    private let fixed: [SecretReference: Secret]

    /// - Parameter store: what was read at the start; of a file that cannot be read later, its last value stays in force.
    init(_ references: [SecretReference], store: SecretStore) {
        self.references = references
        fixed = Dictionary(references.compactMap { reference in store[reference].map { (reference, $0) } }) { $1 }
    }

    /// The secrets in force now.
    func current() -> [Secret] {
        references.compactMap { reference in
            guard case .file(let path) = reference else { return fixed[reference] }
            return read(reference, path) ?? fixed[reference]
        }
    }

    private func read(_ reference: SecretReference, _ path: String) -> Secret? {
        var status = stat()
        guard stat(path, &status) == 0 else { return known.withLock { $0[reference]?.secret } }
        let (changed, size) = (status.st_mtim, Int(status.st_size))
        return known.withLock { known in
            if let found = known[reference], found.size == size, found.changed.tv_sec == changed.tv_sec,
                found.changed.tv_nsec == changed.tv_nsec
            {
                return found.secret
            }
            guard size <= 65_536, let bytes = try? ConfigFiles().bytes(of: reference, limit: 65_536),
                let text = String(validating: bytes, as: UTF8.self)?.trimmingCharacters(in: .newlines), !text.isEmpty
            else { return known[reference]?.secret }
            let secret = Secret(text)
            known[reference] = Known(secret: secret, changed: changed, size: size)
            return secret
        }
    }
}
