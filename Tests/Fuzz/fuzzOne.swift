import Domain
import Foundation
import Managers
import Patterns
import Settings
import TextEdits
import Versioning

/// What libFuzzer calls with bytes of its own making. A crash, a span outside of the file or an edit that fails is a finding.
///
/// `WINDLASS_FUZZ_TARGET` says what they are: the id of a manager, whose file is called `WINDLASS_FUZZ_PATH`; `json` or
/// `yaml` (files of settings); `yaml-readers` (a text that both readers of YAML must agree on); or lines of their own, and behind them the text that they are about:
/// `pattern` (a pattern), `custom.regex` (a pattern and the template of a name), `custom.jsonpath` (a path), `template`
/// (a template of fields), `glob` (a pattern of paths).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    switch FuzzTarget.chosen {
    case .manager(let scanner, let path): scan(bytes, scanner, path)
    case .settings(let path):
        _ = RepositorySettings.read(
            [RepositorySettingsFile(path: path, bytes: bytes)], over: RepositoryOptions())
    case .readers: precondition(YAMLReaders.agree(on: bytes), "the readers of YAML do not agree")
    case .pattern: search(bytes)
    case .custom(let kind): scan(bytes, kind)
    case .template: fill(bytes)
    case .glob: match(bytes)
    }
    return 0
}

/// What the bytes are given to; chosen once, by the environment.
enum FuzzTarget: Sendable {
    case manager(FileScanner, path: String)
    case settings(path: String)
    case readers
    case pattern
    case custom(CustomManager.Kind)
    case template
    case glob

    static let chosen: FuzzTarget = {
        let environment = ProcessInfo.processInfo.environment
        let name = environment["WINDLASS_FUZZ_TARGET"] ?? ""
        switch name {
        case "json": return .settings(path: "renovate.json5")
        case "yaml": return .settings(path: ".windlass.yaml")
        case "yaml-readers": return .readers
        case "pattern": return .pattern
        case "custom.regex": return .custom(.regex)
        case "custom.jsonpath": return .custom(.jsonpath)
        case "template": return .template
        case "glob": return .glob
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

/// The first `count` lines, and the text behind them.
private func lines(_ count: Int, of bytes: [UInt8]) -> [String] {
    bytes.split(separator: 0x0A, maxSplits: count, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
}

/// A manager as settings make it; the first byte of a pattern's line says how several matches are put together.
private func scan(_ bytes: [UInt8], _ kind: CustomManager.Kind) {
    let count = kind == .regex ? 3 : 1
    let parts = lines(count, of: bytes)
    guard parts.count == count + 1, let text = parts.last else { return }
    var rule = CustomManager()
    rule.kind = kind
    rule.filePatterns = ["/./"]
    rule.matchStrings = [parts[0]]
    rule.templates = ["datasource": "docker", "depName": kind == .regex ? parts[2] : "acme/api"]
    if kind == .regex {
        if !parts[1].isEmpty { rule.matchStrings.append(parts[1]) }
        rule.strategy = parts[0].utf8.count % 3 == 0 ? .any : parts[0].utf8.count % 3 == 1 ? .combination : .recursive
    }
    let scanner = FileScanner(options: ScanOptions(customManagers: [rule]), managers: [])
    scan(Array(text.utf8), scanner, "values.yaml")
}

private func fill(_ bytes: [UInt8]) {
    let template = FieldTemplate(text: String(decoding: bytes, as: UTF8.self))
    _ = template.filled(with: ["depName": "acme/api", "currentValue": "1.2.3", "empty": ""])
}

private func match(_ bytes: [UInt8]) {
    let parts = lines(1, of: bytes)
    guard parts.count == 2 else { return }
    _ = Glob(parts[0]).matches(parts[1])
}

private func search(_ bytes: [UInt8]) {
    let parts = lines(1, of: bytes)
    guard parts.count == 2, let pattern = try? Pattern(parts[0]) else { return }
    _ = pattern.groups(in: parts[1])
}
