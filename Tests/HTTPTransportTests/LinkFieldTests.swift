import HTTPTransport
import Testing

@Suite struct LinkFieldTests {
    @Test(arguments: [
        (#"<https://a.example/?page=2>; rel="next""#, "https://a.example/?page=2"),
        (#"<?page=1>; rel="prev", <?page=3>; rel="next""#, "https://registry.example/v2/x/tags/list?page=3"),
        (#"</v2/x/tags/list?last=b&n=100>; rel="next""#, "https://registry.example/v2/x/tags/list?last=b&n=100"),
        (#"<b>;rel=next"#, "https://registry.example/v2/x/tags/b"),
        (#"<b> ; title="a, <c>; rel=\"next\"" ; rel="last next""#, "https://registry.example/v2/x/tags/b"),
        (#"<b>; REL="NEXT""#, "https://registry.example/v2/x/tags/b"),
        (#"<b>; rel="prev"; rel="next", <c>; rel=next"#, "https://registry.example/v2/x/tags/c"),
        (#"<b>; rel="next"; anchor="/other", <c>; rel=next"#, "https://registry.example/v2/x/tags/c"),
        (#", ,<b>;;rel=next"#, "https://registry.example/v2/x/tags/b"),
        (#"garbage, <b>; rel="next""#, "https://registry.example/v2/x/tags/b"),
        (#"<a,b;c>; rel="next""#, "https://registry.example/v2/x/tags/a,b;c"),
    ])
    func `finds the next page`(field: String, expected: String) {
        let response = HTTPResponse(
            status: 200, headers: ["link": field], url: "https://registry.example/v2/x/tags/list?n=1")
        #expect(response.nextLink?.description == expected)
    }

    @Test(arguments: [
        "", "<", "<b", "<b>", "<b>; rel", "<b>; rel=", #"<b>; rel="prev""#, #"<b>; rev="next""#, #"<b>; rel="nextish""#,
        "<file:///etc/passwd>; rel=next", #"<b>; rel="prev"#, "b; rel=next", #""<b>; rel=next""#,
    ])
    func `finds none where there is none`(field: String) {
        let response = HTTPResponse(status: 200, headers: ["Link": field], url: "https://registry.example/")
        #expect(response.nextLink == nil)
    }

    @Test func `reads several fields in order`() {
        var headers: HTTPFields = ["Link": "<a>; rel=first"]
        headers.add("LINK", "<b>; rel=\"last Next\", <c>")
        #expect(
            headers.links == [
                WebLink(target: "a", relations: ["first"]), WebLink(target: "b", relations: ["last", "next"]),
                WebLink(target: "c", relations: []),
            ])
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["<,", "\"", "<>,", "<a>;", "<a>;rel=\"\\", ";=,"])
    func `takes no time without bounds`(piece: String) {
        let field = String(repeating: piece, count: 40_000)
        #expect(HTTPResponse(status: 200, headers: ["Link": field], url: "https://a.example/").nextLink == nil)
    }
}
