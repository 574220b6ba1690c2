import Synchronization
import Testing

@testable import App

@Suite struct TerminalTests {
    @Test(
        "colour and progress are for terminals, unless the environment says no",
        arguments: [
            (true, [:], true, true), (false, [:], false, false), (true, ["NO_COLOR": "1"], false, true),
            (true, ["NO_COLOR": ""], true, true), (true, ["TERM": "dumb"], false, false),
        ] as [(Bool, [String: String], Bool, Bool)])
    func abilities(isTerminal: Bool, environment: [String: String], hasColour: Bool, canRewrite: Bool) {
        let terminal = Terminal(isTerminal: isTerminal, environment: environment)
        #expect(terminal.hasColour == hasColour)
        #expect(terminal.canRewrite == canRewrite)
    }

    @Test("a diff keeps its text")
    func diff() {
        let diff = "@@ -1 +1 @@\n-a: 1\n+a: 2\n b: 3\n"
        #expect(Terminal(isTerminal: false, environment: [:]).coloured(diff: diff) == diff)
        let coloured = Terminal(isTerminal: true, environment: [:]).coloured(diff: diff)
        #expect(coloured.contains("\u{1B}[31m-a: 1\u{1B}[0m\n\u{1B}[32m+a: 2\u{1B}[0m\n b: 3\n"))
    }
}

@Suite struct ProgressLineTests {
    private final class Written: Sendable {
        let text = Mutex("")
        func add(_ piece: String) { text.withLock { $0 += piece } }
    }

    @Test("says how far it is, and goes away")
    func shown() {
        let written = Written()
        let line = ProgressLine("repositories", isOn: true) { written.add($0) }
        line.step(of: 2, "platform/gitops")
        line.step(of: 2, "apps/shop")
        line.clear()
        line.clear()
        #expect(
            written.text.withLock { $0 }
                == "\r\u{1B}[Krepositories: 1 of 2, platform/gitops\r\u{1B}[Krepositories: 2 of 2, apps/shop\r\u{1B}[K")
    }

    @Test("writes nothing when it is off")
    func off() {
        let written = Written()
        let line = ProgressLine("packages", isOn: false) { written.add($0) }
        line.step(of: 1)
        line.clear()
        #expect(written.text.withLock { $0.isEmpty })
    }
}
