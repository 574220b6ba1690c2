import Domain
import Foundation
import Messages
import Planning

/// The look-up of a package for people.
///
/// - Parameter showsAll: whether every tag is listed; else only how many have which verdict, and the newest few.
func packageLookupText(_ lookup: PackageLookup, showsAll: Bool) -> String {
    var text = "\(lookup.package.name)  [\(lookup.package.datasource)]\n"
    if !lookup.package.registryURLs.isEmpty {
        text += "  registries: \(lookup.package.registryURLs.joined(separator: ", "))\n"
    }
    text += requestsText(lookup.requests)
    switch lookup.outcome {
    case .success(let list)?:
        text += "Tags: \(list.releases.count) at \(list.registryURL)\n"
        if let latest = list.latestVersion { text += "  marked as the latest: \(latest)\n" }
        if let source = list.sourceURL { text += "  source: \(source)\n" }
    case .failure(let error)?:
        text += "Unknown: the lookup failed, so nothing is known about newer versions\n  \(error.message)\n"
    case nil:
        let reason = lookup.pins.compactMap(\.dependency.skipReason?.rawValue).first ?? "it was not asked for"
        text += "Not looked up: \(reason)\n"
    }
    for pin in lookup.pins { text += pinText(pin, showsAll: showsAll) }
    return text
}

private func requestsText(_ requests: [RequestRecord]) -> String {
    guard !requests.isEmpty else { return "Requests: none; what is known is fresh enough\n" }
    var table = TextTable()
    for request in requests {
        let answer = request.error ?? (request.isFromCache ? "not changed, from the cache" : "\(request.bytes) bytes")
        table.add([
            request.method, request.status.map { "\($0)" } ?? "-", "\(request.milliseconds) ms", request.url, answer,
        ])
    }
    return "Requests: \(requests.count)\n" + table.text(indent: 2)
}

private func pinText(_ pin: PackageLookup.Pin, showsAll: Bool) -> String {
    let dependency = pin.dependency
    let written = [dependency.currentValue, dependency.currentDigest].compactMap(\.self).joined(separator: "@")
    var text = "\(dependency.file):\(dependency.line)  \(written)  [\(dependency.manager)]\n"
    guard let inspection = pin.inspection else { return text }
    text += "  versioning: \(inspection.versioning)\n"
    if let current = inspection.currentVersion, current != dependency.currentValue {
        text += "  version in use: \(current)\n"
    }
    if !inspection.options.isEmpty { text += "  rules: \(inspection.options.joined(separator: "; "))\n" }
    text += verdictsText(inspection, showsAll: showsAll)
    for update in inspection.updates {
        let digest = update.newDigest.map { "@" + $0 } ?? ""
        let branch = pin.branches[update.newVersion].map { "  [\($0)]" } ?? ""
        text += "  picked: \(update.newVersion)\(digest) (\(update.type.rawValue))\(branch)\n"
    }
    for held in inspection.held { text += "  held: \(held.version ?? "nothing to move to"): \(held.reason.text)\n" }
    for reason in pin.postponed { text += "  postponed: \(reason)\n" }
    if inspection.updates.isEmpty && inspection.held.isEmpty { text += "  up to date\n" }
    return text
}

private func verdictsText(_ inspection: DependencyInspection, showsAll: Bool) -> String {
    guard !inspection.verdicts.isEmpty else { return "" }
    if showsAll {
        var table = TextTable()
        for (version, verdict) in inspection.verdicts { table.add([version, verdict]) }
        return "  tags:\n" + table.text(indent: 4)
    }
    let counts = verdictCounts(inspection).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return "  tags: " + counts.map { "\($0.value) \($0.key)" }.joined(separator: ", ") + " (each with --verbose)\n"
}

/// How many versions got which verdict.
func verdictCounts(_ inspection: DependencyInspection) -> [String: Int] {
    inspection.verdicts.reduce(into: [:]) { $0[$1.verdict, default: 0] += 1 }
}
