import Domain
import Managers
import Planning

extension RepositoryRun {
    /// The plan of `survey` with what its hops of components want beside their pins.
    ///
    /// The files are read once more, and only when a hop is planned that something is known of.
    func addingSurroundings(to survey: Survey, _ git: any GitRepository) async throws -> Plan {
        guard let context = tools.components?(repository) else { return survey.plan }
        let question = context.question(about: survey.plan)
        guard !question.isEmpty else { return survey.plan }
        let found = try await surroundings(survey, git, question)
        return context.adding(found, to: survey.plan, repository: repository.path)
    }

    private func surroundings(
        _ survey: Survey, _ git: any GitRepository, _ question: SurroundingsQuestion
    ) async throws -> UpgradeSurroundings {
        let files = survey.blobs.filter { mayHoldSurroundings($0.key) }.sorted { $0.key < $1.key }
        let batches = stride(from: 0, to: files.count, by: 64).map { Array(files[$0..<min($0 + 64, files.count)]) }
        let limit = tools.fileSizeLimit
        let parts = try await mapConcurrently(batches, width: tools.scanWidth) { batch in
            let contents = try await git.readBlobs(batch.map(\.value), sizeLimit: limit)
            return zip(batch, contents).reduce(into: UpgradeSurroundings()) { found, file in
                guard let content = file.1 else { return }
                found.append(readSurroundings(of: file.0.key, bytes: content, question))
            }
        }
        return parts.reduce(into: UpgradeSurroundings()) { $0.append($1) }
    }
}
