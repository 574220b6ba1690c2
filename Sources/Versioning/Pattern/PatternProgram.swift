/// An expression as steps of a machine that follows all ways through it at once, one character after the other.
///
/// Source: Russ Cox, "Regular Expression Matching: the Virtual Machine Approach", https://swtch.com/~rsc/regexp/regexp2.html
struct PatternProgram: Sendable {
    private enum Step: Sendable {
        case scalars(ScalarSet)
        case assertion(PatternAssertion)
        /// Go on at either; the first is preferred.
        case split(Int, Int)
        case jump(Int)
        case save(Int)
        case match
    }

    /// One way through the expression: where it is, and where groups began and ended.
    private struct Thread {
        var step: Int
        var slots: [Int]
    }

    let names: [(name: String, index: Int)]
    private var steps: [Step] = []
    private var slotCount = 2
    /// Nodes that may still be compiled; repetitions of nothing cost no steps, but time.
    private var budget = 10_000

    init(_ node: PatternNode, names: [(name: String, index: Int)]) throws(PatternError) {
        self.names = names
        try append(node)
        steps.append(.match)
    }

    private mutating func append(_ node: PatternNode) throws(PatternError) {
        budget -= 1
        if budget < 0 { throw PatternError(message: "the expression repeats itself too often") }
        switch node {
        case .empty: break
        case .scalars(let set): steps.append(.scalars(set))
        case .assertion(let assertion): steps.append(.assertion(assertion))
        case .sequence(let nodes): for node in nodes { try append(node) }
        case .choice(let nodes): try append(choice: nodes)
        case .repeat(let node, let min, let max, let isLazy): try append(repeating: node, min, max, isLazy)
        case .capture(let node, let index):
            slotCount = Swift.max(slotCount, 2 * index + 2)
            steps.append(.save(2 * index))
            try append(node)
            steps.append(.save(2 * index + 1))
        }
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

    /// Finds the first match; gives the offsets where groups begin and end, -1 for those that took no part.
    func run(on scalars: [Unicode.Scalar]) -> [Int]? {
        var threads: [Thread] = []
        var visited = [Int](repeating: -1, count: steps.count)
        var found: [Int]?
        for position in 0...scalars.count {
            var next: [Thread] = []
            // The ways that this position opens are marked by it; a way met twice is followed once, by preference.
            var current: [Thread] = []
            for thread in threads { follow(thread, at: position, in: scalars, &visited, into: &current) }
            if found == nil {
                let fresh = Thread(step: 0, slots: [Int](repeating: -1, count: slotCount))
                follow(fresh, at: position, in: scalars, &visited, into: &current)
            }
            if current.isEmpty && found != nil { return found }
            for thread in current {
                switch steps[thread.step] {
                case .match:
                    found = thread.slots
                case .scalars(let set) where position < scalars.count && set.contains(scalars[position]):
                    next.append(Thread(step: thread.step + 1, slots: thread.slots))
                    continue
                default:
                    continue
                }
                // What comes behind a match is less preferred than it.
                break
            }
            threads = next
        }
        return found
    }

    /// Follows a way to all steps that need a character, or end.
    private func follow(
        _ thread: Thread, at position: Int, in scalars: [Unicode.Scalar], _ visited: inout [Int],
        into result: inout [Thread]
    ) {
        var stack = [thread]
        while var thread = stack.popLast() {
            guard visited[thread.step] != position else { continue }
            visited[thread.step] = position
            switch steps[thread.step] {
            case .scalars, .match:
                result.append(thread)
            case .jump(let target):
                thread.step = target
                stack.append(thread)
            case .split(let first, let second):
                stack.append(Thread(step: second, slots: thread.slots))
                stack.append(Thread(step: first, slots: thread.slots))
            case .save(let slot):
                thread.slots[slot] = position
                thread.step += 1
                stack.append(thread)
            case .assertion(let assertion):
                guard holds(assertion, at: position, in: scalars) else { continue }
                thread.step += 1
                stack.append(thread)
            }
        }
    }

    private func holds(_ assertion: PatternAssertion, at position: Int, in scalars: [Unicode.Scalar]) -> Bool {
        switch assertion {
        case .start: return position == 0
        case .end: return position == scalars.count
        case .wordBoundary, .notWordBoundary:
            let before = position > 0 && ScalarSet.word.contains(scalars[position - 1])
            let after = position < scalars.count && ScalarSet.word.contains(scalars[position])
            return (before != after) == (assertion == .wordBoundary)
        }
    }
}
