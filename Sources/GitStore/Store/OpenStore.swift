import Domain

/// A store of the cache that is in use: its objects, and the lock that keeps others from making it anew meanwhile.
struct OpenStore: Sendable {
    let objects: ObjectStore
    private let lock: FolderLock

    /// Opens the store in `folder`, making it (anew) when it is missing, damaged or too large.
    ///
    /// - Throws: ``GitError`` `.busy` when a store must be made anew and others use it for longer than the wait that
    ///   `options` allow; `.storage`.
    static func open(_ folder: StoreFolder, _ options: GitStoreOptions) async throws -> OpenStore {
        let deadline = ContinuousClock.now + options.lockTimeout
        while true {
            let objects = ObjectStore(.cache(folder))
            if let lock = try FolderLock.take(.shared, path: folder.lockPath) {
                let state = await objects.examine(options)
                if state == .usable {
                    await objects.removeLeftovers()
                    return OpenStore(objects: objects, lock: lock)
                }
            }
            if let lock = try FolderLock.take(.exclusive, path: folder.lockPath) {
                // Somebody may have been faster between the two locks.
                if await objects.examine(options) != .usable { try await objects.rebuild() }
                withExtendedLifetime(lock) {}
            } else if let lock = try FolderLock.take(.shared, path: folder.lockPath),
                await objects.examine(options) == .outgrown
            {
                // Others use it as it is; it will be dropped when they are done.
                return OpenStore(objects: objects, lock: lock)
            } else {
                guard ContinuousClock.now < deadline else {
                    throw GitError(
                        .busy, "another process uses \(folder.path), which must be made anew; try again later")
                }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}
