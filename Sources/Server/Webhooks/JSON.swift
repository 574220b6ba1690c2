import Foundation

/// A value of a JSON text that is only looked into: what is missing, null or of another type reads as nil.
///
/// Numbers that do not fit, wrong types and unknown fields are no errors: senders change their bodies all the time.
struct JSON {
    private let value: Any?

    private init(_ value: Any?) { self.value = value is NSNull ? nil : value }

    /// - Throws: ``MalformedWebhook`` when `bytes` are no JSON object.
    init(object bytes: [UInt8]) throws(MalformedWebhook) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
            throw MalformedWebhook("the body is not a JSON object")
        }
        value = object
    }

    subscript(_ key: String) -> JSON { JSON((value as? [String: Any])?[key]) }

    /// The names of an object's members, in order; none for anything else.
    var keys: [String] { (value as? [String: Any] ?? [:]).keys.sorted() }

    var exists: Bool { value != nil }

    var string: String? { value as? String }

    /// A whole number; a number written as a text counts.
    var int: Int? {
        if let text = value as? String { return Int(text) }
        guard let number = value as? NSNumber, !isBool else { return nil }
        return Int(exactly: number.doubleValue.rounded(.towardZero))
    }

    var bool: Bool? { isBool ? value as? Bool : nil }

    /// Foundation reads `true` and `1` as the same class; what was written shows in the type that the number keeps.
    private var isBool: Bool { (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? (value is Bool) }

    /// The elements of an array; none for anything else.
    var items: [JSON] { (value as? [Any] ?? []).map { JSON($0) } }

    /// The texts of an array.
    var strings: [String] { items.compactMap(\.string) }

    /// A text, or a number as a text: ids come as either.
    var id: String? { string ?? int.map { String($0) } }
}
