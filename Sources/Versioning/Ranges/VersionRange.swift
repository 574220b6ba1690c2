import Domain

/// How a range is written and what it means where tools disagree.
enum RangeDialect: Sendable {
    /// npm's operators as Masterminds' semver, which Helm uses, reads them: space or comma is "and", `||` is "or".
    case helm
    /// Terraform's: comma is "and"; a version with fewer numbers has zeros in their place.
    case hashicorp
}

/// A range of versions that remembers where its parts are written.
///
/// Sources: https://github.com/Masterminds/semver (README, "Checking Version Constraints") and
/// https://developer.hashicorp.com/terraform/language/expressions/version-constraints.
struct VersionRange: Sendable {
    /// One comparison, such as `>= 1.2`.
    struct Term: Hashable, Sendable {
        var comparison: Comparison
        var parts: VersionParts
        /// The bytes of the version, without the operator, in the range's text.
        var span: Range<Int>

        init(_ comparison: Comparison, _ parts: VersionParts, _ span: Range<Int>) {
            self.comparison = comparison
            self.parts = parts
            self.span = span
        }
    }

    enum Comparison: Hashable, Sendable {
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, tilde, caret
    }

    /// Terms that must all hold.
    struct Group: Hashable, Sendable {
        var terms: [Term]
        /// The bytes of the group, without blanks around it.
        var span: Range<Int>
    }

    let dialect: RangeDialect
    let text: [UInt8]
    /// One of them must hold; never empty, and none is without terms.
    let groups: [Group]

    /// The only version that the range allows, when it is written as one.
    var singleTerm: Term? {
        guard groups.count == 1, groups[0].terms.count == 1, let term = groups[0].terms.first,
            term.comparison == .equal, dialect == .hashicorp || term.parts.numbers.count == 3
        else { return nil }
        return term
    }

    func contains(_ version: SemanticVersion) -> Bool {
        groups.contains { contains(version, in: $0) }
    }

    /// Whether all terms of `group` hold, and a pre-release is meant to be in it.
    func contains(_ version: SemanticVersion, in group: Group) -> Bool {
        if !version.isStable {
            switch dialect {
            case .helm:
                guard group.terms.contains(where: { !$0.parts.preRelease.isEmpty }) else { return false }
            case .hashicorp:
                guard group.terms.contains(where: { $0.comparison == .equal }) else { return false }
            }
        }
        return group.terms.allSatisfy { contains(version, in: $0) }
    }

    /// Whether `term` holds, whatever is said about pre-releases.
    func contains(_ version: SemanticVersion, in term: Term) -> Bool {
        let order = version.order(to: term.parts.floor)
        switch term.comparison {
        case .equal: return dialect == .hashicorp || term.isFull ? order == .equal : term.leads(version)
        case .notEqual: return dialect == .hashicorp || term.isFull ? order != .equal : !term.leads(version)
        case .less: return order == .older
        case .lessOrEqual: return order != .newer || (dialect == .helm && !term.isFull && term.leads(version))
        case .greater: return order == .newer && (dialect == .hashicorp || term.isFull || !term.leads(version))
        case .greaterOrEqual: return order != .older
        case .tilde: return order != .older && term.leads(version, numbers: tildeCount(term))
        case .caret: return order != .older && term.leads(version, numbers: term.caretCount)
        }
    }

    /// How many leading numbers must stay the same under `~` (Helm) or `~>` (Terraform: all but the last one).
    func tildeCount(_ term: Term) -> Int {
        switch dialect {
        case .helm: min(2, term.parts.numbers.count)
        case .hashicorp: max(0, term.parts.numbers.count - 1)
        }
    }
}

extension VersionRange.Term {
    var isFull: Bool { parts.numbers.count == 3 }

    /// How many leading numbers must stay the same under `^`: up to the first that is not zero.
    var caretCount: Int {
        let numbers = parts.numbers
        return numbers.firstIndex { $0 != .zero }.map { $0 + 1 } ?? numbers.count
    }

    /// Whether `version` begins with the term's numbers, or with the first `count` of them.
    func leads(_ version: SemanticVersion, numbers count: Int = 3) -> Bool {
        zip(parts.numbers.prefix(count), version.numbers).allSatisfy { $0 == $1 }
    }
}
