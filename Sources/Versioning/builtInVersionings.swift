public import Domain

/// Every versioning scheme, in the order of lists.
public let builtInVersionings: [any VersioningScheme] = [
    Docker(),
    SemVer(),
    SemVerCoerced(),
    SemVerPartial(),
    Helm(),
    Hashicorp(),
    Loose(),
    Exact(),
    Git(),
    KubernetesAPI(),
    GitHubActions(),
    CalVer(),
    Ubuntu(),
    Debian(),
    RegexVersioning(),
]

/// Finds the scheme of an id; for `regex:PATTERN` the scheme that the pattern makes. Nil when there is none.
public func versioning(for id: VersioningID) -> (any VersioningScheme)? {
    if id.rawValue.hasPrefix("regex:") {
        return try? RegexVersioning(pattern: String(id.rawValue.dropFirst("regex:".count)))
    }
    return builtInVersionings.first { type(of: $0).id == id }
}
