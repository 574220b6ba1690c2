import Domain

/// The longest text that is read as a version, in bytes. Docker's tags end at 128; nothing real is near this limit.
let maximumVersionLength = 256

/// A parsed version: an order, and the numbers it leads with.
protocol ParsedVersion {
    /// The leading numbers: major, minor, patch and what follows.
    var numbers: [WholeNumber] { get }
    var isStable: Bool { get }
    /// The order of this version relative to `other`; a total preorder.
    func order(to other: Self) -> VersionOrder
}

/// Reads versions once into values, and answers about those.
protocol VersionReader {
    associatedtype Version

    /// Reads one version; nil when `text` is none.
    func parse(_ text: String) -> Version?
    /// Whether `candidate` is of the same lane and shape as `current`.
    func follows(_ candidate: Version, _ current: Version) -> Bool
    /// Whether `candidate` is a version at all for who is on `current`.
    func isOfKind(_ candidate: Version, _ current: Version) -> Bool
    func order(_ a: Version, _ b: Version) -> VersionOrder
    func isReleased(_ version: Version) -> Bool
    func leadingNumbers(_ version: Version) -> VersionNumbers?
    func step(from current: Version, to new: Version) -> UpdateType?
}

extension VersionReader {
    func isOfKind(_ candidate: Version, _ current: Version) -> Bool { true }
}

/// A scheme that reads a text once into a value; order, numbers and update type all come from that value.
protocol ParsedScheme: VersioningScheme, VersionReader where Version: ParsedVersion {
    /// Reads one version; nil when `text` is none. Called with at most ``maximumVersionLength`` bytes.
    func read(_ text: String) -> Version?
}

extension ParsedScheme {
    func parse(_ text: String) -> Version? {
        text.utf8.count <= maximumVersionLength ? read(text) : nil
    }

    func follows(_ candidate: Version, _ current: Version) -> Bool { true }

    func order(_ a: Version, _ b: Version) -> VersionOrder { a.order(to: b) }

    func isReleased(_ version: Version) -> Bool { version.isStable }

    func leadingNumbers(_ version: Version) -> VersionNumbers? { VersionNumbers(version.numbers) }

    func step(from current: Version, to new: Version) -> UpdateType? {
        guard new.order(to: current) == .newer else { return nil }
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

/// What a scheme is asked in texts, answered by the values they are read into.
extension ParsedScheme {
    func isVersion(_ text: String) -> Bool { parse(text) != nil }

    func isStable(_ version: String) -> Bool { parse(version)?.isStable ?? false }

    func isCompatible(_ candidate: String, with current: String) -> Bool {
        guard let candidate = parse(candidate), let current = parse(current) else { return false }
        return follows(candidate, current)
    }

    func compare(_ a: String, _ b: String) -> VersionOrder? {
        guard let a = parse(a), let b = parse(b) else { return nil }
        return a.order(to: b)
    }

    func numbers(of version: String) -> VersionNumbers? { parse(version).flatMap(leadingNumbers) }

    func updateType(from current: String, to new: String) -> UpdateType? {
        guard let current = parse(current), let new = parse(new) else { return nil }
        return step(from: current, to: new)
    }
}

/// Any other scheme, asked in texts each time.
struct TextReader: VersionReader {
    let scheme: any VersioningScheme

    func parse(_ text: String) -> String? { scheme.isVersion(text) ? text : nil }
    func follows(_ candidate: String, _ current: String) -> Bool { scheme.isCompatible(candidate, with: current) }
    func order(_ a: String, _ b: String) -> VersionOrder { scheme.compare(a, b) ?? .equal }
    func isReleased(_ version: String) -> Bool { scheme.isStable(version) }
    func leadingNumbers(_ version: String) -> VersionNumbers? { scheme.numbers(of: version) }
    func step(from current: String, to new: String) -> UpdateType? {
        scheme.updateType(from: current, to: new)
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
