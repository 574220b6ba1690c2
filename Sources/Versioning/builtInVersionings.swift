public import Domain

/// Every versioning scheme, in the order of lists.
public let builtInVersionings: [any VersioningScheme] = [
    Docker(),
    SemVer(),
    Helm(),
]

/// Finds the scheme of an id; for `regex:PATTERN` the scheme that the pattern makes. Nil when there is none.
public func versioning(for id: VersioningID) -> (any VersioningScheme)? {
    builtInVersionings.first { type(of: $0).id == id }
}
