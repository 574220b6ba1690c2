import TextEdits

/// One node of a parsed stream. A small value to walk with: it holds the stream and an index.
///
/// Aliases are nodes of their own; access by key and ``resolved`` go to the anchored node, so that what is found there
/// is edited where it stands. Walks over ``children`` meet every node once, because they do not follow aliases.
struct YAMLNode {
    let stream: YAMLStream
    let index: Int32

    private var record: YAMLRecord { stream.record(index) }

    var kind: YAMLKind { record.kind }
    var style: YAMLStyle { record.style }
    var isScalar: Bool { record.kind == .scalar }
    var isMapping: Bool { record.kind == .mapping }
    var isSequence: Bool { record.kind == .sequence }

    /// The bytes of the content in the stream, as written.
    var range: Range<Int> { Int(record.start)..<Int(max(record.start, record.end)) }

    /// The node an alias stands for, else the node itself.
    var resolved: YAMLNode {
        let record = record
        guard record.kind == .alias, record.child >= 0 else { return self }
        return YAMLNode(stream: stream, index: record.child)
    }

    /// The nodes of a sequence, or keys and values of a mapping in turns; aliases are not followed.
    var children: YAMLChildren {
        YAMLChildren(stream: stream, position: kind == .alias ? YAMLRecord.none : record.child)
    }

    /// The items of a sequence, aliases resolved; empty for other nodes.
    var items: [YAMLNode] { isSequence ? children.map { $0.resolved } : [] }

    /// The entries of a mapping in the order of the file, duplicates and merge keys included; empty for other nodes.
    var entries: YAMLEntries {
        YAMLEntries(children: isMapping ? children : nil)
    }

    /// Calls `body` for each entry of a mapping, with the records of key and value and their indices: for walks over whole
    /// files, which look at most nodes only once and only in passing.
    @inline(__always)
    func forEachEntry(_ body: (_ key: (Int32, YAMLRecord), _ value: (Int32, YAMLRecord)) -> Void) {
        guard isMapping else { return }
        var position = record.child
        while position >= 0 {
            let key = stream.record(position)
            guard key.next >= 0 else { return }
            let value = stream.record(key.next)
            body((position, key), (key.next, value))
            position = value.next
        }
    }

    /// Calls `body` for each child with its record and index; aliases are not followed.
    @inline(__always)
    func forEachChild(_ body: (_ index: Int32, _ record: YAMLRecord) -> Void) {
        guard kind != .alias else { return }
        var position = record.child
        while position >= 0 {
            let child = stream.record(position)
            body(position, child)
            position = child.next
        }
    }

    /// The value of `key`, alias resolved, the last one when a key is written twice; found through `<<` too.
    subscript(_ key: StaticString) -> YAMLNode? { value(of: key, depth: 0) }

    /// The value at a path of keys.
    subscript(_ first: StaticString, _ rest: StaticString...) -> YAMLNode? {
        var node = self[first]
        for key in rest { node = node?[key] }
        return node
    }

    /// Whether this is a scalar written as exactly these bytes between its quotes.
    func reads(_ text: StaticString) -> Bool {
        let record = record
        guard record.kind == .scalar else { return false }
        return ByteText.equals(stream.bytes, Int(record.start)..<Int(max(record.start, record.end)), text)
    }

    /// Whether this is a sequence under GitLab's tag `!reference`: the path of a value that stands elsewhere.
    var isReference: Bool {
        isSequence && stream.bytes[range].starts(with: "!reference".utf8)
    }

    /// Whether this is a scalar that ends in `ending`, whatever the case of its letters. `ending` is in lower case.
    func ends(caseless ending: StaticString) -> Bool {
        let record = record
        let count = ending.utf8CodeUnitCount
        guard record.kind == .scalar, Int(record.end) - Int(record.start) >= count else { return false }
        return stream.bytes.withUnsafeBufferPointer { buffer in
            let start = Int(record.end) - count
            for offset in 0..<count {
                let byte = buffer[start + offset]
                let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                if (isUpper ? byte | 0x20 : byte) != ending.utf8Start[offset] { return false }
            }
            return true
        }
    }

    /// Whether this is a mapping with a key that passes `test`, which sees the bytes as written.
    func hasKey(where test: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        isMapping && stream.anyKey(from: record.child, test)
    }

    private func value(of key: StaticString, depth: Int) -> YAMLNode? {
        guard isMapping, depth < 8, let found = stream.find(key, from: record.child, isMerged: depth > 0) else {
            return nil
        }
        if found.value >= 0 { return YAMLNode(stream: stream, index: found.value).resolved }
        guard found.merged >= 0, stream.spendOnMerging() else { return nil }
        let merged = YAMLNode(stream: stream, index: found.merged).resolved
        if merged.isMapping { return merged.index == index ? nil : merged.value(of: key, depth: depth + 1) }
        for item in merged.items {
            if let value = item.value(of: key, depth: depth + 1) { return value }
        }
        return nil
    }
}

/// The nodes of a chain of siblings.
struct YAMLChildren: Sequence, IteratorProtocol {
    fileprivate let stream: YAMLStream
    fileprivate var position: Int32

    mutating func next() -> YAMLNode? {
        guard position >= 0 else { return nil }
        let node = YAMLNode(stream: stream, index: position)
        position = stream.record(position).next
        return node
    }
}

/// The keys of a mapping with their values; values may be aliases.
struct YAMLEntries: Sequence, IteratorProtocol {
    fileprivate var children: YAMLChildren?

    /// No entries.
    static var none: YAMLEntries { YAMLEntries(children: nil) }

    mutating func next() -> (key: YAMLNode, value: YAMLNode)? {
        guard let key = children?.next(), let value = children?.next() else { return nil }
        return (key, value)
    }
}
