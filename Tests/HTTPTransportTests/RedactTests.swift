import HTTPTransport
import Testing

@Suite struct RedactTests {
    @Test(arguments: [
        ("https://a.example/x?page=2", "https://a.example/x?page=2"),
        ("https://user:pw@a.example/x", "https://a.example/x"),
        ("https://token@a.example:8443", "https://a.example:8443"),
        ("https://user:p/w@a.example/x", "https://a.example/x"),
        ("//user:pw@a.example/x", "//a.example/x"),
        ("https://a.example/@scope/package", "https://a.example/@scope/package"),
        ("https://a.example:8443/@scope", "https://a.example:8443/@scope"),
        ("https://[::1]:80/@scope", "https://[::1]:80/@scope"),
        ("https://a.example/?a=1&private_token=s3cret&b=2", "https://a.example/?a=1&private_token=***&b=2"),
        ("https://a.example/?access_token=s3cret", "https://a.example/?access_token=***"),
        (
            "https://a.example/?X-Amz-Signature=s3cret&X-Amz-Date=s3cret",
            "https://a.example/?X-Amz-Signature=***&X-Amz-Date=***"
        ),
        ("https://a.example/?sig=s3cret&sv=1", "https://a.example/?sig=***&sv=1"),
        ("https://a.example/?PASSWORD=s3cret;key=s3cret", "https://a.example/?PASSWORD=***;key=***"),
        ("https://a.example/?to%6ben=s3cret", "https://a.example/?to%6ben=***"),
        ("https://a.example/#access_token=s3cret&x=1", "https://a.example/#access_token=***&x=1"),
        ("https://a.example/?x=1#id_token=s3cret", "https://a.example/?x=1#id_token=***"),
        ("?token=s3cret", "?token=***"),
        ("/x?u=https://user:pw", "/x?u=https://user:pw"),
        ("a\r\nb", "a??b"),
        ("", ""),
    ])
    func `leaves out what may be secret`(url: String, shown: String) {
        #expect(redact(url: url) == shown)
    }

    @Test func `cuts what is too long to read`() {
        #expect(redact(url: "https://a.example/" + String(repeating: "x", count: 5000)).count == 503)
    }
}
