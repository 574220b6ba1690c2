import Foundation
import Routes
import Testing

@Suite struct WindlassRunbookTests {
    @Test func `The runbook of Windlass says that the bot replaces itself, and what a revert meets`() throws {
        let catalogue = try #require(Catalogues.builtIn?.named("windlass"))
        let hop = RunbookHop(
            catalogue, from: try #require(ReleaseNumber("0.1.0")), to: try #require(ReleaseNumber("0.2.0")),
            goal: try #require(ReleaseNumber("0.2.0")), install: .chart, why: "it is the newest", namespace: "bots")
        let text = runbook(hop)
        for part in [
            "# Windlass 0.1.0 to 0.2.0", "replaced by the merge that it asked for", "kubectl -n bots",
            "With several replicas it is a `deployment`",
            "windlass --version", "windlass db check --config /etc/windlass/windlass.yaml",
            "does not know the state", "never a merge request",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }
}
