import ArgumentParser
import Domain
import Foundation
import Persistence
import Settings

/// `windlass jobs`: what `serve` is to look at, what failed, and what waits for a person.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "List the repositories that serve is to look at, or take up one that is parked.",
        discussion: """
            A repository that fails is tried again, each time later; after \(JobWorker.maximumAttempts) failures in a row it is \
            parked until a person has looked. `windlass jobs retry REPOSITORY` takes it up again.

            Exit codes: 0 done; 1 something failed; 2 wrong usage or settings.
            """,
        subcommands: [JobsListCommand.self, JobsRetryCommand.self], defaultSubcommand: JobsListCommand.self)
}

/// `windlass jobs list`.
struct JobsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the repositories that serve is to look at.")

    @OptionGroup var state: DatabaseOptions

    @Option(help: ArgumentHelp("How the list looks.", valueName: "table|json"))
    var format: OutputFormat = .table

    func run() async throws {
        let jobs = try await state.open().jobs()
        switch format {
        case .table: print(jobsTable(jobs), terminator: "")
        case .json: print(try jobsJSON(jobs), terminator: "")
        }
    }
}

/// `windlass jobs retry`.
struct JobsRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Take up repositories that failed or are parked, at once.")

    @OptionGroup var state: DatabaseOptions

    @Argument(
        help: ArgumentHelp("Full paths of repositories; none takes up all that are parked.", valueName: "repository"))
    var repositories: [String] = []

    func run() async throws {
        let database = try state.open()
        let jobs = try await database.jobs()
        let wanted =
            repositories.isEmpty
            ? Array(Set(jobs.filter { $0.state == .parked }.map(\.repository))).sorted() : repositories
        for repository in wanted {
            guard jobs.contains(where: { $0.repository == repository }) else {
                throw CommandFailure(message: "windlass: there is no job for \(repository)", code: .failed)
            }
            try await database.retry(repository, at: Date())
            print(repository)
        }
    }
}

/// One line a job, columns apart; what comes from outside stays on its line.
func jobsTable(_ jobs: [JobStatus]) -> String {
    guard !jobs.isEmpty else { return "Nothing to do.\n" }
    let rows = jobs.map { job in
        [
            job.state.rawValue, job.forge + "/" + job.repository, job.due.formatted(.iso8601),
            job.attempts == 0 ? "-" : "\(job.attempts)", job.failure ?? job.reason,
        ].map {
            String(
                String.UnicodeScalarView($0.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 })
            )
        }
    }
    let all = [["STATE", "REPOSITORY", "DUE", "FAILURES", "WHY"]] + rows
    let widths = (0..<4).map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
        let padded = zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
        return (padded + [row[4]]).joined(separator: "  ") + "\n"
    }.joined()
}

/// One JSON object a line.
func jobsJSON(_ jobs: [JobStatus]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try jobs.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }.joined()
}
