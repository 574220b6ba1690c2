import TextEdits

/// One node of an HCL tree: a small value to walk with.
struct HCLNode {
    let tree: HCLTree
    let index: Int32

    private var record: HCLRecord { tree.records[Int(index)] }

    var kind: HCLKind { record.kind }
    var range: Range<Int> { Int(record.start)..<Int(max(record.start, record.end)) }
    var keyRange: Range<Int> { Int(record.keyStart)..<Int(max(record.keyStart, record.keyEnd)) }

    /// The name of an attribute or entry, the type of a block.
    var key: String { ByteText.string(tree.bytes, keyRange) }

    /// Whether the node is a body or an object.
    var hasEntries: Bool { kind == .block || kind == .object }

    /// The bytes as written; of a string without its quotes.
    var source: String { ByteText.string(tree.bytes, range) }

    /// The offset in the file where the node begins.
    var fileOffset: Int { tree.map.nearest(to: range.lowerBound) }

    /// All nodes below this one, one level deep.
    var children: HCLChildren { HCLChildren(tree: tree, position: record.child) }

    /// The labels of a block.
    var labels: [String] { children.prefix { $0.kind == .label }.map { $0.source } }

    /// The entries of a body or object, labels left out.
    var entries: some Sequence<HCLNode> { children.lazy.filter { $0.kind != .label } }

    func isCalled(_ key: StaticString) -> Bool { ByteText.equals(tree.bytes, keyRange, key) }

    /// The last entry called `key`.
    subscript(_ key: StaticString) -> HCLNode? {
        guard hasEntries else { return nil }
        var found: HCLNode?
        for entry in entries where entry.isCalled(key) { found = entry }
        return found
    }

    /// The blocks called `key`, in JSON also objects and lists of objects.
    func bodies(_ key: StaticString) -> [HCLNode] {
        entries.filter { $0.isCalled(key) }.flatMap { entry in
            entry.kind == .list ? entry.children.filter(\.hasEntries) : entry.hasEntries ? [entry] : []
        }
    }
}

/// The nodes of a chain of siblings.
struct HCLChildren: Sequence, IteratorProtocol {
    fileprivate let tree: HCLTree
    fileprivate var position: Int32

    mutating func next() -> HCLNode? {
        guard position >= 0 else { return nil }
        let node = HCLNode(tree: tree, index: position)
        position = tree.records[Int(position)].next
        return node
    }
}
