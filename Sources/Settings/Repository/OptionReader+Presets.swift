extension OptionReader {
    /// Applies the presets that `extends` names, in their order. Those that are not known are listed.
    mutating func applyPresets(_ node: SettingsNode, to draft: inout RepositoryDraft, table: RepositoryOptionTable) {
        if case .list(let items) = node.content {
            for (index, item) in items.enumerated() {
                inside(.index(index)) { $0.applyPreset(item, to: &draft, table) }
            }
        } else {
            applyPreset(node, to: &draft, table)
        }
    }

    private mutating func applyPreset(
        _ node: SettingsNode, to draft: inout RepositoryDraft, _ table: RepositoryOptionTable
    ) {
        guard case .text(let text) = node.content, !draft.ignoredPresets.contains(text) else { return }
        if let preset = ForeignPreset(text), draft.presetFiles[preset.name] != nil {
            return applyFile(preset.name, node, to: &draft, table)
        }
        if let path = PresetFile.paths(of: text).first(where: { draft.presetFiles[$0] != nil }) {
            return applyFile(path, node, to: &draft, table)
        }
        let call = PresetCall(text)
        guard let preset = Preset.all.first(where: { $0.name == call.name }) else {
            let suggestion = suggestion(for: call.name, among: Preset.all.lazy.map(\.name))
            let excerpt = Self.printable(text)
            return reportUnsupported(node.line, "the preset '\(excerpt)' is not supported by this version" + suggestion)
        }
        guard preset.arguments.contains(call.arguments.count) else {
            let count = preset.arguments.upperBound == 1 ? "one argument" : "arguments"
            let expectation =
                preset.arguments.upperBound == 0 ? preset.name : "\(count) in parentheses, such as \(preset.name)(name)"
            let _: Void? = refuse(
                node, expected: expectation,
                found: call.arguments.isEmpty ? "none" : "\(call.arguments.count) arguments")
            return
        }
        preset.apply(call.arguments, &draft.options)
        if let missing = preset.missing { reportUnsupported(node.line, missing) }
    }
}

extension OptionReader {
    /// Applies a file of the same repository. Its problems are listed; the rest of it counts.
    private mutating func applyFile(
        _ path: String, _ node: SettingsNode, to draft: inout RepositoryDraft, _ table: RepositoryOptionTable
    ) {
        guard let bytes = draft.presetFiles[path] else { return }
        guard !draft.openFiles.contains(path), draft.openFiles.count < PresetFile.maximumDepth else {
            return reportUnsupported(
                node.line, "'\(Self.printable(path))' is left out, because it leads back to itself")
        }
        draft.openFiles.append(path)
        var reader = OptionReader(file: path, unknownOptions: unknownOptions)
        var inner = draft
        let language: SettingsLanguage = path.hasSuffix(".yaml") || path.hasSuffix(".yml") ? .yaml : .json
        _ = reader.readFile(
            bytes, language: language, shape: table.shape(isOpen: true), options: table.options, into: &inner)
        draft.options = inner.options
        draft.openFiles.removeLast()
        absorb(reader)
    }
}

/// A preset as it is named in `extends`: `:labels(a,b)`.
struct PresetCall: Hashable, Sendable {
    /// Without arguments; `default:x` is `:x`.
    var name: String
    var arguments: [String] = []

    init(_ text: String) {
        var name = text[...]
        if let open = text.firstIndex(of: "("), text.hasSuffix(")") {
            name = text[..<open]
            let inside = text[text.index(after: open)...].dropLast()
            arguments = inside.split(separator: ",").map(Self.trimmed).filter { !$0.isEmpty }
        }
        self.name = name.hasPrefix("default:") ? String(name.dropFirst("default".count)) : String(name)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
