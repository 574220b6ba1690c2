import Domain
import Foundation
import Testing

@testable import Datasources

@Suite struct PackageHashTests {
    private func hash(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> String {
        let file = try ScratchFile(in: NSTemporaryDirectory())
        try bytes.withUnsafeBytes { try file.append($0) }
        return try packageHash(ofZip: file.descriptor, sizeLimit: limit)
    }

    private func message(_ work: () throws -> Void) -> String {
        do { try work() } catch let error as LookupError { return error.message } catch { return "another error" }
        return "no error"
    }

    @Test("hashes names and contents, however they are packed") func vectors() throws {
        #expect(try hash(PackageVector.deflated.zip) == PackageVector.deflated.h1)
        #expect(try hash(PackageVector.stored.zip) == PackageVector.stored.h1)
        #expect(try hash(PackageVector.streamed.zip) == PackageVector.streamed.h1)
    }

    @Test("refuses what an installer would not unpack as it is named", arguments: PackageVector.refused)
    func refused(_ name: String, _ base64: String, _ reason: String) throws {
        let bytes = Array(try #require(Data(base64Encoded: base64)))
        #expect(message { _ = try hash(bytes) }.contains(reason), "\(name)")
    }

    @Test("refuses more than the limit, without unpacking it") func limit() {
        #expect(message { _ = try hash(PackageVector.deflated.zip, limit: 100) }.contains("is the limit"))
    }

    @Test("a cut archive is an error, wherever it is cut") func cut() {
        let whole = PackageVector.deflated.zip
        for count in 0..<whole.count {
            #expect(message { _ = try hash(Array(whole.prefix(count))) } != "no error", "\(count)")
        }
    }

    @Test("a changed archive never traps, and other content never has the same hash") func changed() throws {
        for vector in [PackageVector.deflated, .stored] {
            for offset in vector.zip.indices {
                var changed = vector.zip
                changed[offset] ^= 1 << (offset % 8)
                _ = try? hash(changed)
            }
        }
        let whole = PackageVector.stored.zip
        let name = Array("terraform-provider-tls_v4.1.0_x5".utf8)
        let content = try #require(whole.firstRange(of: name)).upperBound
        for offset in content..<content + 19 {
            var changed = whole
            changed[offset] ^= 1
            let result = try hash(changed)
            #expect(result.hasPrefix("h1:") && result != PackageVector.stored.h1)
        }
    }

    @Test("a file that unpacks to more or less than its directory says is refused")
    func sizes() throws {
        for step in [-1, 1] {
            var bytes = PackageVector.streamed.zip
            let header = try #require(bytes.firstRange(of: [0x50, 0x4B, 0x01, 0x02])).lowerBound
            let size = Int(bytes[header + 24]) + Int(bytes[header + 25]) << 8 + step
            bytes[header + 24] = UInt8(truncatingIfNeeded: size)
            bytes[header + 25] = UInt8(truncatingIfNeeded: size >> 8)
            #expect(message { _ = try hash(bytes) }.contains("than its directory says"))
        }
    }
}
