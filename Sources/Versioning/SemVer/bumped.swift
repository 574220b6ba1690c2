public import Domain

/// The version after `version` by one step, as `npm version` counts; nil when it is no semantic version.
///
/// A pre-release of what the step leads to becomes that release: a patch step makes `1.2.3` of `1.2.3-rc.1`. A `prerelease` step counts the
/// last number of a pre-release, or begins one at `-0` of the next patch. A leading `v` stays; build metadata is dropped.
/// Source: https://github.com/npm/node-semver#functions
public func bumped(_ version: String, by step: BumpStep) -> String? {
    guard var next = SemanticVersion(version) else { return nil }
    let isPreRelease = !next.isStable
    switch step {
    case .major where !(isPreRelease && next.minor == .zero && next.patch == .zero):
        next = SemanticVersion(next.major.successor)
    case .minor where !(isPreRelease && next.patch == .zero):
        next = SemanticVersion(next.major, next.minor.successor)
    case .patch where !isPreRelease:
        next = SemanticVersion(next.major, next.minor, next.patch.successor)
    case .prerelease where !isPreRelease:
        next = SemanticVersion(next.major, next.minor, next.patch.successor, preRelease: [.number(.zero)])
    case .prerelease:
        next.preRelease = counted(next.preRelease)
    case .major, .minor, .patch:
        next.preRelease = []
    }
    return withMark(of: version, next.description)
}

private func counted(_ identifiers: [SemanticVersion.Identifier]) -> [SemanticVersion.Identifier] {
    var result = identifiers
    for (index, identifier) in identifiers.enumerated().reversed() {
        if case .number(let number) = identifier {
            result[index] = .number(number.successor)
            return result
        }
    }
    return result + [.number(.zero)]
}
