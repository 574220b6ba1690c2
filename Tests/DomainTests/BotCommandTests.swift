import Domain
import Testing

@Suite struct BotCommandTests {
    @Test(
        "is the first line that begins with /windlass",
        arguments: [
            ("/windlass rebase", BotCommand.rebase), ("  /Windlass  RETRY ", .retry),
            ("/windlass hold", .hold(until: nil)),
            ("/windlass hold until 2026-12-24", .hold(until: "2026-12-24")), ("/windlass release", .release),
            ("/windlass ignore", .ignore(.this)), ("/windlass ignore major", .ignore(.major)),
            ("thanks\r\n/windlass take\r\n/windlass why", .take), ("/windlass why", .why),
        ])
    func known(note: String, command: BotCommand) { #expect(BotCommand(note: note) == command) }

    @Test(
        "is nil for anything else",
        arguments: [
            "", "rebase", "/windlass", "/windlass dance", "/windlassrebase", "see /windlass rebase",
            "/windlass hold until",
            "/windlass hold until tomorrow", "/windlass hold until 2026-13-01", "/windlass ignore everything",
            "/windlass dance\n/windlass rebase", "/windlass rebase now",
        ])
    func unknown(note: String) { #expect(BotCommand(note: note) == nil) }
}
