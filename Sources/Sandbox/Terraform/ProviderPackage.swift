import Foundation

/// The package of a provider for one platform: a zip archive of two stored files.
struct ProviderPackage: Hashable, Sendable {
    var name: String
    var version: String
    var platform: String

    private var type: String { name.split(separator: "/").last.map(String.init) ?? name }
    var prefix: String { "terraform-provider-\(type)_\(version)" }
    var fileName: String { "\(prefix)_\(platform).zip" }

    private var files: [(name: String, content: [UInt8])] {
        [
            ("LICENSE.txt", Array("Nothing in here can be used.\n".utf8)),
            ("terraform-provider-\(type)_v\(version)_x5", Array("\(name) \(version) for \(platform)\n".utf8)),
        ]
    }

    /// The SHA-256 of the archive.
    var sum: String { sha256(zip) }

    /// The `h1:` hash: of the lines of SHA-256 and name of each file, which are in order here.
    var fileHash: String {
        let lines = files.map { "\(sha256($0.content))  \($0.name)\n" }.joined()
        var digest = Data()
        var rest = sha256(Array(lines.utf8))[...]
        while let byte = UInt8(rest.prefix(2), radix: 16) {
            digest.append(byte)
            rest = rest.dropFirst(2)
        }
        return "h1:" + digest.base64EncodedString()
    }

    /// The archive; the same package always has the same bytes.
    ///
    /// - Source: APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12 and 4.3.16.
    var zip: [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for file in files {
            let name = Array(file.name.utf8)
            // Version 2.0, no flags, stored, midnight of the first day of 1980.
            let common =
                short(20) + short(0) + short(0) + short(0) + short(0x21) + long(crc32(file.content))
                + long(UInt32(file.content.count)) + long(UInt32(file.content.count)) + short(UInt16(name.count))
                + short(0)
            directory +=
                long(0x0201_4B50) + short(20) + common + short(0) + short(0) + short(0) + long(0)
                + long(UInt32(archive.count)) + name
            archive += long(0x0403_4B50) + common + name + file.content
        }
        let count = UInt16(files.count)
        return archive + directory + long(0x0605_4B50) + short(0) + short(0) + short(count) + short(count)
            + long(UInt32(directory.count)) + long(UInt32(archive.count)) + short(0)
    }

    private func short(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }

    private func long(_ value: UInt32) -> [UInt8] {
        short(UInt16(value & 0xFFFF)) + short(UInt16(value >> 16))
    }

    /// The checksum of RFC 1952, section 8.
    private func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
