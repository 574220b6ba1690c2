import ArgumentParser
import Domain
import Foundation

/// The regular files below a folder, sorted by path, and what was left out.
struct FolderWalk {
    private(set) var paths: [String] = []
    private(set) var diagnostics: [Diagnostic] = []

    /// - Throws: ``CommandFailure`` when `root` is no folder that can be read.
    init(_ root: String) throws {
        guard let top = opendir(root) else {
            throw CommandFailure(
                message: "windlass: \(root): \(String(cString: strerror(errno))); name a folder that can be read",
                code: .usage)
        }
        closedir(top)
        var folders = [""]
        while let folder = folders.popLast() { list(root, folder, &folders) }
        paths.sort()
    }

    private mutating func list(_ root: String, _ folder: String, _ folders: inout [String]) {
        guard let directory = opendir(folder.isEmpty ? root : root + "/" + folder) else {
            diagnostics.append(
                Diagnostic(file: folder, severity: .warning, message: "not read: \(String(cString: strerror(errno)))"))
            return
        }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            guard let name else {
                diagnostics.append(
                    Diagnostic(file: folder, severity: .note, message: "a file is skipped: its name is not UTF-8"))
                continue
            }
            guard name != ".", name != "..", name != ".git" else { continue }
            let path = folder.isEmpty ? name : folder + "/" + name
            switch kind(entry.pointee.d_type, root + "/" + path) {
            case .folder: folders.append(path)
            case .file: paths.append(path)
            case .other: break
            }
        }
    }

    private enum Kind { case file, folder, other }

    private func kind(_ type: UInt8, _ path: @autoclosure () -> String) -> Kind {
        switch Int(type) {
        case Int(DT_DIR): return .folder
        case Int(DT_REG): return .file
        case Int(DT_UNKNOWN):
            var status = stat()
            guard lstat(path(), &status) == 0 else { return .other }
            if status.st_mode & S_IFMT == S_IFDIR { return .folder }
            return status.st_mode & S_IFMT == S_IFREG ? .file : .other
        default: return .other
        }
    }
}
