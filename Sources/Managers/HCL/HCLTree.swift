/// What a node of an HCL file is.
enum HCLKind: UInt8, Sendable {
    /// A body under a name: `resource "a" "b" { ... }`; its labels come first among its children.
    case block
    /// A label of a block.
    case label
    case object, list
    /// A call of a function; its arguments are its children.
    case call
    case string, heredoc, number
    /// A name, or names with dots and indices: `var.version`, `local.tags["app"]`.
    case reference
    /// Any other expression; its range is what was skipped.
    case expression
}

/// One node as it is stored; nodes of one parent are a chain.
struct HCLRecord: Sendable {
    static let none: Int32 = -1

    var kind: HCLKind
    /// The name of an attribute, a key of an object, the type of a block; without quotes. Empty for items of lists.
    var keyStart: Int32 = 0
    var keyEnd: Int32 = 0
    /// The content: of strings without the quotes, of other nodes from the first byte to the last.
    var start: Int32
    var end: Int32
    var child: Int32 = none
    var next: Int32 = none
}

/// Why a part of a file could not be read.
struct HCLFailure: Sendable {
    var offset: Int
    var message: String
}

/// A parsed HCL file as light nodes with byte spans, and what could not be read of it.
///
/// The text may also be that of a heredoc in another file; `map` then leads to that file.
final class HCLTree {
    let bytes: [UInt8]
    let map: TextMap
    let records: [HCLRecord]
    let failures: [HCLFailure]

    /// Reads native syntax. Never fails: what cannot be read is in `failures`.
    convenience init(_ bytes: [UInt8]) {
        self.init(bytes, map: .verbatim(at: 0, count: bytes.count))
    }

    /// Reads the text of a heredoc; `map` leads from it to the file.
    init(_ bytes: [UInt8], map: TextMap) {
        self.bytes = bytes
        self.map = map
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard bytes.count < Int(Int32.max) else {
            records = []
            failures = [HCLFailure(offset: 0, message: "too large")]
            return
        }
        var parser = HCLParser(bytes, start..<bytes.count, recovery: .none)
        parser.run()
        if parser.isLeftOpen {
            parser = HCLParser(bytes, start..<bytes.count, recovery: .atFirstColumn)
            parser.run()
        }
        records = parser.records
        failures = parser.failures
    }

    /// Takes nodes that were made of another syntax.
    init(_ bytes: [UInt8], records: [HCLRecord]) {
        self.bytes = bytes
        map = .verbatim(at: 0, count: bytes.count)
        self.records = records
        failures = []
    }

    /// The body of the file, a block without a name.
    var root: HCLNode? { records.isEmpty ? nil : HCLNode(tree: self, index: 0) }
}
