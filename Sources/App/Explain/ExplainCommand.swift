import ArgumentParser
import Foundation
import Messages
import Planning

/// `windlass explain`: which tag would be picked, and why not the others. Offline.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say which of the tags on standard input would be picked, and why not the others. Offline.",
        discussion:
            "Tags come one a line, or as JSON lines {tag, timestamp, digest}. With --batch each line is a question {id, current, versioning, rules, tags}."
    )

    @Option(help: "The tag in use.")
    var current: String?

    @Option(help: "The versioning, such as docker, semver or regex:PATTERN; default: docker.")
    var versioning: String?

    @Option(
        help:
            "Rules as a JSON object, such as {\"minimumReleaseAge\": \"3 days\"} or Flux's imagePolicy and filterTags.")
    var rules: String?

    @Option(help: "A range, or /a pattern/, that new versions must match.")
    var allowedVersions: String?

    @Option(help: "Whether pre-releases are left out: true or false.")
    var ignoreUnstable: Bool?

    @Option(name: .customLong("ignore-version"), help: "A version that is never picked. May be repeated.")
    var ignoreVersions: [String] = []

    @Option(help: "A pattern whose group version is what is compared.")
    var extractVersion: String?

    @Option(help: "A tag, such as latest, whose digest a new version must have.")
    var followTag: String?

    @Option(help: "How old a tag must be, such as \"3 days\".")
    var minimumReleaseAge: String?

    @Option(help: "Whether nothing beyond what the tag latest points at is picked: true or false.")
    var respectLatest: Bool?

    @Option(help: "How a range is moved, such as replace, widen, bump or pin.")
    var rangeStrategy: String?

    @Option(help: "The name that matchPackageNames of package rules is held against.")
    var packageName: String?

    @Option(help: "The only kind of step that is picked: major, minor or patch.")
    var updateType: String?

    @Option(help: ArgumentHelp("How the result looks.", valueName: "table|json"))
    var format = OutputFormat.table

    @Flag(help: "Read questions as JSON lines, and answer them as JSON lines.")
    var batch = false

    func run() throws {
        if batch {
            guard answerBatch() else { throw ExitCode.failed }
            return
        }
        let question = try readQuestion()
        do throws(ExplainError) {
            print(try explain(question, now: Date()))
        } catch {
            throw CommandFailure(message: "explain: \(error)", code: .usage)
        }
    }

    private func readQuestion() throws -> ExplainQuestion {
        var all = ExplainRules()
        if let rules {
            do { all = try JSONDecoder().decode(ExplainRules.self, from: Data(rules.utf8)) } catch {
                throw CommandFailure(message: "--rules: \(decodingProblem(error))", code: .usage)
            }
        }
        all.allowedVersions = allowedVersions ?? all.allowedVersions
        all.ignoreUnstable = ignoreUnstable ?? all.ignoreUnstable
        if !ignoreVersions.isEmpty { all.ignoreVersions = ignoreVersions }
        all.extractVersion = extractVersion ?? all.extractVersion
        all.followTag = followTag ?? all.followTag
        all.minimumReleaseAge = minimumReleaseAge ?? all.minimumReleaseAge
        all.respectLatest = respectLatest ?? all.respectLatest
        all.rangeStrategy = rangeStrategy ?? all.rangeStrategy
        var question = ExplainQuestion(
            current: current, versioning: versioning, rules: all, tags: try readTags(), updateType: updateType)
        question.packageName = packageName
        if let rules {
            do {
                try readPackageRules(of: try? JSONSerialization.jsonObject(with: Data(rules.utf8)), into: &question)
            } catch {
                throw CommandFailure(message: "--rules: \(error)", code: .usage)
            }
        }
        return question
    }

    private func readTags() throws -> [ExplainQuestion.Tag] {
        var tags: [ExplainQuestion.Tag] = []
        var number = 0
        while let line = readLine() {
            number += 1
            let text = line.trimmingCharacters(in: .whitespaces)
            guard !text.isEmpty else { continue }
            guard text.hasPrefix("{") else {
                tags.append(ExplainQuestion.Tag(tag: text))
                continue
            }
            do { tags.append(try JSONDecoder().decode(ExplainQuestion.Tag.self, from: Data(text.utf8))) } catch {
                let problem = "line \(number): \(decodingProblem(error)); write a tag, or {tag, timestamp, digest}"
                throw CommandFailure(message: problem, code: .failed)
            }
        }
        return tags
    }

    private func print(_ explanation: Explanation) {
        switch format {
        case .json: Swift.print(explainJSON(explanation, id: nil))
        case .table:
            var table = TextTable(header: ["TAG", "VERDICT"])
            for (tag, verdict) in explanation.verdicts.sorted(by: { $0.key < $1.key }) { table.add([tag, verdict]) }
            Swift.print(table.text(), terminator: "")
            if !explanation.unsupported.isEmpty {
                Swift.print("not considered: \(explanation.unsupported.joined(separator: ", "))")
            }
            Swift.print("picked: \(explanation.picked ?? "nothing")")
            if let value = explanation.newValue { Swift.print("written: \(value)") }
        }
    }

    /// Answers every line; false when one of them could not be answered.
    private func answerBatch() -> Bool {
        var isGood = true
        var number = 0
        let now = Date()
        while let line = readLine() {
            number += 1
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            let answer = answerLine(Data(line.utf8), number: number, now: now)
            isGood = isGood && answer.isGood
            Swift.print(answer.text)
        }
        return isGood
    }
}
