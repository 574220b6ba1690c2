/// Turns the JSON syntax of Terraform (`.tf.json`) into the same nodes as the native syntax.
///
/// Objects below a known type of block are its labels; below that, nothing tells blocks from objects.
/// Source: https://developer.hashicorp.com/terraform/language/syntax/json
struct HCLJSON {
    private var records: [HCLRecord] = []

    /// How many labels the blocks of each type have.
    private static let labels: [String: Int] = [
        "resource": 2, "data": 2, "ephemeral": 2, "module": 1, "provider": 1, "variable": 1, "output": 1,
        "terraform": 0, "locals": 0,
    ]

    /// The tree of a parsed JSON file; nil when it holds no object.
    static func tree(of stream: YAMLStream) -> HCLTree? {
        guard let root = stream.roots.first, root.isMapping else { return nil }
        var reader = HCLJSON()
        reader.addRoot(root)
        return HCLTree(stream.bytes, records: reader.records)
    }

    private mutating func addRoot(_ node: YAMLNode) {
        let root = append(.block, key: 0..<0, node.range)
        var last: Int?
        for (key, value) in node.entries {
            let count = key.text.flatMap { Self.labels[$0] }
            for body in Self.bodies(value) {
                addBlocks(key, [], count ?? 0, count == nil ? value : body, parent: root, &last)
                if count == nil { break }
            }
        }
    }

    /// One block or several in a list.
    private static func bodies(_ node: YAMLNode) -> [YAMLNode] {
        node.isSequence ? node.children.filter(\.isMapping) : [node]
    }

    private mutating func addBlocks(
        _ type: YAMLNode, _ labels: [YAMLNode], _ missing: Int, _ node: YAMLNode, parent: Int, _ last: inout Int?
    ) {
        if missing > 0 {
            for (label, value) in node.entries {
                for body in Self.bodies(value) {
                    addBlocks(type, labels + [label], missing - 1, body, parent: parent, &last)
                }
            }
            return
        }
        let index = append(node.isMapping ? .block : Self.kind(of: node), key: type.range, node.range)
        link(index, parent, &last)
        var child: Int?
        for label in labels { link(append(.label, key: 0..<0, label.range), index, &child) }
        addChildren(of: node, to: index, &child, depth: 0)
    }

    private mutating func addChildren(of node: YAMLNode, to index: Int, _ last: inout Int?, depth: Int) {
        guard depth <= HCLParser.maximumDepth else { return }
        if node.isMapping {
            for (key, value) in node.entries { add(key.range, value, to: index, &last, depth: depth) }
        } else if node.isSequence {
            for value in node.children { add(0..<0, value, to: index, &last, depth: depth) }
        }
    }

    private mutating func add(_ key: Range<Int>, _ node: YAMLNode, to parent: Int, _ last: inout Int?, depth: Int) {
        let index = append(Self.kind(of: node), key: key, node.range)
        link(index, parent, &last)
        var child: Int?
        addChildren(of: node, to: index, &child, depth: depth + 1)
    }

    private static func kind(of node: YAMLNode) -> HCLKind {
        switch node.kind {
        case .mapping: .object
        case .sequence: .list
        case .scalar: node.style == .doubleQuoted ? .string : .number
        case .alias: .expression
        }
    }

    private mutating func append(_ kind: HCLKind, key: Range<Int>, _ range: Range<Int>) -> Int {
        records.append(
            HCLRecord(
                kind: kind, keyStart: Int32(key.lowerBound), keyEnd: Int32(key.upperBound),
                start: Int32(range.lowerBound), end: Int32(range.upperBound)))
        return records.count - 1
    }

    private mutating func link(_ index: Int, _ parent: Int, _ last: inout Int?) {
        if let last {
            records[last].next = Int32(index)
        } else {
            records[parent].child = Int32(index)
        }
        last = index
    }
}
