import Domain

/// One unit of Git's wire format (pkt-line): a payload, or one of the three marks.
enum Packet: Equatable {
    case data(ArraySlice<UInt8>)
    /// `0000`: the end of a message.
    case flush
    /// `0001`: the end of a section, in protocol v2.
    case delimiter
    /// `0002`: the end of a stateless response, in protocol v2.
    case responseEnd
}

/// Cuts a stream of bytes, arriving in pieces of any size, into packets.
///
/// It keeps at most one packet (65,520 bytes). Source: gitprotocol-common, "pkt-line Format".
struct PacketParser {
    /// The longest packet, its four digits included.
    static let longestPacket = 65_520

    private var rest: [UInt8] = []

    /// Whether the stream could end here: no packet is begun.
    var isBetweenPackets: Bool { rest.isEmpty }

    /// Takes the next piece and hands every packet that is now complete to `body`.
    ///
    /// - Throws: ``GitError`` `.malformed` for a length that is no length; what `body` throws.
    mutating func feed(_ piece: ArraySlice<UInt8>, _ body: (Packet) throws -> Void) throws {
        var bytes = piece
        if !rest.isEmpty {
            rest += piece
            bytes = rest[...]
            rest = []
        }
        while bytes.count >= 4 {
            let length = try Self.length(bytes.prefix(4))
            switch length {
            case 0: try body(.flush)
            case 1: try body(.delimiter)
            case 2: try body(.responseEnd)
            default:
                guard bytes.count >= length else {
                    rest = Array(bytes)
                    return
                }
                try body(.data(bytes.dropFirst(4).prefix(length - 4)))
            }
            bytes = bytes.dropFirst(max(length, 4))
        }
        rest = Array(bytes)
    }

    private static func length(_ digits: ArraySlice<UInt8>) throws(GitError) -> Int {
        var length = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): length = length << 4 | Int(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): length = length << 4 | Int(digit - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): length = length << 4 | Int(digit - UInt8(ascii: "A") + 10)
            default: throw malformed(digits)
            }
        }
        guard length != 3, length <= longestPacket else { throw malformed(digits) }
        return length
    }

    private static func malformed(_ digits: ArraySlice<UInt8>) -> GitError {
        GitError(.malformed, "the answer is not Git's protocol: a packet begins with '\(serverText(digits))'")
    }
}

/// Builds a request of packets.
struct PacketWriter {
    private(set) var bytes: [UInt8] = []

    mutating func line(_ text: String) { packet(Array(text.utf8) + [0x0A]) }

    mutating func packet(_ payload: [UInt8]) {
        let digits = String(payload.count + 4, radix: 16)
        bytes += Array((String(repeating: "0", count: max(0, 4 - digits.count)) + digits).utf8)
        bytes += payload
    }

    mutating func flush() { bytes += Array("0000".utf8) }

    mutating func delimiter() { bytes += Array("0001".utf8) }

    mutating func raw(_ content: [UInt8]) { bytes += content }
}
