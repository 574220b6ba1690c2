#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where an expression was found.
public struct PatternMatch: Hashable, Sendable {
    /// The bytes of the whole match.
    public var range: Range<Int>
    /// The bytes of the named groups that took part.
    public var groups: [String: Range<Int>]
}

/// Every match of an expression in some bytes, and whether the search came to its end.
public struct PatternMatches: Hashable, Sendable {
    public var matches: [PatternMatch]
    /// False when the search was given up, because it took more steps than were allowed.
    public var isComplete: Bool
}

extension Pattern {
    /// The steps that a search may take unless told otherwise: some seconds at most.
    public static let standardBudget = 50_000_000

    /// Finds all matches in `range` of `bytes`, which are read as UTF-8; matches do not overlap.
    ///
    /// `^` and `$` mean the ends of the range.
    ///
    /// - Parameter budget: how many steps are made at most; it is lowered by what was used.
    public func matches(in bytes: [UInt8], range: Range<Int>, budget: inout Int) -> PatternMatches {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
            return PatternMatches(matches: [], isComplete: true)
        }
        return bytes.withUnsafeBufferPointer { buffer in
            var machine = PatternMachine(program, budget: budget)
            var result = PatternMatches(matches: [], isComplete: true)
            var start = range.lowerBound
            while start <= range.upperBound, mayMatch(buffer, start..<range.upperBound),
                let slots = machine.firstMatch(in: buffer, range: range, from: start)
            {
                let match = PatternMatch(slots, program)
                result.matches.append(match)
                start = match.range.isEmpty ? match.range.upperBound + 1 : match.range.upperBound
            }
            result.isComplete = machine.budget >= 0
            budget = machine.budget
            return result
        }
    }

    /// Whether the bytes that every match holds are in `range` at all.
    func mayMatch(_ buffer: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        let literal = program.literal
        guard let first = literal.first else { return true }
        guard let base = buffer.baseAddress else { return false }
        var start = range.lowerBound
        while start + literal.count <= range.upperBound {
            let rest = range.upperBound - literal.count - start + 1
            guard let hit = memchr(base + start, Int32(first), rest) else { return false }
            let offset = base.distance(to: hit.assumingMemoryBound(to: UInt8.self))
            if memcmp(base + offset, literal, literal.count) == 0 { return true }
            start = offset + 1
        }
        return false
    }
}

extension PatternMatch {
    init(_ slots: [Int], _ program: PatternProgram) {
        range = slots[0]..<max(slots[0], slots[1])
        groups = [:]
        for (name, slot) in program.groups where slots[slot] >= 0 && slots[slot + 1] >= slots[slot] {
            groups[name] = slots[slot]..<slots[slot + 1]
        }
    }
}
