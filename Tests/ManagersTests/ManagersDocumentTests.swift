import Domain
import Foundation
import Testing

@testable import Managers

/// `docs/managers.md` is made from the type comments of the managers.
@Suite struct ManagersDocumentTests {
    @Test("the page that is checked in is the generated one")
    func checkedIn() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = root.appending(path: "docs/managers.md")
        let text = try ManagersDocument(sources: root.appending(path: "Sources/Managers")).text
        if ProcessInfo.processInfo.environment["WINDLASS_WRITE_DOCS"] != nil {
            try Data(text.utf8).write(to: page)
        }
        let file = try String(decoding: Data(contentsOf: page), as: UTF8.self)
        #expect(file == text, "write it again: WINDLASS_WRITE_DOCS=1 swift test --filter ManagersDocumentTests")
    }

    @Test("every manager has a page that says which files, which fields, what is skipped and what it follows")
    func pages() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let document = try ManagersDocument(sources: root.appending(path: "Sources/Managers"))
        for manager in builtInManagers {
            let page = try #require(document.pages[manager.id.rawValue], "\(manager.id) has no type comment")
            for part in ["**Files**", "**Fields**", "**Skipped, with a reason**", "Source: https://"] {
                #expect(page.contains(part), "\(manager.id): \(part)")
            }
        }
    }
}

/// The manual of all managers, read from their sources.
struct ManagersDocument {
    /// Markdown by manager id.
    private(set) var pages: [String: String] = [:]

    init(sources: URL) throws {
        let found = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        while let url = found?.nextObject() as? URL {
            guard url.pathExtension == "swift" else { continue }
            let lines = try String(contentsOf: url, encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false)
            guard let id = Self.id(in: lines),
                let type = lines.firstIndex(where: { $0.hasPrefix("public struct ") && $0.contains(": Manager {") })
            else { continue }
            let comment = lines[..<type].reversed().prefix { $0.hasPrefix("///") }.reversed()
            guard !comment.isEmpty else { continue }
            pages[id] = comment.map { $0.dropFirst(3).drop { $0 == " " } }.joined(separator: "\n")
        }
    }

    private static func id(in lines: [Substring]) -> String? {
        for line in lines where line.contains("static let id: ManagerID = \"") {
            return line.split(separator: "\"").dropFirst().first.map(String.init)
        }
        return nil
    }

    /// The whole page.
    var text: String {
        let managers = builtInManagers.sorted { $0.id < $1.id }
        var lines = [
            "# Managers", "",
            "A manager finds the versions that one format pins. Which managers look at a file is decided by what it holds and,",
            "where that does not tell, by its name. Each version is reported with the bytes where it stands; nothing else is",
            "ever changed. A version that is recognised and cannot be moved is reported with the reason: `windlass scan --all`.",
            "",
            "This page is made from the comments of the source code.", "",
            "| manager | finds | looks up |", "| --- | --- | --- |",
        ]
        for manager in managers {
            let sources = manager.datasources.map { "`\($0.rawValue)`" }.joined(separator: " ")
            lines.append("| [\(manager.id)](#\(manager.id)) | \(manager.summary) | \(sources) |")
        }
        for manager in managers {
            lines += ["", "## \(manager.id)", pages[manager.id.rawValue] ?? ""]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
