import Domain

/// Reads the answer to a fetch, packet by packet, and hands out the bytes of the pack. One reader for all versions.
///
/// Version 2 has named sections, `packfile` the last; before there are `shallow` lines up to a flush when depth was
/// asked for, then `ACK` and `NAK` lines, then the pack. The pack is in bands: 1 data, 2 progress, 3 a fatal error.
struct FetchReply {
    private enum State: Hashable { case sections, shallowLines, acknowledgements, pack, complete }

    private var state: State
    /// The commits whose parents the server left out.
    private(set) var shallow: [String] = []

    init(version: Int, asksDepth: Bool) {
        state = version == 2 ? .sections : asksDepth ? .shallowLines : .acknowledgements
    }

    var isComplete: Bool { state == .complete }

    /// Takes one packet; `pack` gets what belongs to the pack.
    mutating func read(_ packet: Packet, pack: (ArraySlice<UInt8>) throws -> Void) throws {
        switch packet {
        case .flush: try endMessage()
        case .responseEnd: break
        case .delimiter:
            guard state == .sections else { throw unexpected("a section mark") }
        case .data(let payload):
            guard let first = payload.first else { return }
            // Text never begins with such a byte, so the bands need no announcement.
            guard first <= 3, state != .sections, state != .shallowLines else {
                return try read(
                    line: String(decoding: payload.last == 0x0A ? payload.dropLast() : payload, as: UTF8.self))
            }
            guard state != .complete else { throw unexpected("more after its end") }
            state = .pack
            switch first {
            case 1: try pack(payload.dropFirst())
            case 2: break
            default: throw serverError(String(decoding: payload.dropFirst(), as: UTF8.self))
            }
        }
    }

    private mutating func endMessage() throws {
        switch state {
        case .shallowLines: state = .acknowledgements
        case .pack: state = .complete
        case .sections, .acknowledgements, .complete: throw unexpected("an end without a pack")
        }
    }

    private mutating func read(line: String) throws {
        if line.hasPrefix("ERR ") { throw serverError(line.dropFirst(4)) }
        if line.hasPrefix("shallow ") {
            shallow.append(String(line.dropFirst(8)))
        } else if state == .sections {
            if line == "packfile" { state = .pack }
        } else if state == .pack || state == .complete {
            throw unexpected("'\(serverText(line.utf8))'")
        } else if !["NAK", "ACK", "unshallow"].contains(where: line.hasPrefix) {
            throw unexpected("'\(serverText(line.utf8))'")
        }
    }

    private func unexpected(_ what: String) -> GitError {
        GitError(.malformed, "the Git server answers a fetch with \(what)")
    }
}
