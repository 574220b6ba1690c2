import Glibc

/// An IP address: what a connection is made to, whatever the name was.
struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16 bytes, in network order; an IPv6 address that maps an IPv4 one (`::ffff:a.b.c.d`) is kept as that.
    let bytes: [UInt8]

    /// Takes 4 or 16 bytes; nil for other counts.
    init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        let isMapped =
            bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        self.bytes = isMapped ? Array(bytes[12...]) : bytes
    }

    /// Reads a socket address; nil for families other than IPv4 and IPv6.
    init?(_ address: UnsafePointer<sockaddr>, length: Int) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            self.init(
                bytes: address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
                    withUnsafeBytes(of: pointer.pointee.sin_addr) { Array($0) }
                })
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            self.init(
                bytes: address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                    withUnsafeBytes(of: pointer.pointee.sin6_addr) { Array($0) }
                })
        default: return nil
        }
    }

    /// Parses an address as it stands in a URL: IPv6 with or without brackets, IPv4 also in its old short, octal and hexadecimal forms.
    init?(host: String) {
        let text = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 {
            self.init(bytes: withUnsafeBytes(of: six) { Array($0) })
            return
        }
        var four = in_addr()
        // `inet_aton` ignores what follows a space.
        guard text.first?.isNumber == true, !text.contains(where: \.isWhitespace), inet_aton(text, &four) == 1 else {
            return nil
        }
        self.init(bytes: withUnsafeBytes(of: four) { Array($0) })
    }

    var description: String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }

    /// Whether it reaches this machine only.
    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    /// Whether the first `length` bits are those of `other`; false for another family.
    func hasPrefix(_ length: Int, of other: NetworkAddress) -> Bool {
        guard bytes.count == other.bytes.count, (0...bytes.count * 8).contains(length) else { return false }
        return (0..<length).allSatisfy { bit in
            let mask: UInt8 = 0x80 >> (bit % 8)
            return bytes[bit / 8] & mask == other.bytes[bit / 8] & mask
        }
    }
}

extension NetworkAddress {
    /// Whether it is for inside only: loopback, private, link-local, shared, unspecified, multicast, reserved, or stands for one of these.
    ///
    /// Source: IANA's registries of special-purpose addresses (RFC 6890).
    var isPrivate: Bool {
        bytes.count == 4 ? Self.isPrivate4(bytes[...]) : isPrivate6
    }

    private static func isPrivate4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let four = Array(bytes.prefix(4))
        guard four.count == 4 else { return true }
        switch (four[0], four[1], four[2]) {
        case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (172, 16...31, _), (192, 168, _), (100, 64...127, _):
            return true
        case (198, 18...19, _), (192, 0, 0), (192, 0, 2), (198, 51, 100), (203, 0, 113), (192, 88, 99), (224..., _, _):
            return true
        default: return false
        }
    }

    private var isPrivate6: Bool {
        switch (UInt16(bytes[0]) << 8 | UInt16(bytes[1]), UInt16(bytes[2]) << 8 | UInt16(bytes[3])) {
        // Unspecified, loopback, and the old form that holds an IPv4 address at the end: never routed.
        case (0, 0) where bytes[..<12].allSatisfy { $0 == 0 }: true
        // NAT64: the well-known prefix stands for the IPv4 address at the end, the local one for anything.
        case (0x64, 0xFF9B): bytes[4..<12].allSatisfy { $0 == 0 } ? Self.isPrivate4(bytes[12...]) : true
        // 6to4 stands for the IPv4 address behind its prefix.
        case (0x2002, _): Self.isPrivate4(bytes[2...])
        // Teredo, benchmarking, ORCHID, documentation.
        case (0x2001, 0...0x01FF), (0x2001, 0xDB8): true
        // Discard-only; unique local; link-local and site-local; multicast.
        case (0x100, 0), (0xFC00...0xFDFF, _), (0xFE80...0xFEFF, _), (0xFF00..., _): true
        default: false
        }
    }
}

/// Which addresses a transfer may be connected to.
enum PeerRule: Hashable, Sendable {
    /// Any: settings named the host.
    case any
    /// Those of the public Internet, and this one.
    case publicOr(NetworkAddress?)

    func allows(_ address: NetworkAddress?) -> Bool {
        switch self {
        case .any: return true
        case .publicOr(let exception):
            guard let address else { return false }
            return !address.isPrivate || address == exception
        }
    }
}
