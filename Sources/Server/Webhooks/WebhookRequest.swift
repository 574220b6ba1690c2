import Domain
public import Foundation

/// A request to a webhook address, read to its end, not yet believed.
public struct WebhookRequest: Sendable {
    /// Field names in lower case; fields of one name are joined with a comma, as HTTP allows.
    private let fields: [String: String]
    /// What follows the sender in the path, such as the secret of senders that cannot sign.
    public let pathTail: String
    /// The bytes as they came: signatures are over these.
    public let body: [UInt8]
    public let receivedAt: Date

    public init(
        fields: [(name: String, value: String)], pathTail: String = "", body: [UInt8], receivedAt: Date
    ) {
        self.fields = Dictionary(fields.map { ($0.name.lowercased(), $0.value) }) { $0 + ", " + $1 }
        self.pathTail = pathTail
        self.body = body
        self.receivedAt = receivedAt
    }

    /// A header field's value, by its name in any case.
    public func field(_ name: String) -> String? { fields[name.lowercased()] }
}
