import Domain
import Testing

@Suite("Secrets")
struct SecretTests {
    private struct Holder {
        var name = "registry"
        var token = Secret("hunter2")
        var others: [String: Secret?] = ["x": Secret("hunter2")]
    }

    @Test("never shows in any text, however it is printed")
    func redacted() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(Holder(), to: &dumped)
        dump(secret, to: &dumped)
        let texts = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])",
            "\(Optional(secret) as Any)",
            "\(Holder())", String(reflecting: Holder()), dumped, "\(Mirror(reflecting: secret).children.map { $0 })",
            "\(GitRemote(url: "https://example.com/x.git", authorization: secret))",
        ]
        for text in texts { #expect(!text.contains("hunter2"), "\(text)") }
        #expect("\(secret)" == "***")
    }

    @Test("shows itself when asked, and compares by value")
    func reveals() {
        #expect(Secret("a").reveal() == "a")
        #expect(Secret("a") == Secret("a") && Secret("a") != Secret("b"))
    }
}
