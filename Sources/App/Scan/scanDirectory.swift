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
            group.addTask {
                var reader = FileReader(limit: fileSizeLimit)
                return (index, batch.map { scanFile($0, in: root, scanner, &reader) })
            }
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

private func scanFile(_ path: String, in root: String, _ scanner: FileScanner, _ reader: inout FileReader) -> Extraction
{
    do {
        guard let bytes = try reader.read(root + "/" + path) else {
            return Extraction(diagnostics: [
                Diagnostic(
                    file: path, severity: .warning, message: "not read: it is larger than \(reader.limit >> 20) MB")
            ])
        }
        return scanner.scan(path: path, bytes: bytes)
    } catch {
        return Extraction(diagnostics: [
            Diagnostic(file: path, severity: .warning, message: "not read: \(error.description)")
        ])
    }
}
