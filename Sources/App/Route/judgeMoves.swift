import Foundation
import Routes

/// What is to be said about all moves of components.
struct MoveReport: Sendable {
    /// One move, and what came of it.
    struct Line: Hashable, Sendable, Encodable {
        var component: String
        var file: String
        var line: Int
        var from: String
        var to: String
        /// `legal`, `discouraged`, `illegal`, or `unknown` when a version behind the pin is not known.
        var verdict: String
        var reason: String?
        /// The legal way, when the move is none.
        var route: [String]?
    }

    var lines: [Line] = []

    var isIllegal: Bool { lines.contains { $0.verdict == "illegal" } }

    /// For people, one paragraph a move.
    var text: String {
        guard !lines.isEmpty else { return "No component moves.\n" }
        return lines.map { line in
            let start = "\(line.file):\(line.line): \(line.component) \(line.from) to \(line.to)"
            switch line.verdict {
            case "illegal", "discouraged":
                let path = (line.route ?? []).joined(separator: " > ")
                let way = path.isEmpty ? "" : "\n  The legal way: \(line.from) > \(path)"
                let judgement = line.verdict == "illegal" ? "is not allowed" : "is against the vendor's advice"
                return "\(start) \(judgement): \(line.reason ?? "").\(way)\n"
            case "unknown": return "\(start) is not judged: \(line.reason ?? "").\n"
            default: return "\(start) is fine.\n"
            }
        }.joined()
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(lines), as: UTF8.self)
    }
}

/// Judges each move under the rule of its component. What moves may come from any of the old values.
func judgeMoves(
    _ moves: [ComponentMove], _ catalogues: Catalogues, mode: RouteMode, conditions: [String: Bool],
    published: Set<ReleaseNumber>
) -> MoveReport {
    var report = MoveReport()
    for move in moves {
        guard let catalogue = catalogues.named(move.component), move.role != .operator else { continue }
        let new = version(move.value, move.role, catalogue)
        let olds = move.oldValues.compactMap { text in
            version(text, move.role, catalogue).map { (text: text, version: $0) }
        }
        var line = MoveReport.Line(
            component: move.component, file: move.file, line: move.line, from: move.oldValues.joined(separator: ", "),
            to: move.value, verdict: "unknown")
        guard let new, !olds.isEmpty else {
            line.reason =
                move.role == .chart
                ? "the application behind the chart is not known here" : "it is no version with numbers"
            report.lines.append(line)
            continue
        }
        let verdicts = olds.map { old in
            (
                old,
                catalogue.judgeMove(
                    from: old.version, to: new, mode: mode, conditions: conditions, available: published)
            )
        }
        if verdicts.contains(where: { $0.1 == .legal }) {
            line.verdict = "legal"
        } else if let (old, verdict) = verdicts.max(by: { $0.0.version < $1.0.version }) {
            line.from = display(old.text, old.version)
            line.to = display(move.value, new)
            line.explain(verdict, asChart: move.role == .chart, catalogue)
        }
        report.lines.append(line)
    }
    return report
}

extension MoveReport.Line {
    fileprivate mutating func explain(_ verdict: MoveVerdict, asChart: Bool, _ catalogue: Catalogue) {
        switch verdict {
        case .legal: self.verdict = "legal"
        case .discouraged(let reason, let route):
            self.verdict = "discouraged"
            self.reason = reason
            self.route = steps(route, asChart, catalogue)
        case .illegal(let reason, let route):
            self.verdict = "illegal"
            self.reason = reason
            self.route = steps(route, asChart, catalogue)
        }
    }

    private func steps(_ route: Route, _ asChart: Bool, _ catalogue: Catalogue) -> [String] {
        route.hops.map { hop in
            let chart = asChart ? catalogue.chart(for: hop.version) : nil
            return chart.map { "\($0) (\(hop.text))" } ?? hop.text
        }
    }
}

/// The version of the application that a pin stands for; nil when it is not known.
private func version(_ text: String, _ role: PackageRole, _ catalogue: Catalogue) -> ReleaseNumber? {
    guard let number = ReleaseNumber(tag: text) else { return nil }
    return role == .chart ? catalogue.charts[number] : number
}

/// A pin as it is written, with the version of the application where that is another.
private func display(_ text: String, _ version: ReleaseNumber) -> String {
    ReleaseNumber(tag: text) == version ? text : "\(text) (\(version))"
}
