import Foundation

/// A file of this package, by its path from the package's root.
func checkedIn(_ path: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: path)
}
