import Domain

/// The longest text that is read as a version, in bytes. Docker's tags end at 128; nothing real is near this limit.
let maximumVersionLength = 256

/// A parsed version: an order, and the numbers it leads with.
protocol ParsedVersion {
    /// The leading numbers, at least one: major, minor, patch and what follows.
    var numbers: [WholeNumber] { get }
    var isStable: Bool { get }
    /// The order of this version relative to `other`; a total preorder.
    func order(to other: Self) -> VersionOrder
}

/// A scheme that reads a text once into a value; order, numbers and update type all come from that value.
protocol ParsedScheme: VersioningScheme {
    associatedtype Version: ParsedVersion

    /// Reads one version; nil when `text` is none. Called with at most ``maximumVersionLength`` bytes.
    func read(_ text: String) -> Version?
}

extension ParsedScheme {
    /// Reads one version; nil when `text` is none or too long.
    func parse(_ text: String) -> Version? {
        text.utf8.count <= maximumVersionLength ? read(text) : nil
    }

    func isVersion(_ text: String) -> Bool { parse(text) != nil }

    func isStable(_ version: String) -> Bool { parse(version)?.isStable ?? false }

    func compare(_ a: String, _ b: String) -> VersionOrder? {
        guard let a = parse(a), let b = parse(b) else { return nil }
        return a.order(to: b)
    }

    func numbers(of version: String) -> VersionNumbers? {
        parse(version).flatMap { VersionNumbers($0.numbers) }
    }

    func updateType(from current: String, to new: String) -> UpdateType? {
        guard let current = parse(current), let new = parse(new), new.order(to: current) == .newer else { return nil }
        for (index, type) in [UpdateType.major, .minor].enumerated()
        where number(index, of: new) != number(index, of: current) {
            return type
        }
        return .patch
    }

    private func number(_ index: Int, of version: Version) -> WholeNumber {
        version.numbers.indices.contains(index) ? version.numbers[index] : .zero
    }
}

extension VersionNumbers {
    /// The first three of `numbers`; nil when there are none. Numbers beyond `Int` count as `Int.max`.
    init?(_ numbers: [WholeNumber]) {
        guard let major = numbers.first else { return nil }
        self.init(
            major: major.clamped, minor: numbers.dropFirst().first?.clamped,
            patch: numbers.dropFirst(2).first?.clamped)
    }
}

extension VersionOrder {
    init<Value: Comparable>(of a: Value, to b: Value) {
        self = a == b ? .equal : a < b ? .older : .newer
    }

    /// Compares element by element; where one list ends, the longer one is newer.
    init<Value: Comparable>(of a: [Value], to b: [Value]) {
        self =
            a == b ? .equal : a.lexicographicallyPrecedes(b) ? .older : .newer
    }

    /// This order, or `next` when both are equal so far.
    func then(_ next: @autoclosure () -> VersionOrder) -> VersionOrder { self == .equal ? next() : self }
}
