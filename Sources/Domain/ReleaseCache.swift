public import Foundation

/// Keeps release lists between runs, so that a package is not asked for again within its time to live.
///
/// Losing them costs requests, nothing else; so errors are not reported.
public protocol ReleaseCache: Sendable {
    /// Returns the list of `package` that was fetched at `earliest` or later; nil when there is none.
    func releases(of package: Package, fetchedSince earliest: Date) async -> ReleaseList?

    /// Keeps `releases` as the answer for `package` that was fetched at `time`.
    func store(_ releases: ReleaseList, of package: Package, fetchedAt time: Date) async
}

/// Remembers when a release was seen first, for registries that do not tell when it was published.
public protocol ReleaseMemory: Sendable {
    /// The time at which `version` was asked for first: `now` the first time, and that time from then on.
    func firstSeen(_ version: String, of package: Package, now: Date) async -> Date
}
