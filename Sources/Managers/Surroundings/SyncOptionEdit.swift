import Domain
import TextEdits

/// Adds one sync option to an Application without touching any other byte.
///
/// What comes out is parsed again: unless the option is there and every other value is what it was, nothing is written.
struct SyncOptionEdit {
    let file: SourceFile
    let resource: KubernetesResource
    let spec: (key: YAMLNode, value: YAMLNode)
    /// `ServerSideApply=true`.
    let option: String

    private typealias Option = UpgradeSurroundings.Application.Option

    private struct Obstacle: Error { var reason: String }

    func find() -> UpgradeSurroundings.Application.Option {
        if let item = Self.options(of: spec.value.resolved).first(where: { $0.text == option }) {
            return .present(line: file.line(at: item.fileOffset))
        }
        do {
            let (edit, place) = try makeEdit()
            guard changesNothingElse(edit) else {
                return .unreachable("its syncPolicy is written in a way that cannot be added to safely")
            }
            return .missing(edit, line: file.line(at: place))
        } catch {
            return .unreachable((error as? Obstacle)?.reason ?? "it cannot be read")
        }
    }

    private static func options(of spec: YAMLNode) -> [YAMLNode] { spec["syncPolicy", "syncOptions"]?.items ?? [] }

    // MARK: The edit

    private func makeEdit() throws -> (TextEdit, at: Int) {
        let layout = YAMLLayout(file: file, document: resource.node)
        if file.yaml.isTemplated { throw Obstacle(reason: "the file is a template") }
        let body = spec.value
        guard body.isMapping, !isShared(body) else { throw Obstacle(reason: "its spec comes from an anchor") }
        guard let policy = body.written("syncPolicy") else {
            if body["syncPolicy"] != nil { throw Obstacle(reason: "its syncPolicy is merged in from elsewhere") }
            return try layout.add(path: ["syncPolicy", "syncOptions"], item: option, to: body, below: spec.key)
                .orThrow(Obstacle(reason: "its spec is empty"))
        }
        if policy.value.isNull {
            return try layout.fill(
                policy.value, "{syncOptions: [\(option)]}", jsonText: "{\"syncOptions\": [\"\(option)\"]}"
            )
            .orThrow(Obstacle(reason: "its syncPolicy is not written in one piece"))
        }
        guard policy.value.isMapping, !isShared(policy.value) else {
            throw Obstacle(reason: "its syncPolicy comes from an anchor")
        }
        guard let list = policy.value.written("syncOptions") else {
            if policy.value["syncOptions"] != nil {
                throw Obstacle(reason: "its syncOptions are merged in from elsewhere")
            }
            return try layout.add(path: ["syncOptions"], item: option, to: policy.value, below: policy.key)
                .orThrow(Obstacle(reason: "its syncPolicy is empty"))
        }
        return try listEdit(list.value, layout)
    }

    private func listEdit(_ list: YAMLNode, _ layout: YAMLLayout) throws -> (TextEdit, at: Int) {
        if list.isNull {
            return try layout.fill(list, "[\(option)]", jsonText: "[\"\(option)\"]")
                .orThrow(Obstacle(reason: "its syncOptions are not written in one piece"))
        }
        guard list.isSequence, !isShared(list) else { throw Obstacle(reason: "its syncOptions come from an anchor") }
        let name = option.prefix { $0 != "=" } + "="
        // The opposite is turned round where it stands.
        if let opposite = list.items.first(where: { $0.text?.hasPrefix(name) == true }) {
            guard let span = opposite.span, !opposite.range.isEmpty, opposite.stream === file.yaml, !isShared(opposite)
            else { throw Obstacle(reason: "it says the opposite in a way that cannot be changed safely") }
            return (TextEdit(span, option), span.start)
        }
        return try layout.append(option, to: list).orThrow(Obstacle(reason: "its syncOptions cannot be added to"))
    }

    /// Whether an alias elsewhere stands for this node, so that a change here would be one there too.
    private func isShared(_ node: YAMLNode) -> Bool {
        node.kind == .alias || node.stream.records.contains { $0.kind == .alias && $0.child == node.index }
    }

    // MARK: The proof

    private func changesNothingElse(_ edit: TextEdit) -> Bool {
        guard let bytes = try? EditSet([edit]).applied(to: file.bytes) else { return false }
        let after = SourceFile(path: file.path, bytes: bytes)
        guard after.yaml.failures.count == file.yaml.failures.count, !after.yaml.isTemplated,
            let place = file.resources.all.firstIndex(where: { $0.node.index == resource.node.index }),
            after.resources.all.indices.contains(place),
            let changed = ArgoApplicationReader.spec(of: after.resources.all[place]),
            Self.options(of: changed.value.resolved).contains(where: { $0.text == option })
        else { return false }
        let old = Self.tokens(file.yaml)
        let new = Self.tokens(after.yaml)
        var head = 0
        while head < min(old.count, new.count), old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < min(old.count, new.count) - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] {
            tail += 1
        }
        let gone = old[head..<(old.count - tail)].compactMap(\.text)
        let name = option.prefix { $0 != "=" } + "="
        return new.count - tail - head <= 6
            && gone.allSatisfy { ["", "null", "~", "syncOptions", option].contains($0) || $0.hasPrefix(name) }
    }

    private struct Token: Hashable {
        var kind: YAMLKind
        var text: String?
    }

    private static func tokens(_ stream: YAMLStream) -> [Token] {
        stream.records.indices.map { index in
            let node = YAMLNode(stream: stream, index: Int32(index))
            return Token(kind: node.kind, text: node.isScalar ? node.text : nil)
        }
    }
}

extension Optional {
    /// The value, or `error` when there is none.
    fileprivate func orThrow(_ error: some Error) throws -> Wrapped {
        guard let self else { throw error }
        return self
    }
}
