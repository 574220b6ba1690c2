import Domain
import Foundation
import Managers
import Patterns
import Settings
import TextEdits
import Versioning

/// What libFuzzer calls with bytes of its own making. A crash, a span outside of the file or an edit that fails is a finding.
///
/// `WINDLASS_FUZZ_TARGET` says what they are: the id of a manager, whose file is called `WINDLASS_FUZZ_PATH`; or `json`,
/// `yaml` (files of settings), `pattern` (a pattern and, behind a line break, the text to search).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    switch FuzzTarget.chosen {
    case .manager(let scanner, let path): scan(bytes, scanner, path)
    case .settings(let path):
        _ = RepositorySettings.read(
            [RepositorySettingsFile(path: path, bytes: bytes)], over: RepositoryOptions())
    case .pattern: search(bytes)
    }
    return 0
}

/// What the bytes are given to; chosen once, by the environment.
enum FuzzTarget: Sendable {
    case manager(FileScanner, path: String)
    case settings(path: String)
    case pattern

    static let chosen: FuzzTarget = {
        let environment = ProcessInfo.processInfo.environment
        let name = environment["WINDLASS_FUZZ_TARGET"] ?? ""
        switch name {
        case "json": return .settings(path: "renovate.json5")
        case "yaml": return .settings(path: ".windlass.yaml")
        case "pattern": return .pattern
        default:
            precondition(builtInManagers.contains { $0.id.rawValue == name }, "WINDLASS_FUZZ_TARGET names no target")
            let scanner = FileScanner(options: ScanOptions(enabledManagers: [ManagerID(name)]))
            return .manager(scanner, path: environment["WINDLASS_FUZZ_PATH"] ?? "values.yaml")
        }
    }()
}

private func scan(_ bytes: [UInt8], _ scanner: FileScanner, _ path: String) {
    let found = scanner.resolve([scanner.scan(path: path, bytes: bytes)])
    var all = EditSet()
    for dependency in found.dependencies {
        for place in dependency.spans {
            precondition(place.span.end <= bytes.count, "a span lies outside of the file")
        }
        guard dependency.skipReason == nil else { continue }
        for edit in dependency.edits(value: "1.2.3", digest: dependency.currentDigest) { all.add(edit) }
    }
    do { _ = try all.applied(to: bytes) } catch {
        preconditionFailure("edits of one file exclude each other: \(error)")
    }
}

private func search(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    guard parts.count == 2, let pattern = try? Pattern(parts[0]) else { return }
    _ = pattern.groups(in: parts[1])
}
