/// What a request may carry under one name, in its query or body.
struct ParameterRule: Sendable {
    enum Kind: Sendable {
        case text
        /// In the range.
        case integer(ClosedRange<Int>)
        case boolean
        /// One of these words.
        case choice([String])
        /// In a query `name[]=1&name[]=2`, in a body `[1, 2]`.
        case integers
        /// Text with commas between, or in a body also an array of text.
        case labels
        /// In a body `["a", "b"]`.
        case texts
    }

    var name: String
    var kind: Kind
    var isRequired = false

    static func text(_ name: String, required: Bool = false) -> ParameterRule {
        ParameterRule(name: name, kind: .text, isRequired: required)
    }
    static func integer(_ name: String, _ range: ClosedRange<Int> = 1...Int.max) -> ParameterRule {
        ParameterRule(name: name, kind: .integer(range))
    }
    static func boolean(_ name: String) -> ParameterRule { ParameterRule(name: name, kind: .boolean) }
    static func choice(_ name: String, _ words: String...) -> ParameterRule {
        ParameterRule(name: name, kind: .choice(words))
    }
    static func integers(_ name: String) -> ParameterRule { ParameterRule(name: name, kind: .integers) }
    static func labels(_ name: String) -> ParameterRule { ParameterRule(name: name, kind: .labels) }
    static func texts(_ name: String, required: Bool = false) -> ParameterRule {
        ParameterRule(name: name, kind: .texts, isRequired: required)
    }
}

/// The checked parameters of a request.
struct Parameters: Sendable {
    fileprivate enum Value: Sendable {
        case text(String)
        case integer(Int)
        case boolean(Bool)
        case integers([Int])
        case texts([String])
    }

    fileprivate var values: [String: Value] = [:]

    var isEmpty: Bool { values.isEmpty }

    func text(_ name: String) -> String? {
        guard case .text(let value) = values[name] else { return nil }
        return value
    }

    func integer(_ name: String) -> Int? {
        guard case .integer(let value) = values[name] else { return nil }
        return value
    }

    func boolean(_ name: String) -> Bool? {
        guard case .boolean(let value) = values[name] else { return nil }
        return value
    }

    func integers(_ name: String) -> [Int]? {
        guard case .integers(let value) = values[name] else { return nil }
        return value
    }

    func texts(_ name: String) -> [String]? {
        guard case .texts(let value) = values[name] else { return nil }
        return value
    }
}

// MARK: Checking

extension Parameters {
    /// Checks a query: every name must be known, no name twice, every value of its type.
    init(query: [ServedRequest.QueryItem], _ rules: [ParameterRule]) throws(Refusal) {
        for item in query {
            let isList = item.name.hasSuffix("[]")
            let name = isList ? String(item.name.dropLast(2)) : item.name
            guard let rule = rules.first(where: { $0.name == name && $0.isList == isList }) else {
                throw .wrong("\(item.name) is not a parameter of this request")
            }
            guard let text = item.value else { throw rule.invalid("it has no value") }
            if isList {
                guard let number = Int(text) else { throw rule.invalid("expected integers") }
                values[name] = .integers((integers(name) ?? []) + [number])
            } else if values[name] != nil {
                throw rule.invalid("it is there twice")
            } else {
                values[name] = try rule.value(of: text)
            }
        }
        try requireAll(rules)
    }

    /// Checks a body: an object whose every field must be known and of its type. Null is no value.
    init(body: [UInt8], _ rules: [ParameterRule]) throws(Refusal) {
        guard let document = JSONValue(parsing: body) else { throw .wrong("the body is not JSON") }
        guard case .object(let members) = document else { throw .wrong("the body is \(document.kind), not an object") }
        for member in members {
            guard let rule = rules.first(where: { $0.name == member.name }) else {
                throw .wrong("\(member.name) is not a field of this request")
            }
            values[member.name] = try rule.value(of: member.value)
        }
        try requireAll(rules)
    }

    private func requireAll(_ rules: [ParameterRule]) throws(Refusal) {
        for rule in rules where rule.isRequired && values[rule.name] == nil { throw .wrong("\(rule.name) is missing") }
    }
}

extension Refusal {
    /// 400 for what no correct client sends.
    static func wrong(_ message: String) -> Refusal {
        Refusal(400, ["error": .string(message)], isViolation: true)
    }
}

extension ParameterRule {
    fileprivate var isList: Bool {
        if case .integers = kind { true } else { false }
    }

    fileprivate func invalid(_ reason: String) -> Refusal { .wrong("\(name) is invalid: \(reason)") }

    fileprivate func value(of text: String) throws(Refusal) -> Parameters.Value {
        switch kind {
        case .text: return .text(text)
        case .labels: return .texts(splitLabels(text))
        case .integer:
            guard let number = Int(text) else { throw invalid("expected an integer") }
            return try value(of: .integer(number))
        case .boolean:
            guard let flag = Bool(text) else { throw invalid("expected true or false") }
            return .boolean(flag)
        case .choice: return try value(of: .string(text))
        case .integers, .texts: throw invalid("write it as \(name)[]")
        }
    }

    fileprivate func value(of value: JSONValue) throws(Refusal) -> Parameters.Value {
        switch (kind, value) {
        case (.text, .string(let text)): return .text(text)
        case (.labels, .string(let text)): return .texts(splitLabels(text))
        case (.labels, .array(let items)), (.texts, .array(let items)):
            return .texts(
                try items.map { item throws(Refusal) in
                    guard case .string(let text) = item else { throw invalid("it has \(item.kind) in it") }
                    return text
                })
        case (.boolean, .boolean(let flag)): return .boolean(flag)
        case (.integer(let range), .integer(let number)):
            guard range.contains(number) else {
                let end = range.upperBound == .max ? "on" : "to \(range.upperBound)"
                throw invalid("expected an integer from \(range.lowerBound) \(end), not \(number)")
            }
            return .integer(number)
        case (.integers, .array(let items)):
            return .integers(
                try items.map { item throws(Refusal) in
                    guard case .integer(let number) = item else { throw invalid("it has \(item.kind) in it") }
                    return number
                })
        case (.choice(let words), .string(let word)):
            guard words.contains(word) else { throw invalid("expected one of \(words.joined(separator: ", "))") }
            return .text(word)
        default: throw invalid("it is \(value.kind), expected \(kind.expectation)")
        }
    }
}

extension ParameterRule.Kind {
    fileprivate var expectation: String {
        switch self {
        case .text: "a string"
        case .integer: "an integer"
        case .boolean: "a boolean"
        case .choice(let words): "one of \(words.joined(separator: ", "))"
        case .integers: "an array of integers"
        case .labels: "a string or an array of strings"
        case .texts: "an array of strings"
        }
    }
}

private func splitLabels(_ text: String) -> [String] {
    text.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
}
