/// Version constraints in the one form that a lock file takes: sorted by version, each once, without `=`.
///
/// Terraform refuses to read a lock file that has them in any other form.
/// Source: https://developer.hashicorp.com/terraform/language/expressions/version-constraints, and for the order of operators
/// `VersionConstraintsString` in https://github.com/hashicorp/terraform/blob/main/internal/getproviders/providerreqs/version.go.
public struct TerraformConstraints: Hashable, Sendable {
    private struct Constraint: Hashable {
        var rank: Int
        var numbers: [Int]
        var rest: String
        var text: String
    }

    private var constraints: Set<Constraint> = []

    /// In the order that they are sorted in when the version is the same; `~>` with three numbers comes before `~>` with two.
    private static let operators = [">", ">=", "=", "~>", "~>", "<=", "<", "!="]

    /// Takes constraints as modules write them, such as `["~> 5.0", ">= 4, < 6"]`; nil when one cannot be read.
    public init?(_ texts: [String]) {
        for part in texts.flatMap({ $0.split(separator: ",") }) {
            guard let constraint = Self.constraint(part) else { return nil }
            constraints.insert(constraint)
        }
    }

    /// What a lock file says; empty when there are no constraints.
    public var text: String {
        constraints.sorted { a, b in
            if a.numbers != b.numbers { return a.numbers.lexicographicallyPrecedes(b.numbers) }
            if a.rest != b.rest { return b.rest.isEmpty || (!a.rest.isEmpty && a.rest < b.rest) }
            return (a.rank, a.text) < (b.rank, b.text)
        }.map(\.text).joined(separator: ", ")
    }

    public var isEmpty: Bool { constraints.isEmpty }

    /// Those that are not in `other`.
    public func subtracting(_ other: TerraformConstraints) -> TerraformConstraints {
        var result = self
        result.constraints.subtract(other.constraints)
        return result
    }

    /// Those of both.
    public func union(_ other: TerraformConstraints) -> TerraformConstraints {
        var result = self
        result.constraints.formUnion(other.constraints)
        return result
    }

    private static func constraint(_ part: Substring) -> Constraint? {
        let bare = part.filter { !$0.isWhitespace }
        let sign = bare.prefix { "=<>!~".contains($0) }
        let name = sign.isEmpty ? "=" : String(sign)
        guard var rank = operators.firstIndex(of: name) else { return nil }
        var version = Substring(bare.dropFirst(sign.count))
        if version.hasPrefix("v") { version = version.dropFirst() }
        let core = version.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let rest = version.dropFirst(core.count)
        let words = core.split(separator: ".", omittingEmptySubsequences: false)
        var numbers = words.compactMap { Int($0) }
        guard numbers.count == words.count, (1...3).contains(numbers.count),
            rest.isEmpty || rest.hasPrefix("-") || rest.hasPrefix("+")
        else { return nil }
        // How many numbers `~>` has is what it means; all others are filled up.
        let written = name == "~>" ? max(numbers.count, 2) : 3
        if name == "~>", written == 2 { rank += 1 }
        numbers += [Int](repeating: 0, count: 3 - numbers.count)
        let number = numbers.prefix(written).map(String.init).joined(separator: ".") + rest
        return Constraint(
            rank: rank, numbers: numbers, rest: String(rest), text: name == "=" ? number : name + " " + number)
    }
}
