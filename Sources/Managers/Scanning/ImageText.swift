import Domain

/// An image reference in a file, which may hold variables and a scheme that ``ImageReference`` does not allow.
struct ImageText {
    /// Registry and repository as written, without scheme, tag and digest.
    let name: String
    /// The offsets of tag and digest in the UTF-8 of the text.
    let tag: Range<Int>?
    let digest: Range<Int>?
    /// Whether a part of it is a variable.
    let hasVariable: Bool

    private static let schemes = ["docker://", "oci://", "docker-image://", "docker.io://"]

    /// Parses `text`; nil when it cannot be an image reference, even with its variables filled in.
    init?(_ text: String) {
        // Nearly all are a reference and nothing else.
        if let reference = ImageReference(text) {
            name = reference.name
            tag = reference.tagRange
            digest = reference.digestRange
            hasVariable = false
            return
        }
        let bytes = Array(text.utf8)
        var start = bytes.firstIndex { !ByteText.isSpace($0) } ?? bytes.count
        let end = (bytes.lastIndex { !ByteText.isSpace($0) } ?? -1) + 1
        guard start < end, end - start <= 1024 else { return nil }
        // Few have a scheme, and only a text with a colon and a slash can.
        let mayHaveScheme = bytes.contains(UInt8(ascii: ":")) && text.contains(bytes: "://")
        for scheme in mayHaveScheme ? Self.schemes : [] where bytes[start..<end].starts(with: scheme.utf8) {
            start += scheme.utf8.count
        }
        guard start < end else { return nil }
        let body =
            start == 0 && end == bytes.count ? text : String(decoding: bytes[start..<end], as: UTF8.self)
        if let reference = ImageReference(body) {
            name = reference.name
            tag = reference.tagRange.map { ($0.lowerBound + start)..<($0.upperBound + start) }
            digest = reference.digestRange.map { ($0.lowerBound + start)..<($0.upperBound + start) }
            hasVariable = false
            return
        }
        guard VariableText.isIn(body), !body.contains(bytes: "://"),
            !bytes[start..<end].contains(where: ByteText.isSpace) || body.contains(bytes: "{{")
                || body.contains(bytes: "<<")
        else { return nil }
        (name, tag, digest) = Self.split(bytes, start..<end)
        hasVariable = true
    }

    /// Cuts a tag and a digest off a text whose variables may hold `:` and `@` themselves.
    private static func split(_ bytes: [UInt8], _ range: Range<Int>) -> (String, Range<Int>?, Range<Int>?) {
        var end = range.upperBound
        var digest: Range<Int>?
        var tag: Range<Int>?
        if let at = lastOutside(UInt8(ascii: "@"), bytes, range.lowerBound..<end) {
            if ImageReference.isDigest(ByteText.string(bytes, (at + 1)..<end)) { digest = (at + 1)..<end }
            end = at
        }
        if let colon = lastOutside(UInt8(ascii: ":"), bytes, range.lowerBound..<end) {
            if ImageReference.isTag(ByteText.string(bytes, (colon + 1)..<end)) { tag = (colon + 1)..<end }
            end = colon
        }
        return (ByteText.string(bytes, range.lowerBound..<end), tag, digest)
    }

    /// The last `wanted` behind the last `/`, not inside braces.
    private static func lastOutside(_ wanted: UInt8, _ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        var depth = 0
        for offset in range.reversed() {
            switch bytes[offset] {
            case UInt8(ascii: "}"), UInt8(ascii: ")"): depth += 1
            case UInt8(ascii: "{"), UInt8(ascii: "("): depth -= 1
            case UInt8(ascii: "/") where depth == 0: return nil
            case wanted where depth == 0: return offset
            default: break
            }
        }
        return nil
    }
}
