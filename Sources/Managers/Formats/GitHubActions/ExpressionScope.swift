import Domain

/// What expressions such as `${{ env.GO_VERSION }}` stand for, as far as the file itself says it.
extension VariableScope {
    /// What a workflow or an action sets for all of it: `env`, and the defaults of its inputs.
    init(workflow root: YAMLNode, _ pins: PinBuilder) {
        self.init(.github)
        for declared in [
            root["inputs"], root["on", "workflow_call", "inputs"], root["on", "workflow_dispatch", "inputs"],
        ] {
            for (name, input) in declared?.entries ?? .none {
                if let name = name.text, let value = input.resolved["default"]?.scalar, !value.text.isEmpty {
                    set("inputs." + name, value)
                }
            }
        }
        self = with(environmentOf: root, pins)
    }

    /// The scope with what `env` of a workflow, job or step sets.
    func with(environmentOf node: YAMLNode, _ pins: PinBuilder) -> VariableScope {
        guard let environment = node["env"], pins.maySetVariables(in: self) else { return self }
        var result = self
        for (name, value) in environment.entries where pins.maySetVariables(in: VariableScope()) {
            if let name = name.text, let value = value.scalar, !value.text.isEmpty { result.set("env." + name, value) }
        }
        return result
    }
}
