import Domain

extension Planner {
    /// The title that settings make for a proposal; nil when they say nothing of it.
    func title(of proposal: Proposal) -> String? {
        guard let update = proposal.updates.first else { return nil }
        let message = effectiveOptions(update).updates.message
        guard message.isSet else { return nil }
        let versions = distinct(proposal.updates.map(\.newVersion))
        let target = proposal.isGroup || versions.count > 2 ? "" : "to " + versions.joined(separator: " and ")
        let dependency = update.dependency
        let numbers = schemes(dependency.versioning)?.numbers(of: update.newVersion)
        let values: [String: String?] = [
            "depName": dependency.depName, "packageName": dependency.packageName,
            "manager": dependency.manager.rawValue,
            "datasource": dependency.datasource.rawValue, "depType": dependency.depType,
            "packageFile": dependency.file, "currentValue": dependency.currentValue,
            "currentVersion": update.currentVersion, "newVersion": update.newVersion, "newValue": update.newValue,
            "newMajor": numbers.map { "\($0.major)" }, "newMinor": numbers?.minor.map { "\($0)" },
            "updateType": update.type.rawValue, "isMajor": update.type == .major ? "true" : "",
            "groupName": proposal.isGroup ? proposal.topic : "", "baseBranch": proposal.target.rawValue,
            "currentDigest": dependency.currentDigest, "newDigest": update.newDigest,
        ]
        return message.subject(
            usual: (proposal.topic, target, proposal.type == .major ? "(major)" : ""),
            values: values.compactMapValues(\.self))
    }
}
