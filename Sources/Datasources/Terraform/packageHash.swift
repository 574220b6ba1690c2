import Domain
import Foundation
import Signing

/// The `h1:` hash of the package in a zip archive: of its files' names and contents, however they are packed.
///
/// For each file in the order of the names' bytes a line of SHA-256, two blanks, name and line feed; the SHA-256 of these
/// lines in Base64. Folders do not count, as in what an installer has unpacked. Source: `Hash1` and `HashDir` in
/// https://pkg.go.dev/golang.org/x/mod/sumdb/dirhash, which
/// https://developer.hashicorp.com/terraform/language/files/dependency-lock#h1 names.
///
/// - Parameters:
///   - descriptor: of the archive, open for reading.
///   - sizeLimit: how many bytes all files may have together.
/// - Throws: ``LookupError`` `.malformed` for what is no package, `.tooLarge` beyond the limit.
func packageHash(ofZip descriptor: Int32, sizeLimit: Int) throws -> String {
    let zip = try ZipFile(descriptor: descriptor)
    guard !zip.entries.isEmpty else { throw LookupError(.malformed, "the archive is empty") }
    let total = zip.entries.reduce(0) { $0 + $1.size }
    guard total <= sizeLimit else {
        throw LookupError(.tooLarge, "unpacked it has \(total >> 20) MB, and \(sizeLimit >> 20) MB is the limit")
    }
    var lines = ""
    for entry in zip.entries.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
        let hash = try RunningHash()
        try zip.readContent(of: entry) { try hash.update($0) }
        lines += hexadecimal(try hash.finish()) + "  \(entry.name)\n"
    }
    return "h1:" + Data(try HashFunction.sha256.digest(of: Array(lines.utf8))).base64EncodedString()
}
