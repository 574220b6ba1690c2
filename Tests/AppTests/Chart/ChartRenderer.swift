import Foundation
import Signing

/// Renders the templates of a chart with values, as Helm does, for as much as the chart uses.
struct ChartRenderer {
    let values: ChartValue
    let chart: ChartValue
    private var template = ChartTemplate()
    private var files: [(name: String, nodes: [ChartTemplate.Node])] = []

    /// - Parameter folder: that of the chart.
    init(folder: URL, values overlay: ChartValue = .map([:]), release: String = "windlass") throws {
        func read(_ name: String) throws -> String {
            try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        values = try ChartValue.reading(try read("values.yaml")).merged(with: overlay)
        chart = try ChartValue.reading(try read("Chart.yaml"))
        self.release = release
        let templates = folder.appending(path: "templates").path
        for name in try FileManager.default.contentsOfDirectory(atPath: templates).sorted() {
            files.append((name, try template.parse(try read("templates/" + name), file: name)))
        }
    }

    private let release: String

    /// What each file prints, by its name; those that print nothing but blanks are left out.
    func render() throws -> [String: String] {
        let root = ChartValue.map([
            "Values": values,
            "Chart": .map(["Name": chart["name"], "Version": chart["version"], "AppVersion": chart["appVersion"]]),
            "Release": .map([
                "Name": .text(release), "Namespace": .text("bots"), "Service": .text("Helm"),
            ]),
        ])
        var result: [String: String] = [:]
        for file in files where !file.name.hasPrefix("_") {
            var scope = Scope(dot: root, variables: ["$": root])
            let text = try run(file.nodes, &scope)
            if text.contains(where: { !$0.isWhitespace }) { result[file.name] = text }
        }
        return result
    }

    /// Every `.Values` path that the templates read.
    func valuePaths() -> Set<String> {
        var found: Set<String> = []
        func look(_ words: [[ChartTemplate.Word]]) {
            for word in words.joined() {
                switch word {
                case .path(_, let path) where path.first == "Values" && path.count > 1:
                    found.insert(path.dropFirst().joined(separator: "."))
                case .group(let words): look(words)
                default: break
                }
            }
        }
        func look(_ nodes: [ChartTemplate.Node]) {
            for node in nodes {
                switch node {
                case .text: break
                case .output(let words, _): look(words)
                case .branch(let branches):
                    for branch in branches {
                        look(branch.condition ?? [])
                        look(branch.body)
                    }
                case .with(let words, let body, let otherwise):
                    look(words)
                    look(body + otherwise)
                case .range(let words, _, _, let body):
                    look(words)
                    look(body)
                }
            }
        }
        for nodes in template.definitions.values { look(nodes) }
        for file in files { look(file.nodes) }
        return found
    }

    private struct Scope {
        var dot: ChartValue
        var variables: [String: ChartValue]
    }

    private func run(_ nodes: [ChartTemplate.Node], _ scope: inout Scope) throws -> String {
        var output = ""
        for node in nodes {
            switch node {
            case .text(let text): output += text
            case .output(let words, let variable?): scope.variables[variable] = try value(words, scope)
            case .output(let words, nil): output += try value(words, scope).printed
            case .branch(let branches):
                for branch in branches where try branch.condition.map({ try value($0, scope).isTrue }) ?? true {
                    var inner = scope
                    output += try run(branch.body, &inner)
                    break
                }
            case .with(let words, let body, let otherwise):
                var inner = scope
                let found = try value(words, scope)
                if found.isTrue { inner.dot = found }
                output += try run(found.isTrue ? body : otherwise, &inner)
            case .range(let words, let index, let item, let body):
                for (place, element) in try value(words, scope).items.enumerated() {
                    var inner = scope
                    inner.dot = element
                    if let index, index != item { inner.variables[index] = .number(place) }
                    if let item { inner.variables[item] = element }
                    output += try run(body, &inner)
                }
            }
        }
        return output
    }

    private func value(_ pipeline: [[ChartTemplate.Word]], _ scope: Scope) throws -> ChartValue {
        var result: ChartValue?
        for command in pipeline {
            guard let first = command.first else { throw problem("an empty command") }
            if case .name(let name) = first {
                let arguments = try command.dropFirst().map { try value($0, scope) } + (result.map { [$0] } ?? [])
                result = try call(name, arguments)
            } else {
                guard command.count == 1, result == nil else { throw problem("\(command) is no call") }
                result = try value(first, scope)
            }
        }
        return result ?? .null
    }

    private func value(_ word: ChartTemplate.Word, _ scope: Scope) throws -> ChartValue {
        switch word {
        case .text(let text): return .text(text)
        case .number(let number): return .number(number)
        case .flag(let flag): return .flag(flag)
        case .group(let words): return try value(words, scope)
        case .name(let name): return try call(name, [])
        case .path(let root, let path):
            let start = root.isEmpty ? scope.dot : scope.variables[root]
            guard let start else { throw problem("\(root) is not set") }
            return start.at(path) ?? .null
        }
    }

    private func problem(_ text: String) -> ChartTemplate.Problem { ChartTemplate.Problem(description: text) }

    private func call(_ name: String, _ arguments: [ChartValue]) throws -> ChartValue {
        switch (name, arguments.count) {
        case ("include", 2):
            guard let title = arguments[0].text, let nodes = template.definitions[title] else {
                throw problem("\(arguments[0].printed) is not defined")
            }
            var scope = Scope(dot: arguments[1], variables: ["$": arguments[1]])
            return .text(try run(nodes, &scope))
        case ("required", 2):
            guard arguments[1].isTrue else { throw problem(arguments[0].printed) }
            return arguments[1]
        case ("fail", 1): throw problem(arguments[0].printed)
        case ("dict", _):
            var map: [String: ChartValue] = [:]
            for index in stride(from: 0, to: arguments.count - 1, by: 2) {
                map[arguments[index].printed] = arguments[index + 1]
            }
            return .map(map)
        case ("and", 1...): return arguments.first { !$0.isTrue } ?? arguments[arguments.count - 1]
        case ("or", 1...): return arguments.first { $0.isTrue } ?? arguments[arguments.count - 1]
        case ("not", 1): return .flag(!arguments[0].isTrue)
        case ("eq", 2): return .flag(arguments[0] == arguments[1])
        case ("gt", 2):
            guard case .number(let a) = arguments[0], case .number(let b) = arguments[1] else {
                throw problem("gt wants two numbers")
            }
            return .flag(a > b)
        case ("int", 1): return .number(Int(arguments[0].printed) ?? 0)
        case ("default", 2): return arguments[1].isTrue ? arguments[1] : arguments[0]
        case ("has", 2): return .flag(arguments[1].items.contains(arguments[0]))
        case ("first", 1): return arguments[0][0]
        case ("toYaml", 1): return .text(arguments[0].yaml)
        default: return try text(name, arguments)
        }
    }

    private func text(_ name: String, _ arguments: [ChartValue]) throws -> ChartValue {
        let words = arguments.map(\.printed)
        switch (name, words.count) {
        case ("quote", 1): return .text("\"\(words[0])\"")
        case ("trunc", 2): return .text(String(words[1].prefix(Int(words[0]) ?? 0)))
        case ("trimSuffix", 2):
            return .text(words[1].hasSuffix(words[0]) ? String(words[1].dropLast(words[0].count)) : words[1])
        case ("contains", 2): return .flag(words[1].contains(words[0]))
        case ("replace", 3): return .text(words[2].replacingOccurrences(of: words[0], with: words[1]))
        case ("regexFind", 2):
            let range = words[1].range(of: words[0], options: .regularExpression)
            return .text(range.map { String(words[1][$0]) } ?? "")
        case ("sha256sum", 1):
            return .text(try HashFunction.sha256.hexDigest(of: Array(words[0].utf8)))
        case ("nindent", 2):
            let blanks = String(repeating: " ", count: Int(words[0]) ?? 0)
            let lines = words[1].split(separator: "\n", omittingEmptySubsequences: false)
            return .text("\n" + lines.map { blanks + $0 }.joined(separator: "\n"))
        case ("printf", 1...):
            var parts = words[0].components(separatedBy: "%s")
            guard parts.count == words.count else { throw problem("printf: \(words[0]) has other arguments") }
            for index in 1..<words.count { parts[index] = words[index] + parts[index] }
            return .text(parts.joined())
        default: throw problem("\(name) with \(words.count) arguments is not known")
        }
    }
}
