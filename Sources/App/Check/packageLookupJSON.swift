import Domain
import Foundation
import Messages
import Planning

/// The look-up of a package as one line of JSON; its shape is stable.
func packageLookupJSON(_ lookup: PackageLookup, root: String) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(LookupJSON(lookup, root: root)), as: UTF8.self)
}

private struct LookupJSON: Encodable {
    var root: String
    var datasource: String
    var packageName: String
    var registryUrls: [String]
    /// The registry that answered.
    var registry: String?
    var latestVersion: String?
    var sourceUrl: String?
    /// How many tags were seen; null when the look-up failed or there was none.
    var tags: Int?
    /// In the order of their answers; empty when what is known is fresh enough.
    var requests: [RequestRecord]
    var error: Failure?
    var pins: [Pin]

    struct Failure: Encodable {
        var code: String
        var message: String
    }

    struct Pin: Encodable {
        var file: String
        var line: Int
        var manager: String
        var depName: String
        var currentValue: String?
        var currentDigest: String?
        var skipReason: String?
        var versioning: String?
        var currentVersion: String?
        /// The options that narrow the choice.
        var rules: [String]
        /// How many tags got which verdict.
        var counts: [String: Int]
        /// The verdict of each tag.
        var verdicts: [String: String]
        var updates: [Update]
        var held: [HeldVersion]
        /// Why merge requests are not opened now.
        var postponed: [String]
    }

    struct Update: Encodable {
        var newVersion: String
        var newValue: String?
        var newDigest: String?
        var updateType: String
        var branch: String?
    }

    struct HeldVersion: Encodable {
        var version: String?
        var reason: String
    }

    init(_ lookup: PackageLookup, root: String) {
        self.root = root
        datasource = lookup.package.datasource.rawValue
        packageName = lookup.package.name
        registryUrls = lookup.package.registryURLs
        requests = lookup.requests
        switch lookup.outcome {
        case .success(let list)?:
            registry = list.registryURL
            latestVersion = list.latestVersion
            sourceUrl = list.sourceURL
            tags = list.releases.count
        case .failure(let failure)?:
            error = Failure(code: failure.code.rawValue, message: failure.message)
        case nil:
            break
        }
        pins = lookup.pins.map(Pin.init)
    }
}

extension LookupJSON.Pin {
    init(_ pin: PackageLookup.Pin) {
        let inspection = pin.inspection
        self.init(
            file: pin.dependency.file, line: pin.dependency.line, manager: pin.dependency.manager.rawValue,
            depName: pin.dependency.depName, currentValue: pin.dependency.currentValue,
            currentDigest: pin.dependency.currentDigest, skipReason: pin.dependency.skipReason?.rawValue,
            versioning: inspection?.versioning.rawValue, currentVersion: inspection?.currentVersion,
            rules: inspection?.options ?? [], counts: inspection.map(verdictCounts) ?? [:],
            verdicts: Dictionary(inspection?.verdicts.map { ($0.version, $0.verdict) } ?? []) { first, _ in first },
            updates: (inspection?.updates ?? []).map { update in
                LookupJSON.Update(
                    newVersion: update.newVersion, newValue: update.newValue, newDigest: update.newDigest,
                    updateType: update.type.rawValue, branch: pin.branches[update.newVersion])
            },
            held: (inspection?.held ?? []).map { LookupJSON.HeldVersion(version: $0.version, reason: $0.reason.text) },
            postponed: pin.postponed)
    }
}
