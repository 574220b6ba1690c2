import Domain
import Foundation
import Managers

/// What a scan of one folder found.
struct ScanResult: Sendable {
    var root: String
    /// How many files were read.
    var files: Int
    var dependencies: [Dependency]
    var diagnostics: [Diagnostic]
}

/// Scans the files below a folder, several at once. Symlinks are not followed, `.git` is left out, and files over a limit are not read.
///
/// - Throws: ``CommandFailure`` when there is no such folder; `CancellationError`.
func scanDirectory(_ root: String, options: ScanOptions, fileSizeLimit: Int = 10 << 20) async throws -> ScanResult {
    let walk = try FolderWalk(root)
    let scanner = FileScanner(options: options)
    let paths = walk.paths.filter { scanner.wants(path: $0) }
    let width = ProcessInfo.processInfo.activeProcessorCount
    let batches = stride(from: 0, to: paths.count, by: 64).map { Array(paths[$0..<min($0 + 64, paths.count)]) }
    let extractions = try await withThrowingTaskGroup(of: (Int, [Extraction]).self) { group in
        var results = [[Extraction]](repeating: [], count: batches.count)
        var next = 0
        func addOne() {
            guard next < batches.count else { return }
            let index = next
            let batch = batches[index]
            next += 1
            group.addTask { (index, batch.map { scanFile($0, in: root, scanner, fileSizeLimit) }) }
        }
        for _ in 0..<width { addOne() }
        while let (index, found) = try await group.next() {
            results[index] = found
            try Task.checkCancellation()
            addOne()
        }
        return results.flatMap { $0 }
    }
    let resolved = scanner.resolve(extractions)
    return ScanResult(
        root: root, files: paths.count, dependencies: resolved.dependencies,
        diagnostics: walk.diagnostics + resolved.diagnostics)
}

private func scanFile(_ path: String, in root: String, _ scanner: FileScanner, _ limit: Int) -> Extraction {
    do {
        guard let bytes = try readFile(root + "/" + path, limit: limit) else {
            return Extraction(diagnostics: [
                Diagnostic(file: path, severity: .warning, message: "not read: it is larger than \(limit >> 20) MB")
            ])
        }
        return scanner.scan(path: path, bytes: bytes)
    } catch {
        return Extraction(diagnostics: [
            Diagnostic(file: path, severity: .warning, message: "not read: \(error.description)")
        ])
    }
}

/// Why a file or folder cannot be read, in the system's words.
struct ReadFailure: Error, CustomStringConvertible {
    var description: String
}

/// Reads a regular file; nil when it is larger than `limit`.
private func readFile(_ path: String, limit: Int) throws(ReadFailure) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw ReadFailure(description: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw ReadFailure(description: String(cString: strerror(errno))) }
    guard status.st_size <= limit else { return nil }
    let size = Int(status.st_size)
    var isFailed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        while count < size {
            let got = read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
            if got < 0, errno == EINTR { continue }
            if got < 0 { isFailed = true }
            if got <= 0 { break }
            count += got
        }
    }
    if isFailed { throw ReadFailure(description: String(cString: strerror(errno))) }
    return bytes
}
