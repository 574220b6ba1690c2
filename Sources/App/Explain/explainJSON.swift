import Foundation
import Planning

/// One answer as a line of JSON: the pick, and for every other tag why not.
func explainJSON(_ explanation: Explanation, id: Any?) -> String {
    var fields: [String: Any] = [
        "picked": explanation.picked ?? NSNull(), "rejected": explanation.verdicts.filter { $0.value != "picked" },
    ]
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
        let question = try JSONDecoder().decode(ExplainQuestion.self, from: line)
        return (explainJSON(try explain(question, now: now), id: id), true)
    } catch let error as ExplainError {
        return (jsonLine(["id": id, "error": "line \(number): \(error)"]), false)
    } catch {
        let message = "line \(number): this is no question {id, current, versioning, rules, tags}"
        return (jsonLine(["id": id, "error": message]), false)
    }
}

private func jsonLine(_ fields: [String: Any]) -> String {
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
    return (try? JSONSerialization.data(withJSONObject: fields, options: options))
        .map { String(decoding: $0, as: UTF8.self) } ?? "{}"
}
