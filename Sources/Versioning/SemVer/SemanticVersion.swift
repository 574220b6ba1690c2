import Domain

/// A version of Semantic Versioning 2.0.0.
///
/// Source: https://semver.org/spec/v2.0.0.html, sections 2, 9, 10 and 11.
struct SemanticVersion: ParsedVersion, Hashable, Sendable {
    /// A part of a pre-release: numbers are ordered as numbers and come before words.
    enum Identifier: Hashable, Sendable, Comparable {
        case number(WholeNumber)
        case word([UInt8])

        static func < (a: Identifier, b: Identifier) -> Bool {
            switch (a, b) {
            case (.number(let a), .number(let b)): a < b
            case (.number, .word): true
            case (.word, .number): false
            case (.word(let a), .word(let b)): a.lexicographicallyPrecedes(b)
            }
        }
    }

    var major: WholeNumber
    var minor: WholeNumber
    var patch: WholeNumber
    var preRelease: [Identifier] = []

    var numbers: [WholeNumber] { [major, minor, patch] }
    var isStable: Bool { preRelease.isEmpty }

    init(
        _ major: WholeNumber, _ minor: WholeNumber = .zero, _ patch: WholeNumber = .zero, preRelease: [Identifier] = []
    ) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.preRelease = preRelease
    }

    /// Reads `text` by the letter of the specification, except that a `v` may stand before it.
    init?(_ text: some StringProtocol) {
        guard let parts = VersionParts(text), parts.numbers.count == 3, parts.wildcard.isEmpty else { return nil }
        self.init(parts.numbers[0], parts.numbers[1], parts.numbers[2], preRelease: parts.preRelease)
    }

    /// Section 11: build metadata does not count, so versions that differ only there are equal.
    func order(to other: SemanticVersion) -> VersionOrder {
        let order = VersionOrder(of: numbers, to: other.numbers)
        if order != .equal { return order }
        if preRelease.isEmpty || other.preRelease.isEmpty {
            return VersionOrder(of: preRelease.isEmpty ? 1 : 0, to: other.preRelease.isEmpty ? 1 : 0)
        }
        return VersionOrder(of: preRelease, to: other.preRelease)
    }
}

extension SemanticVersion.Identifier: CustomStringConvertible {
    var description: String {
        switch self {
        case .number(let number): number.description
        case .word(let bytes): String(decoding: bytes, as: UTF8.self)
        }
    }
}

/// One to three numbers, perhaps a wildcard in place of the others, and what may follow three numbers.
struct VersionParts: Hashable, Sendable {
    /// `v`, `V` or nothing.
    var mark: String
    /// None when the wildcard stands for all of them.
    var numbers: [WholeNumber]
    /// The wildcards as written, such as `.x` or `.*.*`; empty when there are none.
    var wildcard: String
    var preRelease: [SemanticVersion.Identifier]
    var hasBuild: Bool

    /// Reads `text`; nil when it has leading zeros or other bytes. A pre-release may stand behind fewer than three numbers, as in `>=1.2-0`.
    init?(_ text: some StringProtocol) {
        var bytes = Array(text.utf8)[...]
        guard bytes.count <= maximumVersionLength else { return nil }
        mark = ""
        if let first = bytes.first, first | 0x20 == UInt8(ascii: "v") {
            mark = String(decoding: [first], as: UTF8.self)
            bytes = bytes.dropFirst()
        }
        let core = bytes.prefix { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }
        guard let (numbers, wildcard) = Self.readCore(core) else { return nil }
        self.numbers = numbers
        self.wildcard = wildcard
        var rest = bytes[core.endIndex...]
        preRelease = []
        hasBuild = false
        guard !rest.isEmpty else { return }
        if rest.first == UInt8(ascii: "-") {
            let text = rest.dropFirst().prefix { $0 != UInt8(ascii: "+") }
            guard let identifiers = Self.readPreRelease(text) else { return nil }
            preRelease = identifiers
            rest = rest[text.endIndex...]
        }
        hasBuild = !rest.isEmpty
        if hasBuild, !Self.fields(rest.dropFirst()).allSatisfy(Self.isIdentifier) { return nil }
    }

    /// Whether nothing stands behind the numbers.
    var isPlain: Bool { preRelease.isEmpty && !hasBuild }

    /// The smallest version that these parts can mean.
    var floor: SemanticVersion {
        SemanticVersion(number(0), number(1), number(2), preRelease: preRelease)
    }

    private func number(_ index: Int) -> WholeNumber { numbers.indices.contains(index) ? numbers[index] : .zero }

    private static func readCore(_ bytes: ArraySlice<UInt8>) -> ([WholeNumber], String)? {
        var numbers: [WholeNumber] = []
        var wildcard = ""
        for field in fields(bytes) {
            let isWildcard =
                field.count == 1
                && (field.first == UInt8(ascii: "*") || field.first.map { $0 | 0x20 } == UInt8(ascii: "x"))
            if isWildcard {
                wildcard += (numbers.isEmpty && wildcard.isEmpty ? "" : ".") + String(decoding: field, as: UTF8.self)
            } else if wildcard.isEmpty, field.count == 1 || field.first != UInt8(ascii: "0"),
                let number = WholeNumber(field)
            {
                numbers.append(number)
            } else {
                return nil
            }
        }
        let count = numbers.count + wildcard.utf8.count { $0 != UInt8(ascii: ".") }
        return count <= 3 ? (numbers, wildcard) : nil
    }

    private static func readPreRelease(_ bytes: ArraySlice<UInt8>) -> [SemanticVersion.Identifier]? {
        var identifiers: [SemanticVersion.Identifier] = []
        for field in fields(bytes) {
            guard isIdentifier(field) else { return nil }
            if let number = WholeNumber(field) {
                guard field.count == 1 || field.first != UInt8(ascii: "0") else { return nil }
                identifiers.append(.number(number))
            } else {
                identifiers.append(.word(Array(field)))
            }
        }
        return identifiers
    }

    private static func fields(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    }

    private static func isIdentifier(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { $0.isDigit || $0.isLetter || $0 == UInt8(ascii: "-") }
    }
}

extension SemanticVersion: CustomStringConvertible {
    /// The canonical spelling, without `v` and build metadata.
    var description: String {
        let core = numbers.map(\.description).joined(separator: ".")
        return preRelease.isEmpty ? core : core + "-" + preRelease.map(\.description).joined(separator: ".")
    }
}
