import Domain
import Foundation
import Messages

/// The report of a run as JSON: one object, stable.
func runJSON(_ outcome: NightlyJob.Outcome, isDryRun: Bool) throws -> String {
    let report = RunJSON(
        dryRun: isDryRun, repositories: outcome.reports.map(RunJSON.Repository.init),
        diagnostics: outcome.diagnostics)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report), as: UTF8.self)
}

/// The shape of `run --format json`.
private struct RunJSON: Encodable {
    var dryRun: Bool
    var repositories: [Repository]
    var diagnostics: [Diagnostic]

    struct Repository: Encodable {
        var forge: String
        var repository: String
        var target: String?
        var head: String?
        var failure: String?
        var writes: Int
        var steps: [Step]
        var held: [Held]
        var unknown: [Unknown]
        var upToDate: Int
        var skipped: Int
        var diagnostics: [Diagnostic]

        init(_ report: RepositoryReport) {
            forge = report.forge
            repository = report.repository
            target = report.target?.rawValue
            head = report.head?.rawValue
            failure = report.failure
            writes = report.writes
            steps = report.steps.map(Step.init)
            held = (report.plan.held + report.held).map(Held.init)
            unknown = report.plan.unknown.map(Unknown.init)
            upToDate = report.plan.upToDate.count
            skipped = report.plan.skipped.count
            diagnostics = report.diagnostics
        }
    }

    struct Step: Encodable {
        var kind: String
        var title: String
        var branch: String
        var number: Int?
        var url: String?
        var files: [String]
        var assignees: [String]
        var error: String?

        init(_ step: Domain.Step) {
            kind = step.kind.rawValue
            title = step.title
            branch = step.branch.rawValue
            number = step.number
            url = step.webURL
            files = step.files
            assignees = step.assignees
            error = step.error
        }
    }
}

/// A held update in JSON.
struct Held: Encodable {
    var file: String
    var line: Int
    var depName: String
    var currentValue: String?
    var version: String?
    var reason: String

    init(_ held: HeldUpdate) {
        file = held.dependency.file
        line = held.dependency.line
        depName = held.dependency.depName
        currentValue = held.dependency.currentValue
        version = held.version
        reason = held.reason.text
    }
}

/// A dependency in JSON whose lookup failed.
struct Unknown: Encodable {
    var file: String
    var line: Int
    var depName: String
    var packageName: String
    var code: String
    var error: String

    init(_ unknown: UnknownDependency) {
        file = unknown.dependency.file
        line = unknown.dependency.line
        depName = unknown.dependency.depName
        packageName = unknown.dependency.packageName
        code = unknown.error.code.rawValue
        error = unknown.error.message
    }
}
