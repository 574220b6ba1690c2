public import Domain

/// Adds to every proposal of a plan the people that its options name beside `assignees` and `reviewers`: those who own the
/// changed files, and additional reviewers.
///
/// - Parameter owners: the repository's CODEOWNERS; nil where there is none.
public func addPeople(to plan: Plan, owners: CodeOwners?) -> Plan {
    var plan = plan
    for index in plan.proposals.indices {
        let people = plan.proposals[index].lifeCycle.people
        if let owners, people.asksCodeOwners {
            let files = Set(plan.proposals[index].updates.map(\.dependency.file)).sorted()
            let names = owners.owners(of: files) ?? []
            if people.assigneesFromCodeOwners == true {
                plan.proposals[index].assignees = distinct(plan.proposals[index].assignees + names)
            }
            if people.reviewersFromCodeOwners == true {
                plan.proposals[index].reviewers = distinct(plan.proposals[index].reviewers + names)
            }
        }
        plan.proposals[index].reviewers = distinct(plan.proposals[index].reviewers + people.additionalReviewers)
    }
    return plan
}

extension PeopleOptions {
    /// Whether the file CODEOWNERS has to be read.
    public var asksCodeOwners: Bool { assigneesFromCodeOwners == true || reviewersFromCodeOwners == true }
}

/// Chooses `size` of some names, the same ones whenever the seed and the names are; nil chooses all.
public func sample(_ names: [String], _ size: Int?, seed: String) -> [String] {
    guard let size, size < names.count else { return names }
    let marks = names.map { name in
        var fingerprint = Fingerprint()
        fingerprint.add(seed)
        fingerprint.add(name.lowercased())
        return (name: name, mark: fingerprint.text)
    }
    let chosen = Set(marks.sorted { $0.mark < $1.mark }.prefix(size).map(\.name))
    return names.filter(chosen.contains)
}
