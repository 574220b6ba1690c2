/// One dependency of a chart, with all that Helm puts into the digest of a lock file.
struct ChartRequirement: Equatable {
    var name = ""
    var version = ""
    var repository = ""
    /// The fields behind these, as Helm's JSON has them.
    private var rest = ""

    init() {}

    /// The requirements in a `Chart.yaml` or `requirements.yaml`.
    static func all(in bytes: [UInt8]) throws(ChartLockError) -> [ChartRequirement] {
        let stream = YAMLStream(bytes)
        guard stream.failures.isEmpty, !stream.isTemplated, stream.roots.count == 1,
            let items = stream.roots.first?["dependencies"], items.isSequence
        else { throw .unreadable("Chart.yaml cannot be read, or has no dependencies") }
        var result: [ChartRequirement] = []
        for item in items.items { result.append(try ChartRequirement(item)) }
        return result
    }

    private init(_ node: YAMLNode) throws(ChartLockError) {
        name = try Self.text(node["name"])
        version = try Self.text(node["version"])
        repository = try Self.text(node["repository"])
        // Helm replaces names of repositories by addresses that only the machine knows.
        guard !repository.hasPrefix("@"), !repository.hasPrefix("alias:") else {
            throw .unreadable("Chart.yaml names a repository of the machine: \(repository)")
        }
        rest += try Self.field("condition", node["condition"])
        rest += try Self.list("tags", node["tags"])
        if node["enabled"]?.reads("true") == true { rest += ",\"enabled\":true" }
        rest += try Self.list("import-values", node["import-values"])
        rest += try Self.list("export-values", node["export-values"])
        rest += try Self.field("alias", node["alias"])
    }

    /// This requirement in the JSON that Go writes: the fields in the order of Helm's type, empty ones left out.
    var json: String {
        let version = version.isEmpty ? "" : ",\"version\":\(Self.quoted(version))"
        return "{\"name\":\(Self.quoted(name))\(version),\"repository\":\(Self.quoted(repository))\(rest)}"
    }

    /// Whether YAML reads a plain scalar as a number.
    static func isNumber(_ text: String) -> Bool { Double(text.replacing("_", with: "")) != nil }

    private static func text(_ node: YAMLNode?) throws(ChartLockError) -> String {
        guard let node, !node.isNull else { return "" }
        guard let text = node.text, node.style != .plain || !isNumber(text) else {
            throw .unreadable("Chart.yaml has a number or a list where a text has to be")
        }
        return text
    }

    private static func field(_ name: String, _ node: YAMLNode?) throws(ChartLockError) -> String {
        let text = try text(node)
        return text.isEmpty ? "" : ",\"\(name)\":\(quoted(text))"
    }

    private static func list(_ name: String, _ node: YAMLNode?) throws(ChartLockError) -> String {
        guard let node, !node.isNull else { return "" }
        guard node.isSequence else { throw .unreadable("Chart.yaml: \(name) has to be a list") }
        var items: [String] = []
        for item in node.items { items.append(try value(item)) }
        return items.isEmpty ? "" : ",\"\(name)\":[\(items.joined(separator: ","))]"
    }

    /// A text, or a mapping of texts with its keys in order.
    private static func value(_ node: YAMLNode) throws(ChartLockError) -> String {
        guard node.isMapping else { return quoted(try text(node)) }
        var entries: [(key: String, value: String)] = []
        for (key, value) in node.entries { entries.append((try text(key), try text(value.resolved))) }
        let sorted = entries.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
        return "{\(sorted.joined(separator: ","))}"
    }

    /// A JSON string as Go writes it: with the letters escaped that HTML gives a meaning to.
    /// Source: https://pkg.go.dev/encoding/json#Marshal
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
