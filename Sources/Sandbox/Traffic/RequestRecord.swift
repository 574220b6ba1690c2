import Foundation

/// Writes down what a forge was asked and what it answered, one JSON object a line, where the environment names a folder for it.
///
/// `scripts/contract` compares these with the vendors' descriptions of their APIs.
enum RequestRecord {
    private static let folder = ProcessInfo.processInfo.environment["WINDLASS_RECORD_REQUESTS"] ?? ""
    private static let turn = Locked(())

    /// Appends a request to the file of this process for `service`; what cannot be written is left out.
    static func write(_ request: ServedRequest, body: [UInt8], of service: String) {
        guard !folder.isEmpty else { return }
        let line: JSONValue = [
            "service": .string(service), "method": .string(request.method), "target": .string(request.target),
            "type": .optional(request.header("Content-Type")),
            "body": body.isEmpty ? .null : JSONValue(parsing: body) ?? .string("no JSON"),
        ]
        append(line, of: service)
    }

    /// Appends an answer, whatever its status; a body that is streamed is left out, as is no JSON.
    static func write(_ reply: Reply, to request: ServedRequest, of service: String) {
        guard !folder.isEmpty, case .bytes(let bytes) = reply.body else { return }
        let type = reply.headers.first { $0.name.lowercased() == "content-type" }?.value
        let line: JSONValue = [
            "service": .string(service), "method": .string(request.method), "target": .string(request.target),
            "status": .integer(reply.status), "type": .optional(type),
            "answer": bytes.isEmpty ? .null : JSONValue(parsing: bytes) ?? .string("no JSON"),
        ]
        append(line, of: service)
    }

    private static func append(_ line: JSONValue, of service: String) {
        let path = "\(folder)/\(service)-\(ProcessInfo.processInfo.processIdentifier).jsonl"
        let bytes = line.bytes + [UInt8(ascii: "\n")]
        // Several worlds of one process write to the same file, each line whole.
        turn.withLock { _ in
            guard let file = fopen(path, "a") else { return }
            _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
            fclose(file)
        }
    }
}
