public import Domain
import Patterns
public import TextEdits
import Versioning

/// A file whose own version moves in the commit of a proposal.
public struct BumpTarget: Hashable, Sendable {
    public var path: String
    public var step: BumpStep
    /// Patterns with a group `version`; none means the `version` of a `Chart.yaml`.
    public var expressions: [String]

    public init(path: String, step: BumpStep, expressions: [String] = []) {
        self.path = path
        self.step = step
        self.expressions = expressions
    }

    /// The edit that bumps the version in `bytes`.
    ///
    /// - Throws: ``BumpError`` when there is no version, or one that has no next one.
    public func edit(in bytes: [UInt8]) throws(BumpError) -> TextEdit {
        guard let span = try expressions.isEmpty ? chartVersion(in: bytes) : matchedVersion(in: bytes) else {
            throw BumpError(message: "\(path): there is no version of its own to bump")
        }
        let version = String(decoding: bytes[span], as: UTF8.self)
        guard let next = bumped(version, by: step) else {
            throw BumpError(
                message: "\(path): its version \(version) cannot be bumped, because it is no semantic version")
        }
        return TextEdit(ByteSpan(start: span.lowerBound, end: span.upperBound), next)
    }

    private func matchedVersion(in bytes: [UInt8]) throws(BumpError) -> Range<Int>? {
        for expression in expressions {
            let pattern: Pattern
            do { pattern = try Pattern(expression) } catch {
                throw BumpError(message: "bumpVersions: the pattern \(expression) cannot be used: \(error.message)")
            }
            var budget = Pattern.standardBudget
            for match in pattern.matches(in: bytes, range: 0..<bytes.count, budget: &budget).matches {
                if let range = match.groups["version"] { return range }
            }
        }
        return nil
    }
}

/// Why a version of one's own cannot be bumped.
public struct BumpError: Error, Hashable, Sendable {
    public var message: String
}

/// The value of `version` at the top of a `Chart.yaml`, without quotes; the first document counts.
private func chartVersion(in bytes: [UInt8]) -> Range<Int>? {
    let key = Array("version:".utf8)
    var lineStart = 0
    while lineStart < bytes.count {
        let lineEnd =
            bytes[lineStart...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
        if bytes[lineStart..<lineEnd].starts(with: key) { return scalar(in: bytes, lineStart + key.count..<lineEnd) }
        lineStart = lineEnd + 1
    }
    return nil
}

private func scalar(in bytes: [UInt8], _ line: Range<Int>) -> Range<Int>? {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var start = line.lowerBound
    while start < line.upperBound, isBlank(bytes[start]) { start += 1 }
    guard start > line.lowerBound, start < line.upperBound else { return nil }
    let quote = [UInt8(ascii: "\""), UInt8(ascii: "'")].first { $0 == bytes[start] }
    if quote != nil { start += 1 }
    let rest = bytes[start..<line.upperBound]
    let end = rest.firstIndex { $0 == quote || (quote == nil && isBlank($0)) } ?? (quote == nil ? line.upperBound : nil)
    return end.flatMap { $0 > start ? start..<$0 : nil }
}

/// The files that are bumped with a proposal, each once and by its largest step, in the order of their paths.
///
/// - Parameter paths: the files of the target branch.
public func bumpTargets(of proposal: Proposal, among paths: [String: BlobID]) -> [BumpTarget] {
    var targets: [String: BumpTarget] = [:]
    func add(_ path: String, _ step: BumpStep, _ expressions: [String]) {
        var target = targets[path] ?? BumpTarget(path: path, step: step)
        target.step = max(target.step, step)
        target.expressions = distinct(target.expressions + expressions)
        targets[path] = target
    }
    for bump in proposal.bumps {
        switch bump.place {
        case .chart(let file):
            if let chart = chart(of: file, among: paths) { add(chart, bump.step, []) }
        case .files(let patterns, let expressions):
            let wanted = NamePatterns(patterns)
            guard !wanted.isEmpty else { continue }
            for path in paths.keys where wanted.allow(path) { add(path, bump.step, expressions) }
        }
    }
    return targets.values.sorted { $0.path < $1.path }
}

private func chart(of file: String, among paths: [String: BlobID]) -> String? {
    var folders = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    while true {
        let path = (folders + ["Chart.yaml"]).joined(separator: "/")
        if paths[path] != nil { return path }
        guard folders.popLast() != nil else { return nil }
    }
}
