import Domain
import Foundation
import Testing

@Suite struct ChainDocumentTests {
    @Test func `the diagram of the page is that of the states`() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/self-upgrade.md")
        let page = try String(contentsOf: path.standardized, encoding: .utf8)
        #expect(page.contains("```mermaid\n\(ChainState.diagram)\n```"), "write:\n\(ChainState.diagram)")
    }

    @Test func `every state can be reached, and left`() {
        let reached = Set(ChainState.allCases.flatMap { $0.successors.map(\.state) })
        #expect(reached == Set(ChainState.allCases))
        #expect(ChainState.allCases.allSatisfy { !$0.successors.isEmpty })
    }
}
