import Foundation
import Glibc

/// The files that come with the program.
struct SandboxResources: Sendable {
    /// The folder that SwiftPM puts beside the program.
    private static let folderName = "windlass_Sandbox.resources"

    let path: String

    /// Finds the folder beside the program, or in `../share/windlass` as in an installation.
    ///
    /// Not `Bundle.module`: that ends the process when the folder is missing, and falls back to where it was built.
    ///
    /// - Throws: ``SandboxError`` `.seed` when it is in none of these places.
    init() throws(SandboxError) {
        var places = [Bundle.main.bundleURL.path]
        if let real = realpath("/proc/self/exe", nil) {
            places.append(URL(fileURLWithPath: String(cString: real)).deletingLastPathComponent().path)
            free(real)
        }
        places += places.map { $0 + "/../share/windlass" }
        for place in places {
            let candidate = "\(place)/\(Self.folderName)/Resources"
            if FileManager.default.fileExists(atPath: candidate + "/catalogue.yaml") {
                path = candidate
                return
            }
        }
        throw SandboxError(.seed, "The folder \(Self.folderName) is not beside the program: install them together.")
    }

    func bytes(_ name: String) throws(SandboxError) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
        } catch {
            throw SandboxError(.seed, "Cannot read the sandbox's file \(name): \(error)")
        }
    }

    func text(_ name: String) throws(SandboxError) -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// The paths of all files below a folder, relative to it, sorted.
    func files(below folder: String) throws(SandboxError) -> [String] {
        let root = path + "/" + folder
        guard let walk = FileManager.default.enumerator(atPath: root) else {
            throw SandboxError(.seed, "The sandbox's folder \(folder) is missing.")
        }
        var files: [String] = []
        while let file = walk.nextObject() as? String {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: "\(root)/\(file)", isDirectory: &isFolder), !isFolder.boolValue {
                files.append(file)
            }
        }
        return files.sorted()
    }
}
