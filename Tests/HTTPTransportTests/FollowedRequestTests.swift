import Domain
import Testing

@testable import HTTPTransport

@Suite struct FollowedRequestTests {
    private let publicPeer = NetworkAddress(host: "1.1.1.1")
    private let insidePeer = NetworkAddress(host: "10.0.0.1")

    private func followed(
        _ url: String, to location: String, peer: NetworkAddress?, namedBy: String? = nil, duration: Duration = .zero
    ) throws -> FollowedRequest {
        var step = try FollowedRequest(HTTPRequest(.get, url, timeout: .seconds(10), namedBy: namedBy))
        let target = try #require(step.address.resolving(location))
        step.follow(step.request, target, after: RawResponse(status: 302, peer: peer, duration: duration))
        return step
    }

    @Test func `redirects share one limit of time`() throws {
        var step = try followed("http://a.example/", to: "/b", peer: publicPeer, duration: .seconds(4))
        #expect(step.timeout(CurlSettings()) == .seconds(6))
        step.follow(step.request, step.address, after: RawResponse(duration: .seconds(6)))
        #expect(step.timeout(CurlSettings()) == nil)
        #expect(step.hops == 2)
    }

    @Test func `the client's limit of time is for requests without one`() throws {
        var settings = CurlSettings()
        settings.timeout = .seconds(3)
        #expect(try FollowedRequest(HTTPRequest(.get, "http://a.example/")).timeout(settings) == .seconds(3))
        #expect(
            try FollowedRequest(HTTPRequest(.get, "http://a.example/", timeout: .seconds(9))).timeout(settings)
                == .seconds(9))
    }

    @Test func `a host of the settings may be anywhere`() throws {
        #expect(try FollowedRequest(HTTPRequest(.get, "http://10.0.0.1/")).peers(CurlSettings()) == .any)
    }

    @Test func `a public host does not redirect to its own name inside`() throws {
        let step = try followed("http://a.example/", to: "http://a.example:8080/", peer: publicPeer)
        #expect(step.peers(CurlSettings()) == .publicOr(publicPeer))
    }

    @Test func `a host inside may redirect to its own name, whichever of its addresses answers`() throws {
        let step = try followed("http://a.example/", to: "https://a.example/", peer: insidePeer)
        #expect(step.peers(CurlSettings()) == .any)
    }

    @Test func `a host inside may not redirect to another one inside, except at its own address`() throws {
        let step = try followed("http://a.example/", to: "https://b.example/", peer: insidePeer)
        #expect(step.peers(CurlSettings()) == .publicOr(insidePeer))
    }

    @Test func `the first step decides, not the one before`() throws {
        var step = try followed("http://a.example/", to: "http://b.example/", peer: publicPeer)
        step.follow(step.request, try #require(HTTPAddress("http://c.example/")), after: RawResponse(peer: insidePeer))
        #expect(step.peers(CurlSettings()) == .publicOr(publicPeer))
    }

    @Test func `an address that another host named trusts nobody inside`() throws {
        let step = try followed(
            "http://a.example/", to: "http://b.example/", peer: insidePeer, namedBy: "http://c.example/")
        #expect(step.peers(CurlSettings()) == .publicOr(nil))
    }

    @Test func `settings allow hosts by name or by domain`() throws {
        var settings = CurlSettings()
        settings.allowPrivateHosts = ["B.example", "*.inside.example"]
        for (host, isAllowed) in [
            ("b.example", true), ("x.inside.example", true), ("inside.example", false), ("xb.example", false),
            ("x.b.example", false),
        ] {
            let step = try followed("http://a.example/", to: "http://\(host)/", peer: publicPeer)
            #expect((step.peers(settings) == .any) == isAllowed, "\(host)")
        }
    }

    @Test func `remembers that it began with credentials`() throws {
        #expect(try !FollowedRequest(HTTPRequest(.get, "http://a.example/")).hasSecret)
        #expect(try FollowedRequest(HTTPRequest(.get, "http://a.example/", authorization: Secret("s"))).hasSecret)
        #expect(try FollowedRequest(HTTPRequest(.get, "http://a.example/", headers: ["cookie": "s"])).hasSecret)
    }
}
