/// How values of one type are read from a settings file and written into listings.
struct OptionCodec<Value>: Sendable {
    let shape: OptionShape
    /// Returns nil after it told the reader what is wrong, or why the value is left out.
    let read: @Sendable (SettingsNode, inout OptionReader) -> Value?
    let write: @Sendable (Value) -> SettingsValue

    init(
        _ shape: OptionShape, read: @escaping @Sendable (SettingsNode, inout OptionReader) -> Value?,
        write: @escaping @Sendable (Value) -> SettingsValue
    ) {
        self.shape = shape
        self.read = read
        self.write = write
    }

    /// Texts of one form. `parse` returns nil for what is not of that form.
    static func text(
        _ form: TextForm, parse: @escaping @Sendable (String) -> Value?, write: @escaping @Sendable (Value) -> String
    ) -> OptionCodec {
        OptionCodec(.text(form)) { node, reader in
            guard case .text(let text) = node.content else { return reader.refuse(node, expected: form.expectation) }
            guard let value = parse(text) else {
                return reader.refuse(node, expected: form.expectation, found: OptionReader.excerpt(of: text))
            }
            return value
        } write: {
            .text(write($0))
        }
    }
}

extension OptionCodec where Value == Bool {
    static let flag = OptionCodec(.flag) { node, reader in
        guard case .flag(let value) = node.content else {
            return reader.refuse(node, expected: OptionShape.flag.expectation)
        }
        return value
    } write: {
        .flag($0)
    }
}

extension OptionCodec where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> OptionCodec {
        OptionCodec(.integer(range)) { node, reader in
            guard case .integer(let value) = node.content, range.contains(value) else {
                return reader.refuse(node, expected: OptionShape.integer(range).expectation)
            }
            return value
        } write: {
            .integer($0)
        }
    }
}

extension OptionCodec where Value == String {
    static let text = OptionCodec.text(.any, parse: { $0 }, write: { $0 })
    static let nonEmptyText = OptionCodec.text(.nonEmpty, parse: { $0.isEmpty ? nil : $0 }, write: { $0 })
}

extension OptionCodec where Value == [String] {
    static let texts = OptionCodec.list(.nonEmptyText)
    static let textOrTexts = OptionCodec(.either(.text(.any), .list(.text(.any)))) { node, reader in
        switch node.content {
        case .text(let text): return [text]
        case .list: return texts.read(node, &reader)
        default: return reader.refuse(node, expected: "a text or a list of texts")
        }
    } write: {
        .texts($0)
    }
}

extension OptionCodec where Value == [String: String] {
    /// A map of any names to texts that are not empty.
    static let textMap = OptionCodec(.map(.text(.nonEmpty))) { node, reader in
        guard case .map(let members) = node.content else {
            return reader.refuse(node, expected: OptionShape.map(.text(.nonEmpty)).expectation)
        }
        var values: [String: String] = [:]
        for member in members {
            reader.inside(.name(member.name)) { reader in
                values[member.name] = OptionCodec<String>.nonEmptyText.read(member.value, &reader)
            }
        }
        return values
    } write: { values in
        .map(values.sorted { $0.key < $1.key }.map { .init($0.key, .text($0.value)) })
    }
}

extension OptionCodec {
    /// A list; items that cannot be read are left out after they were reported.
    static func list<Item>(_ item: OptionCodec<Item>) -> OptionCodec where Value == [Item] {
        OptionCodec(.list(item.shape)) { node, reader in
            guard case .list(let nodes) = node.content else {
                return reader.refuse(node, expected: OptionShape.list(item.shape).expectation)
            }
            var values: [Item] = []
            for (index, node) in nodes.enumerated() {
                reader.inside(.index(index)) { reader in
                    if let value = item.read(node, &reader) { values.append(value) }
                }
            }
            return values
        } write: {
            .list($0.map(item.write))
        }
    }

    /// One of the names that `choices` lists.
    static func choice(_ choices: [Value]) -> OptionCodec where Value: RawRepresentable<String> & Sendable {
        let names = choices.map(\.rawValue)
        return OptionCodec(.choice(names)) { node, reader in
            let expectation = OptionShape.choice(names).expectation
            guard case .text(let text) = node.content else { return reader.refuse(node, expected: expectation) }
            guard let choice = choices.first(where: { $0.rawValue == text }) else {
                return reader.refuse(node, expected: expectation, found: OptionReader.excerpt(of: text))
            }
            return choice
        } write: {
            .text($0.rawValue)
        }
    }

    /// A map with the names of `options`.
    static func section(
        _ name: String, _ expectation: String, _ options: [SettingsOption<Value>], standard: Value,
        isOpen: Bool = false,
        check: @escaping @Sendable (Value, SettingsNode, inout OptionReader) -> Void = { _, _, _ in }
    ) -> OptionCodec where Value: Sendable {
        let shape = SectionShape(
            name: name, expectation: expectation, options: options.map { $0.summary(standard: standard) },
            isOpen: isOpen)
        return OptionCodec(.section(shape)) { node, reader in
            var value = standard
            guard reader.readSection(node, shape: shape, options: options, into: &value) else { return nil }
            check(value, node, &reader)
            return value
        } write: { value in
            .map(options.map { .init($0.name, $0.value(value)) })
        }
    }
}
