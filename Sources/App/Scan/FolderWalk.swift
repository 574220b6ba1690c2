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
        // What is left to look at, the next one last. A folder's name ends in a slash: so the paths come out sorted.
        var open = [""]
        while let path = open.popLast() {
            if path.isEmpty || path.utf8.last == UInt8(ascii: "/") {
                open += entries(of: path, in: root).sorted(by: >).lazy.map { path + $0 }
            } else {
                paths.append(path)
            }
        }
    }

    /// The names of the files and folders in `folder`, which is empty or ends in a slash; those of folders end in a slash.
    private mutating func entries(of folder: String, in root: String) -> [String] {
        guard let directory = opendir(root + "/" + folder) else {
            let reason = String(cString: strerror(errno))
            diagnostics.append(
                Diagnostic(file: String(folder.dropLast()), severity: .warning, message: "not read: \(reason)"))
            return []
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            guard let name else {
                diagnostics.append(
                    Diagnostic(
                        file: String(folder.dropLast()), severity: .note,
                        message: "a file is skipped: its name is not UTF-8"))
                continue
            }
            guard name != ".", name != "..", name != ".git" else { continue }
            switch kind(entry.pointee.d_type, root + "/" + folder + name) {
            case .folder: names.append(name + "/")
            case .file: names.append(name)
            case .other: break
            }
        }
        return names
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
