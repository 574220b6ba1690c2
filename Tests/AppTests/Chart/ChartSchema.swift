import Foundation

/// The part of JSON Schema that the chart's schema uses; an unknown keyword is a problem.
///
/// Source: https://json-schema.org/draft-07/schema
struct ChartSchema {
    let root: ChartValue

    /// Every way in which `value` is not what the schema says, each with its place.
    func problems(of value: ChartValue) -> [String] { problems(value, root, "$") }

    private static let knownKeywords: Set<String> = [
        "$schema", "$ref", "title", "definitions", "type", "properties", "additionalProperties", "required", "items",
        "enum", "const", "pattern", "minimum", "maximum", "minItems", "minLength", "uniqueItems", "not", "allOf", "if",
        "then",
    ]

    private func problems(_ value: ChartValue, _ schema: ChartValue, _ place: String) -> [String] {
        if let name = schema["$ref"].text {
            return problems(value, root["definitions"][String(name.dropFirst("#/definitions/".count))], place)
        }
        var found = schema.keys.filter { !Self.knownKeywords.contains($0) }.map { "\(place): unknown keyword \($0)" }
        let types = schema["type"].text.map { [$0] } ?? schema["type"].items.compactMap(\.text)
        if !types.isEmpty, !types.contains(Self.type(of: value)) { found.append("\(place): not \(types)") }
        if schema["enum"] != .null, !schema["enum"].items.contains(value) { found.append("\(place): not in enum") }
        if schema["const"] != .null, schema["const"] != value { found.append("\(place): not the constant") }
        found += ranges(value, schema, place) + members(value, schema, place)
        if schema["not"] != .null, problems(value, schema["not"], place).isEmpty { found.append("\(place): refused") }
        for part in schema["allOf"].items { found += problems(value, part, place) }
        if schema["if"] != .null, problems(value, schema["if"], place).isEmpty {
            found += problems(value, schema["then"], place)
        }
        return found
    }

    private func ranges(_ value: ChartValue, _ schema: ChartValue, _ place: String) -> [String] {
        var found: [String] = []
        if let text = value.text {
            if let pattern = schema["pattern"].text, text.range(of: pattern, options: .regularExpression) == nil {
                found.append("\(place): \(text) does not match")
            }
            if case .number(let least) = schema["minLength"], text.count < least { found.append("\(place): too short") }
        }
        if case .number(let number) = value {
            if case .number(let least) = schema["minimum"], number < least { found.append("\(place): too small") }
            if case .number(let most) = schema["maximum"], number > most { found.append("\(place): too large") }
        }
        return found
    }

    private func members(_ value: ChartValue, _ schema: ChartValue, _ place: String) -> [String] {
        var found: [String] = []
        switch value {
        case .list(let items):
            if case .number(let least) = schema["minItems"], items.count < least { found.append("\(place): too few") }
            if schema["uniqueItems"].isTrue, Set(items.map(\.printed)).count < items.count {
                found.append("\(place): twice")
            }
            for (index, item) in items.enumerated() where schema["items"] != .null {
                found += problems(item, schema["items"], "\(place)[\(index)]")
            }
        case .map(let map):
            found += schema["required"].items.compactMap(\.text).filter { map[$0] == nil }.map {
                "\(place).\($0): missing"
            }
            for (name, item) in map {
                if let known = schema["properties"].at([name[...]]) {
                    found += problems(item, known, "\(place).\(name)")
                } else if schema["additionalProperties"] == .flag(false) {
                    found.append("\(place).\(name): unknown")
                } else if case .map = schema["additionalProperties"] {
                    found += problems(item, schema["additionalProperties"], "\(place).\(name)")
                }
            }
        case .null, .flag, .number, .text: break
        }
        return found
    }

    private static func type(of value: ChartValue) -> String {
        switch value {
        case .null: "null"
        case .flag: "boolean"
        case .number: "integer"
        case .text: "string"
        case .list: "array"
        case .map: "object"
        }
    }
}
