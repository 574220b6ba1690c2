import Testing

@testable import HTTPTransport

@Suite struct NetworkAddressTests {
    @Test(arguments: [
        "127.0.0.1", "127.0.0.2", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.0",
        "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1",
        "[::1]", "::1", "::",
        "fe80::1", "fec0::1", "fd00::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1", "2001:db8::1", "2001::1", "100::1",
        "192.0.2.1",
    ])
    func `knows what is for inside only`(text: String) throws {
        #expect(try #require(NetworkAddress(host: text)).isPrivate)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "169.253.0.1", "192.167.1.1",
        "198.20.0.1",
        "223.255.255.255", "2606:4700::1111", "[2a00:1450::1]", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1",
    ])
    func `knows what is public`(text: String) throws {
        #expect(try !#require(NetworkAddress(host: text)).isPrivate)
    }

    @Test(arguments: [
        "", "localhost", "a.example", "1.2.3.4.5", "256.1.1.1", "[::1", "fe80::1%eth0", "1.2.3.4 ", "[1.2.3.4",
    ])
    func `reads only addresses`(text: String) {
        #expect(NetworkAddress(host: text) == nil)
    }

    @Test func `prints as it is written`() throws {
        #expect(try #require(NetworkAddress(host: "127.1")).description == "127.0.0.1")
        #expect(try #require(NetworkAddress(host: "::1")).description == "0:0:0:0:0:0:0:1")
    }

    @Test func `a mapped address is the one that it maps`() {
        #expect(NetworkAddress(host: "::ffff:10.0.0.1") == NetworkAddress(host: "10.0.0.1"))
    }

    @Test(arguments: [
        ("10.1.2.3", "10.0.0.0", 8, true), ("11.1.2.3", "10.0.0.0", 8, false), ("10.0.0.129", "10.0.0.128", 25, true),
        ("10.0.0.127", "10.0.0.128", 25, false), ("1.2.3.4", "9.9.9.9", 0, true), ("1.2.3.4", "1.2.3.4", 33, false),
        ("1.2.3.4", "1.2.3.4", -1, false), ("fd00::1", "fd00::", 8, true), ("fd00::1", "10.0.0.0", 8, false),
    ])
    func `compares prefixes bit by bit`(text: String, network: String, length: Int, isInside: Bool) throws {
        let address = try #require(NetworkAddress(host: text))
        #expect(address.hasPrefix(length, of: try #require(NetworkAddress(host: network))) == isInside)
    }

    @Test func `a rule for redirects allows the public and its exception`() {
        let rule = PeerRule.publicOr(NetworkAddress(host: "10.0.0.1"))
        #expect(rule.allows(NetworkAddress(host: "1.1.1.1")))
        #expect(rule.allows(NetworkAddress(host: "10.0.0.1")))
        #expect(!rule.allows(NetworkAddress(host: "10.0.0.2")))
        #expect(!rule.allows(nil))
        #expect(PeerRule.any.allows(nil))
    }
}
