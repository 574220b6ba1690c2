import Domain
import Foundation
import TextEdits

@testable import Managers

/// The files of a folder, in memory.
struct FixtureTree {
    var files: [String: [UInt8]] = [:]

    init(_ files: [String: [UInt8]] = [:]) { self.files = files }

    init(_ files: [String: String]) { self.files = files.mapValues { Array($0.utf8) } }

    /// Reads `Fixtures/<path>`.
    init(fixture path: String) throws {
        let root = Bundle.module.bundleURL.appendingPathComponent("Fixtures/" + path)
        let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        while let url = found?.nextObject() as? URL {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue else {
                continue
            }
            files[String(url.path.dropFirst(root.path.count + 1))] = Array(try Data(contentsOf: url))
        }
    }

    /// Everything that is found, with the spans in these files.
    func scan(_ options: ScanOptions = ScanOptions()) -> (dependencies: [Dependency], diagnostics: [Diagnostic]) {
        let scanner = FileScanner(options: options)
        return scanner.resolve(files.sorted { $0.key < $1.key }.map { scanner.scan(path: $0.key, bytes: $0.value) })
    }

    /// What can be moved.
    func pins(_ options: ScanOptions = ScanOptions()) -> [Dependency] {
        scan(options).dependencies.filter { $0.skipReason == nil }
    }

    /// The same files with `value` and `digest` written into each pin.
    func moved(value: (Dependency) -> String?, digest: (Dependency) -> String?) throws -> FixtureTree {
        var edits: [String: EditSet] = [:]
        for pin in pins() {
            for edit in pin.edits(value: value(pin), digest: digest(pin)) {
                edits[pin.file, default: EditSet()].add(edit)
            }
        }
        var result = self
        for (file, set) in edits { result.files[file] = try set.applied(to: files[file] ?? []) }
        return result
    }

    /// All pins on version 99.9.9, digest 9999... and commit 9999...
    func bumped() throws -> FixtureTree {
        try moved(value: { _ in Self.value }, digest: Self.digest)
    }

    static let value = "99.9.9"

    static func digest(_ pin: Dependency) -> String? {
        pin.currentDigest.map {
            $0.contains(":") ? "sha256:" + String(repeating: "9", count: 64) : String(repeating: "9", count: 40)
        }
    }

    /// The texts that a dependency's spans hold.
    func texts(of dependency: Dependency) -> [String] {
        dependency.spans.map { String(decoding: (files[dependency.file] ?? [])[$0.span.range], as: UTF8.self) }
    }

    func mapped(_ transform: ([UInt8]) -> [UInt8]) -> FixtureTree {
        FixtureTree(files.mapValues(transform))
    }
}
