/// Runs a program over bytes that are read as UTF-8; keeps its memory from one match to the next.
struct PatternMachine {
    private let program: PatternProgram
    /// How many steps may still be made: what bounds the time, whatever expression and text are.
    private(set) var budget: Int
    private var current: Threads
    private var next: Threads
    private var stack: [Task] = []
    private var slots: [Int]
    /// When a step was last reached; a way met twice at one place is followed once, by preference.
    private var visited: [Int]
    private var round = 0

    /// Ways through the expression, the preferred one first, and the slots of each, one behind the other.
    private struct Threads {
        var steps: [Int] = []
        var slots: [Int] = []

        mutating func clear() {
            steps.removeAll(keepingCapacity: true)
            slots.removeAll(keepingCapacity: true)
        }
    }

    private enum Task {
        case visit(Int)
        case restore(slot: Int, Int)
    }

    init(_ program: PatternProgram, budget: Int) {
        self.program = program
        self.budget = budget
        current = Threads()
        next = Threads()
        slots = [Int](repeating: -1, count: program.slotCount)
        visited = [Int](repeating: 0, count: program.steps.count)
    }

    /// Finds the first match at or after `start` in the text that is `range` of `bytes`.
    ///
    /// Gives the offsets where groups begin and end, -1 for those that took no part; nil also when the budget is used up.
    mutating func firstMatch(
        in bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>, from start: Int
    ) -> [Int]? {
        var found: [Int]?
        var position = start
        current.clear()
        while position <= range.upperBound {
            if current.steps.isEmpty {
                if found != nil { return found }
                guard let place = nextStart(in: bytes, from: position, to: range.upperBound) else { return nil }
                position = place
            }
            budget &-= 1 &+ current.steps.count
            if budget < 0 { return nil }
            let (scalar, width) = Self.scalar(in: bytes, at: position, end: range.upperBound)
            step(position, scalar, width, bytes, range, &found)
            position += width
        }
        return found
    }

    /// Moves all ways over one character.
    private mutating func step(
        _ position: Int, _ scalar: UInt32, _ width: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
        _ found: inout [Int]?
    ) {
        // The ways of `current` stand in front of characters; what they reach is followed at the next position, so a
        // fresh start here comes behind them.
        round += 1
        next.clear()
        let count = program.slotCount
        if found == nil {
            for index in slots.indices { slots[index] = -1 }
            markCurrent()
            follow(0, at: position, bytes, range, into: .current)
        }
        round += 1
        for (index, step) in current.steps.enumerated() {
            let own = current.slots[(index * count)..<((index + 1) * count)]
            switch program.steps[step] {
            case .match:
                found = Array(own)
                // What comes behind a match is less preferred than it.
                swap(&current, &next)
                return
            case .scalars(let set) where position < range.upperBound && program.classes[set].contains(scalar):
                for (slot, value) in zip(slots.indices, own) { slots[slot] = value }
                follow(step + 1, at: position + width, bytes, range, into: .next)
            default: continue
            }
        }
        swap(&current, &next)
    }

    /// Steps that ways stand on already are not reached again by a fresh start, which is less preferred.
    private mutating func markCurrent() {
        for step in current.steps { visited[step] = round }
    }

    private enum Destination { case current, next }

    /// Follows a way to all steps that need a character, or end.
    private mutating func follow(
        _ start: Int, at position: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
        into destination: Destination
    ) {
        stack.append(.visit(start))
        while let task = stack.popLast() {
            guard case .visit(let step) = task else {
                if case .restore(let slot, let value) = task { slots[slot] = value }
                continue
            }
            guard visited[step] != round else { continue }
            visited[step] = round
            budget &-= 1
            switch program.steps[step] {
            case .scalars, .match:
                switch destination {
                case .current:
                    current.steps.append(step)
                    current.slots += slots
                case .next:
                    next.steps.append(step)
                    next.slots += slots
                }
            case .jump(let target):
                stack.append(.visit(target))
            case .split(let first, let second):
                stack.append(.visit(second))
                stack.append(.visit(first))
            case .save(let slot):
                stack.append(.restore(slot: slot, slots[slot]))
                slots[slot] = position
                stack.append(.visit(step + 1))
            case .assertion(let assertion):
                if Self.holds(assertion, at: position, in: bytes, range) { stack.append(.visit(step + 1)) }
            }
        }
    }

    /// The next place where a match may begin.
    private func nextStart(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int? {
        guard let first = program.firstBytes else { return start }
        var position = start
        while position < end, !first.contains(bytes[position]) { position += 1 }
        return position < end ? position : nil
    }

    private static func holds(
        _ assertion: PatternAssertion, at position: Int, in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) -> Bool {
        switch assertion {
        case .start: return position == range.lowerBound
        case .end: return position == range.upperBound
        case .lineStart: return position == range.lowerBound || bytes[position - 1] == 0x0A
        case .lineEnd: return position == range.upperBound || bytes[position] == 0x0A
        case .wordBoundary, .notWordBoundary:
            let before = position > range.lowerBound && isWord(bytes[position - 1])
            let after = position < range.upperBound && isWord(bytes[position])
            return (before != after) == (assertion == .wordBoundary)
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte == 0x5F || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    /// The character at `position` and its bytes; a byte that is no UTF-8 is a character that only wide classes hold.
    private static func scalar(
        in bytes: UnsafeBufferPointer<UInt8>, at position: Int, end: Int
    ) -> (UInt32, Int) {
        guard position < end else { return (0, 1) }
        let first = bytes[position]
        if first < 0x80 { return (UInt32(first), 1) }
        let width = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, position + width <= end else { return (0xFFFD, 1) }
        var value = UInt32(first) & (width == 2 ? 0x1F : width == 3 ? 0x0F : 0x07)
        for offset in 1..<width {
            let byte = bytes[position + offset]
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (value, width)
    }
}
