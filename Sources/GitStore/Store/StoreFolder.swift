import Domain
import Foundation
import Signing

/// The folder of one remote under the cache directory: the bare store and what is known about the server.
///
///     <cache>/<hash of the address>/
///         lock            held shared by users, exclusively by whom makes the store anew
///         remote.json     the server's capabilities
///         damaged         there when the store must be made anew
///         store.git/      the bare repository
///         incoming-*/     packs that are on their way in
struct StoreFolder: Hashable, Sendable {
    /// What a look at the files of a store says.
    enum State: Hashable, Sendable {
        case usable, missing, outgrown
        case damaged(String)
    }

    let path: String

    /// - Throws: ``GitError`` `.storage` when the folder cannot be made.
    init(cacheDirectory: String, url: String) throws(GitError) {
        let name: String
        do { name = String(try HashFunction.sha256.hexDigest(of: Array(url.utf8)).prefix(32)) } catch {
            throw GitError(.storage, error.message)
        }
        path = cacheDirectory + "/" + name
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw GitError(
                .storage, "cannot make \(path): \(error.localizedDescription); check the rights of the folder")
        }
    }

    var lockPath: String { path + "/lock" }
    var remotePath: String { path + "/remote.json" }
    var repositoryPath: String { path + "/store.git" }
    var packPath: String { repositoryPath + "/objects/pack" }
    var tipsPath: String { repositoryPath + "/windlass-tips" }
    private var damagedPath: String { path + "/damaged" }

    /// A name for a folder that a pack arrives in.
    func incomingPath() -> String { path + "/incoming-" + UUID().uuidString }

    /// Asks for the store to be made anew at the next opening.
    func markDamaged() { _ = FileManager.default.createFile(atPath: damagedPath, contents: nil) }

    /// Looks at the files only: cheap, and finds what a crash, a full disk or a careless clean-up leaves behind.
    func examine(_ options: GitStoreOptions) -> State {
        let files = FileManager.default
        guard files.fileExists(atPath: repositoryPath) else { return .missing }
        if files.fileExists(atPath: damagedPath) { return .damaged("an object could not be read") }
        for part in ["HEAD", "config", "objects", "refs"] where !files.fileExists(atPath: repositoryPath + "/" + part) {
            return .damaged("\(part) is missing")
        }
        guard let names = try? files.contentsOfDirectory(atPath: packPath) else {
            return .damaged("objects/pack is missing")
        }
        let packs = names.filter { $0.hasSuffix(".pack") }
        for pack in packs {
            if let fault = PackCheck.fault(packPath + "/" + pack) { return .damaged("\(pack): \(fault)") }
        }
        guard packs.count < options.packCountLimit, size(below: options.storeLimit) else { return .outgrown }
        return .usable
    }

    /// Removes what is there and makes an empty store, in one rename. The exclusive lock must be held.
    func rebuild() throws(GitError) {
        let files = FileManager.default
        do {
            for name in try files.contentsOfDirectory(atPath: path) where name != "lock" && name != "remote.json" {
                try files.removeItem(atPath: path + "/" + name)
            }
        } catch {
            throw GitError(.storage, "cannot empty \(path): \(error.localizedDescription); check its rights")
        }
        let new = path + "/new.git"
        do { try Repository.create(bareAt: new) } catch { throw error.whileWriting(new) }
        guard rename(new, repositoryPath) == 0 else { throw storage("cannot make \(repositoryPath)") }
    }

    /// Removes what processes that were killed left behind more than an hour ago.
    func removeLeftovers(now: Date) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: path)) ?? [] where name.hasPrefix("incoming-") {
            let made = try? files.attributesOfItem(atPath: path + "/" + name)[.modificationDate] as? Date
            if let made, now.timeIntervalSince(made) > 3600 { try? files.removeItem(atPath: path + "/" + name) }
        }
    }

    private func size(below limit: Int) -> Bool {
        var size = 0
        let walk = FileManager.default.enumerator(
            at: URL(fileURLWithPath: repositoryPath + "/objects"), includingPropertiesForKeys: [.fileSizeKey])
        while size < limit, let url = walk?.nextObject() as? URL {
            size += (try? url.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
        }
        return size < limit
    }
}
