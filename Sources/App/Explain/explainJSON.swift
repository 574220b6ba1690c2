import Foundation
import Planning

/// One answer as a line of JSON: the pick, and for every other tag why not.
func explainJSON(_ explanation: Explanation, id: Any?) -> String {
    var fields: [String: Any] = [
        "picked": explanation.picked ?? NSNull(), "rejected": explanation.verdicts.filter { $0.value != "picked" },
    ]
    if let value = explanation.newValue { fields["newValue"] = value }
    if !explanation.unsupported.isEmpty { fields["unsupported"] = explanation.unsupported }
    if let id { fields["id"] = id }
    return jsonLine(fields)
}

/// The answer to one line of a batch; a line that cannot be answered says why, with its number.
func answerLine(_ line: Data, number: Int, now: Date) -> (text: String, isGood: Bool) {
    guard let fields = try? JSONSerialization.jsonObject(with: line) as? [String: Any] else {
        return (jsonLine(["id": NSNull(), "error": "line \(number): this is no JSON object"]), false)
    }
    let id = fields["id"] ?? NSNull()
    do {
        var question = try JSONDecoder().decode(ExplainQuestion.self, from: line)
        try readPackageRules(of: fields["rules"], into: &question)
        return (explainJSON(try explain(question, now: now), id: id), true)
    } catch let error as ExplainError {
        return (jsonLine(["id": id, "error": "line \(number): \(error)"]), false)
    } catch {
        return (jsonLine(["id": id, "error": "line \(number): \(decodingProblem(error))"]), false)
    }
}

/// Which field of a question cannot be read, such as `rules.allowedVersions`, and why.
func decodingProblem(_ error: any Error) -> String {
    func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
        (context.codingPath + [key].compactMap(\.self)).reduce(into: "") { text, key in
            text += key.intValue.map { "[\($0)]" } ?? (text.isEmpty ? "" : ".") + key.stringValue
        }
    }
    switch error {
    case DecodingError.keyNotFound(let key, let context): return "\(path(context, key)): it is missing"
    case DecodingError.typeMismatch(let type, let context), DecodingError.valueNotFound(let type, let context):
        return "\(path(context)): this is no \(kind(of: type))"
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
        return "\(path(context)): \(context.debugDescription)"
    default: return "this is no JSON object"
    }
}

private func kind(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "text"
    case is Bool.Type: "true or false"
    case is any RandomAccessCollection.Type: "list"
    default: "text or object"
    }
}

private func jsonLine(_ fields: [String: Any]) -> String {
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
    return (try? JSONSerialization.data(withJSONObject: fields, options: options))
        .map { String(decoding: $0, as: UTF8.self) } ?? "{}"
}
