import Domain

extension Planner {
    /// The title that settings make for a proposal; nil when they say nothing of it.
    func title(of proposal: Proposal) -> String? {
        guard let update = proposal.updates.first else { return nil }
        let message = effectiveOptions(update).updates.message
        guard message.isSet else { return nil }
        let versions = distinct(proposal.updates.map(\.newVersion))
        let target = proposal.isGroup || versions.count > 2 ? "" : "to " + versions.joined(separator: " and ")
        var values = templateValues(of: update)
        values["groupName"] = proposal.isGroup ? proposal.topic : ""
        values["baseBranch"] = proposal.target.rawValue
        return message.subject(
            usual: (proposal.topic, target, proposal.type == .major ? "(major)" : ""),
            values: values)
    }

    /// The group that an update belongs to, with its template filled in; one that cannot be filled in is its own text.
    func groupName(of update: Update, _ rules: DependencyOptions) -> String? {
        guard let name = rules.groupName, name.contains("{{") else { return rules.groupName }
        return FieldTemplate(text: name).filled(with: templateValues(of: update)) ?? name
    }

    /// What templates are filled with.
    func templateValues(of update: Update) -> [String: String] {
        let dependency = update.dependency
        let numbers = schemes(dependency.versioning)?.numbers(of: update.newVersion)
        let values: [String: String?] = [
            "depName": dependency.depName, "packageName": dependency.packageName,
            "manager": dependency.manager.rawValue,
            "datasource": dependency.datasource.rawValue, "depType": dependency.depType,
            "packageFile": dependency.file, "currentValue": dependency.currentValue,
            "packageFileDir": dependency.file.lastIndex(of: "/").map { String(dependency.file[..<$0]) } ?? "",
            "parentDir": dependency.file.split(separator: "/").dropLast().last.map(String.init) ?? "",
            "currentVersion": update.currentVersion, "newVersion": update.newVersion, "newValue": update.newValue,
            "newMajor": numbers.map { "\($0.major)" }, "newMinor": numbers?.minor.map { "\($0)" },
            "updateType": update.type.rawValue, "isMajor": update.type == .major ? "true" : "",
            "isMinor": update.type == .minor ? "true" : "", "isPatch": update.type == .patch ? "true" : "",
            "currentDigest": dependency.currentDigest, "newDigest": update.newDigest,
            "sourceUrl": update.sourceURL,
        ]
        return values.compactMapValues(\.self)
    }
}
