import Domain
import Planning

extension RepositoryRun {
    /// The largest file CODEOWNERS that is read, in bytes.
    private static let ownersLimit = 3 << 20

    /// Adds the people that options name to the proposals of a survey; CODEOWNERS is read where one of them asks for it.
    func withPeople(_ survey: Survey, _ git: any GitRepository) async throws -> Survey {
        var survey = survey
        var owners: CodeOwners?
        if survey.plan.proposals.contains(where: \.lifeCycle.people.asksCodeOwners) {
            owners = try await readOwners(&survey, git)
            for proposal in survey.plan.proposals where proposal.lifeCycle.people.asksCodeOwners {
                guard let owners, owners.owners(of: proposal.editsByFile.keys.sorted()) == nil else { continue }
                survey.diagnostics.append(
                    Diagnostic(
                        severity: .warning,
                        message:
                            "the owners of the files of \(proposal.branch) are not asked: CODEOWNERS is too costly to compare"
                    ))
            }
        }
        if !tools.forge.capabilities.hasMilestones,
            survey.plan.proposals.contains(where: { $0.lifeCycle.people.milestone != nil })
        {
            survey.diagnostics.append(Diagnostic(severity: .note, message: "milestone: this forge has none"))
        }
        survey.plan = addPeople(to: survey.plan, owners: owners)
        return survey
    }

    private func readOwners(_ survey: inout Survey, _ git: any GitRepository) async throws -> CodeOwners? {
        let form = tools.forge.capabilities.codeOwners
        guard let path = form.paths.first(where: { survey.blobs[$0] != nil }), let blob = survey.blobs[path] else {
            survey.diagnostics.append(
                Diagnostic(
                    severity: .note,
                    message: "there is no CODEOWNERS, so nobody owns a file: none of "
                        + form.paths.joined(separator: ", ")))
            return nil
        }
        guard let bytes = try await git.readBlobs([blob], sizeLimit: Self.ownersLimit).first ?? nil else {
            survey.diagnostics.append(
                Diagnostic(
                    file: path, severity: .warning,
                    message: "is larger than \(Self.ownersLimit >> 20) MB, so nobody of it is asked"))
            return nil
        }
        let owners = CodeOwners(bytes, file: path, syntax: form.syntax)
        survey.diagnostics += owners.diagnostics
        return owners
    }
}
