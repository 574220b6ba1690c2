import Domain
import Glibc
import TextEdits

/// The documents of a YAML file, each read by itself, so that a broken one does not lose the others.
struct YAMLFile {
    var documents: [YAMLDocument] = []
    /// Documents that are no YAML; those with templates in them can still be read line by line.
    var failures: [Failure] = []

    struct Failure {
        var span: ByteSpan
        var firstLine: Int
        var line: Int
        var message: String
        /// Whether it holds `{{` or `{%`: then it is a template, and not being YAML is no surprise.
        var isTemplate: Bool
    }

    /// The documents of `file`, read once for all managers.
    static func of(_ file: SourceFile) -> YAMLFile {
        file.memo(YAMLFile.self) { YAMLFile($0.bytes) }
    }

    init(_ bytes: [UInt8]) {
        var start = 0
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
        var line = 1
        for chunk in Self.chunks(bytes, from: start) {
            read(bytes[chunk], firstLine: line)
            line += bytes[chunk].count { $0 == UInt8(ascii: "\n") }
        }
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>, firstLine: Int) {
        // libyaml takes quadratic time for many %TAG lines.
        guard directives(bytes) <= 10 else {
            return fail(bytes, firstLine, YAMLReader.Failure(line: firstLine, message: "has more than 10 directives"))
        }
        var reader = YAMLReader(bytes, firstLine: firstLine)
        do throws(YAMLReader.Failure) {
            if let root = try reader.read() { documents.append(YAMLDocument(root: root)) }
        } catch {
            fail(bytes, firstLine, error)
        }
    }

    private mutating func fail(_ bytes: ArraySlice<UInt8>, _ firstLine: Int, _ failure: YAMLReader.Failure) {
        failures.append(
            Failure(
                span: ByteSpan(bytes.startIndex..<bytes.endIndex), firstLine: firstLine, line: failure.line,
                message: failure.message,
                isTemplate: bytes.contains(text: "{{") || bytes.contains(text: "{%")))
    }

    private func directives(_ bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        var isLineStart = true
        for byte in bytes {
            if isLineStart, byte == UInt8(ascii: "%") { count += 1 }
            isLineStart = byte == UInt8(ascii: "\n")
        }
        return count
    }

    /// Splits at lines that begin with `---`.
    private static func chunks(_ bytes: [UInt8], from start: Int) -> [Range<Int>] {
        var chunks: [Range<Int>] = []
        var chunkStart = start
        var lineStart = start
        while lineStart < bytes.count {
            if lineStart > chunkStart, isSeparator(bytes, lineStart) {
                chunks.append(chunkStart..<lineStart)
                chunkStart = lineStart
            }
            lineStart = (bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count) + 1
        }
        chunks.append(chunkStart..<bytes.count)
        return chunks
    }

    private static func isSeparator(_ bytes: [UInt8], _ start: Int) -> Bool {
        guard start + 3 <= bytes.count, bytes[start..<start + 3].allSatisfy({ $0 == UInt8(ascii: "-") }) else { return false }
        guard start + 3 < bytes.count else { return true }
        return [0x20, 0x09, 0x0A, 0x0D].contains(bytes[start + 3])
    }
}

/// One document of a YAML file.
struct YAMLDocument {
    let root: YAMLNode

    var apiVersion: String? { root["apiVersion"]?.text }
    var kind: String? { root["kind"]?.text }
    /// The part of `apiVersion` before the slash; empty for the core group.
    var group: String {
        guard let apiVersion, let slash = apiVersion.firstIndex(of: "/") else { return "" }
        return String(apiVersion[..<slash])
    }
    var name: String? { root[["metadata", "name"]]?.text }
    var namespace: String? { root[["metadata", "namespace"]]?.text }

    /// The resources in it: itself, or the items of a `List`.
    var resources: [YAMLDocument] {
        guard let kind, apiVersion != nil else { return [] }
        guard kind.hasSuffix("List"), let items = root["items"] else { return [self] }
        return items.items.flatMap { YAMLDocument(root: $0).resources }
    }
}

extension Collection<UInt8> {
    /// Whether the bytes of `text` occur; a fast test before anything is parsed.
    func contains(text: StaticString) -> Bool {
        let found = withContiguousStorageIfAvailable { buffer in
            guard let base = buffer.baseAddress else { return false }
            let count = text.utf8CodeUnitCount
            var offset = 0
            while offset + count <= buffer.count,
                let hit = memchr(base + offset, Int32(text.utf8Start[0]), buffer.count - count - offset + 1)
            {
                if memcmp(hit, text.utf8Start, count) == 0 { return true }
                offset = UnsafeRawPointer(hit) - UnsafeRawPointer(base) + 1
            }
            return false
        }
        return found ?? false
    }
}
