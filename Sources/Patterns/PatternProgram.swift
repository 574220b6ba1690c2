/// An expression as steps of a machine that follows all ways through it at once, one character after the other.
///
/// Source: Russ Cox, "Regular Expression Matching: the Virtual Machine Approach", https://swtch.com/~rsc/regexp/regexp2.html
struct PatternProgram: Sendable {
    enum Step: Sendable {
        /// A character of the class with this index.
        case scalars(Int)
        case assertion(PatternAssertion)
        /// Go on at either; the first is preferred.
        case split(Int, Int)
        case jump(Int)
        case save(Int)
        case match
    }

    /// The groups with names, and the slot where each begins; its end is in the slot behind.
    private(set) var groups: [(name: String, slot: Int)] = []
    private(set) var steps: [Step] = []
    private(set) var classes: [ScalarClass] = []
    /// The whole match has the first two slots.
    private(set) var slotCount = 2
    /// What a match begins with; nil when it may be empty.
    private(set) var firstBytes: ByteSet?
    /// Bytes that every match holds; empty when nothing is known.
    let literal: [UInt8]

    private var classIndex: [ScalarSet: Int] = [:]
    private let names: [Int: String]
    /// Nodes that may still be compiled; repetitions of nothing cost no steps, but time.
    private var budget = 10_000

    init(_ node: PatternNode, names: [(name: String, index: Int)]) throws(PatternError) {
        self.names = Dictionary(names.map { ($0.index, $0.name) }) { first, _ in first }
        literal = node.requiredLiteral
        try append(node)
        steps.append(.match)
        firstBytes = startingBytes()
    }

    private mutating func append(_ node: PatternNode) throws(PatternError) {
        budget -= 1
        if budget < 0 { throw PatternError(message: "the expression repeats itself too often") }
        switch node {
        case .empty: break
        case .scalars(let set): steps.append(.scalars(index(of: set)))
        case .assertion(let assertion): steps.append(.assertion(assertion))
        case .sequence(let nodes): for node in nodes { try append(node) }
        case .choice(let nodes): try append(choice: nodes)
        case .repeat(let node, let min, let max, let isLazy): try append(repeating: node, min, max, isLazy)
        case .capture(let node, let index): try append(capture: node, index)
        }
    }

    private mutating func index(of set: ScalarSet) -> Int {
        if let known = classIndex[set] { return known }
        classes.append(ScalarClass(set))
        classIndex[set] = classes.count - 1
        return classes.count - 1
    }

    /// Only the whole match and groups with names are kept; the others just hold their parts together.
    private mutating func append(capture node: PatternNode, _ index: Int) throws(PatternError) {
        guard index == 0 || names[index] != nil else { return try append(node) }
        var slot = 0
        if let name = names[index] {
            if let known = groups.first(where: { $0.name == name }) {
                slot = known.slot
            } else {
                slot = slotCount
                slotCount += 2
                groups.append((name, slot))
            }
        }
        steps.append(.save(slot))
        try append(node)
        steps.append(.save(slot + 1))
    }

    private mutating func append(choice nodes: [PatternNode]) throws(PatternError) {
        var jumps: [Int] = []
        for (index, node) in nodes.enumerated() {
            guard index < nodes.count - 1 else {
                try append(node)
                break
            }
            let split = steps.count
            steps.append(.split(split + 1, split + 1))
            try append(node)
            jumps.append(steps.count)
            steps.append(.jump(0))
            steps[split] = .split(split + 1, steps.count)
        }
        for jump in jumps { steps[jump] = .jump(steps.count) }
    }

    private mutating func append(
        repeating node: PatternNode, _ min: Int, _ max: Int?, _ isLazy: Bool
    ) throws(PatternError) {
        for _ in 0..<min { try append(node) }
        guard let max else {
            let split = steps.count
            steps.append(.jump(0))
            try append(node)
            steps.append(.jump(split))
            steps[split] = Self.split(split + 1, steps.count, isLazy)
            return
        }
        var splits: [Int] = []
        for _ in min..<max {
            splits.append(steps.count)
            steps.append(.jump(0))
            try append(node)
        }
        for split in splits { steps[split] = Self.split(split + 1, steps.count, isLazy) }
    }

    private static func split(_ inside: Int, _ behind: Int, _ isLazy: Bool) -> Step {
        isLazy ? .split(behind, inside) : .split(inside, behind)
    }

    /// The bytes that the first character of a match may begin with.
    private func startingBytes() -> ByteSet? {
        var bytes = ByteSet()
        var seen = [Bool](repeating: false, count: steps.count)
        var stack = [0]
        while let step = stack.popLast() {
            guard !seen[step] else { continue }
            seen[step] = true
            switch steps[step] {
            case .match: return nil
            case .scalars(let index): bytes.formUnion(classes[index].leadingBytes)
            case .jump(let target): stack.append(target)
            case .split(let first, let second): stack += [first, second]
            case .save, .assertion: stack.append(step + 1)
            }
        }
        return bytes
    }
}

extension PatternNode {
    /// The longest run of ASCII characters that every match holds.
    fileprivate var requiredLiteral: [UInt8] {
        switch self {
        case .empty, .assertion, .choice: return []
        case .scalars: return literalByte.map { [$0] } ?? []
        case .capture(let node, _): return node.requiredLiteral
        case .repeat(let node, let min, _, _): return min > 0 ? node.requiredLiteral : []
        case .sequence(let nodes):
            var best: [UInt8] = []
            var run: [UInt8] = []
            for node in nodes {
                if let byte = node.literalByte {
                    run.append(byte)
                    if run.count > best.count { best = run }
                } else {
                    run = []
                    let inner = node.requiredLiteral
                    if inner.count > best.count { best = inner }
                }
            }
            return best
        }
    }

    private var literalByte: UInt8? {
        guard case .scalars(let set) = self, !set.ignoresCase, let value = set.single, value < 0x80 else { return nil }
        return UInt8(truncatingIfNeeded: value)
    }
}
