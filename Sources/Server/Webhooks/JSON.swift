/// A value of a JSON text that is only looked into: what is missing, null or of another type reads as nil.
///
/// Numbers that do not fit, wrong types and unknown fields are no errors: senders change their bodies all the time.
struct JSON: Sendable {
    private let document: JSONDocument?
    private let index: Int

    private static let missing = JSON(nil, 0)

    private init(_ document: JSONDocument?, _ index: Int) {
        self.document = document
        self.index = index
    }

    /// - Throws: ``MalformedWebhook`` when `bytes` are no JSON object.
    init(object bytes: [UInt8]) throws(MalformedWebhook) {
        guard let document = JSONDocument(bytes), document.nodes.first?.kind == .object else {
            throw MalformedWebhook("the body is not a JSON object")
        }
        self.init(document, 0)
    }

    private var node: JSONDocument.Node? { document.map { $0.nodes[index] } }

    /// A member of an object. Of several of one name, the last one counts.
    subscript(_ key: String) -> JSON {
        guard let document, let node, node.kind == .object else { return .missing }
        var found = JSON.missing
        let name = key.utf8
        var place = index + 1
        while place < Int(node.next) {
            let value = place + 1
            if document.isKey(document.nodes[place], name) { found = JSON(document, value) }
            place = Int(document.nodes[value].next)
        }
        return found
    }

    /// The names of an object's members, in order; none for anything else.
    var keys: [String] {
        guard let document, let node, node.kind == .object else { return [] }
        var names: [String] = []
        var place = index + 1
        while place < Int(node.next) {
            names.append(document.text(document.nodes[place]))
            place = Int(document.nodes[place + 1].next)
        }
        return names.sorted()
    }

    var exists: Bool { node.map { $0.kind != .null } ?? false }

    var string: String? {
        guard let document, let node, node.kind == .string || node.kind == .escapedString else { return nil }
        return document.text(node)
    }

    /// A whole number; a number written as a text counts, and what is behind the point does not.
    var int: Int? {
        if let text = string { return Int(text) }
        guard let document, let node, node.kind == .number else { return nil }
        let text = document.text(node)
        return Int(text) ?? Double(text).flatMap { Int(exactly: $0.rounded(.towardZero)) }
    }

    var bool: Bool? {
        switch node?.kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The elements of an array; none for anything else.
    var items: [JSON] {
        guard let document, let node, node.kind == .array else { return [] }
        var items: [JSON] = []
        var place = index + 1
        while place < Int(node.next) {
            items.append(JSON(document, place))
            place = Int(document.nodes[place].next)
        }
        return items
    }

    /// The texts of an array.
    var strings: [String] { items.compactMap(\.string) }

    /// A text, or a number as a text: ids come as either.
    var id: String? { string ?? int.map { String($0) } }
}
