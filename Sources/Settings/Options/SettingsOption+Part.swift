extension SettingsOption {
    /// An option of a part of `Target`, declared once for every place where that part stands.
    init<Part>(_ option: SettingsOption<Part>, in path: any WritableKeyPath<Target, Part> & Sendable) {
        self.init(
            name: option.name, shape: option.shape, text: option.text, isRequired: option.isRequired,
            isReadFirst: option.isReadFirst, holdsValue: option.holdsValue,
            value: { option.value($0[keyPath: path]) },
            read: { option.read($0, &$1[keyPath: path], &$2) })
    }
}
