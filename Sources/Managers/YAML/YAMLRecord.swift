/// What a node of a YAML document is.
enum YAMLKind: UInt8, Sendable {
    case scalar, mapping, sequence, alias
}

/// How a scalar or collection is written.
enum YAMLStyle: UInt8, Sendable {
    case plain, singleQuoted, doubleQuoted, literal, folded
    case block, flow
}

/// One node as it is stored: 24 bytes, linked by indices, no strings.
///
/// Children of a collection are a chain of siblings; in a mapping, keys and values take turns.
struct YAMLRecord: Equatable, Sendable {
    static let none: Int32 = -1

    var kind: YAMLKind
    var style: YAMLStyle
    /// The bytes of the content in the stream: without quotes, anchor and tag; of a block scalar from its `|` or `>` on.
    var start: Int32
    var end: Int32
    /// The first child of a collection; the anchored node of an alias; else none.
    var child: Int32 = none
    /// The next node of the same parent, or none.
    var next: Int32 = none
}

/// Why a part of a stream could not be parsed.
struct YAMLFailure: Sendable {
    /// The part of the stream that was not read.
    var range: Range<Int>
    /// Where the parser gave up.
    var offset: Int
    var message: String
}
