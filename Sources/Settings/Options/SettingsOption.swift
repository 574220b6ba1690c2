/// One option, declared once: name, shape, default, documentation, and how it gets into `Target` and out again.
///
/// Messages, suggestions, the JSON Schema, the reference page and `config show` are all made of these declarations.
struct SettingsOption<Target>: Sendable {
    let name: String
    let shape: OptionShape
    let text: String
    let isRequired: Bool
    /// An option that others depend on is read first.
    let isReadFirst: Bool
    /// False when reading it changes other options instead, as a preset does.
    let holdsValue: Bool
    let value: @Sendable (Target) -> SettingsValue
    let read: @Sendable (SettingsNode, inout Target, inout OptionReader) -> Void

    /// An option that replaces what was there before, unless `merge` says otherwise.
    init<Value>(
        _ name: String, _ path: any WritableKeyPath<Target, Value> & Sendable, _ codec: OptionCodec<Value>,
        isRequired: Bool = false, isReadFirst: Bool = false,
        merge: @escaping @Sendable (Value, Value) -> Value = { _, new in new }, _ text: String
    ) {
        self.name = name
        shape = codec.shape
        self.text = text
        self.isRequired = isRequired
        self.isReadFirst = isReadFirst
        holdsValue = true
        value = { codec.write($0[keyPath: path]) }
        read = { node, target, reader in
            guard let new = codec.read(node, &reader) else { return }
            target[keyPath: path] = merge(target[keyPath: path], new)
        }
    }

    /// An option that may be unset.
    init<Value>(
        _ name: String, optional path: any WritableKeyPath<Target, Value?> & Sendable, _ codec: OptionCodec<Value>,
        _ text: String
    ) {
        self.name = name
        shape = codec.shape
        self.text = text
        isRequired = false
        isReadFirst = false
        holdsValue = true
        value = { $0[keyPath: path].map(codec.write) ?? .null }
        read = { node, target, reader in
            if let new = codec.read(node, &reader) { target[keyPath: path] = new }
        }
    }

    /// An option that does something of its own with its value, and holds nothing afterwards.
    init<Value>(
        _ name: String, _ codec: OptionCodec<Value>, isReadFirst: Bool = false, _ text: String,
        apply: @escaping @Sendable (Value, SettingsNode, inout Target, inout OptionReader) -> Void
    ) {
        self.name = name
        shape = codec.shape
        self.text = text
        isRequired = false
        self.isReadFirst = isReadFirst
        holdsValue = false
        value = { _ in .null }
        read = { node, target, reader in
            if let value = codec.read(node, &reader) { apply(value, node, &target, &reader) }
        }
    }

    /// An option with all of its parts said.
    init(
        name: String, shape: OptionShape, text: String, isRequired: Bool, isReadFirst: Bool, holdsValue: Bool,
        value: @escaping @Sendable (Target) -> SettingsValue,
        read: @escaping @Sendable (SettingsNode, inout Target, inout OptionReader) -> Void
    ) {
        self.name = name
        self.shape = shape
        self.text = text
        self.isRequired = isRequired
        self.isReadFirst = isReadFirst
        self.holdsValue = holdsValue
        self.value = value
        self.read = read
    }

    /// What is declared, with the value in `standard` as the default.
    func summary(standard: Target) -> OptionSummary {
        OptionSummary(
            name: name, shape: shape, text: text, standard: value(standard), isRequired: isRequired,
            holdsValue: holdsValue)
    }
}
