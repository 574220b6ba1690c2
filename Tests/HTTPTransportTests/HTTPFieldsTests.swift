import HTTPTransport
import Testing

@Suite struct HTTPFieldsTests {
    @Test func `compares names without regard to case and keeps their order`() {
        var fields: HTTPFields = ["ETag": "1", "Link": "a"]
        fields.add("link", "b")
        #expect(fields["etag"] == "1")
        #expect(fields["LINK"] == "a")
        #expect(fields.values(of: "Link") == ["a", "b"])
        #expect(fields.all.map(\.name) == ["ETag", "Link", "link"])
    }

    @Test func `setting replaces all of a name, and nil removes them`() {
        var fields: HTTPFields = ["Link": "a", "LINK": "b", "X": "1"]
        fields["link"] = "c"
        #expect(fields.values(of: "link") == ["c"])
        fields["link"] = nil
        #expect(fields.all.map(\.name) == ["X"])
    }

    @Test func `does not take other characters for letters`() {
        let fields: HTTPFields = ["x[": "1"]
        #expect(fields["x{"] == nil)
    }
}
