import Domain

/// What `$(name)`, `${{ variables.name }}` and `${{ parameters.name }}` stand for, as far as the file itself says it.
/// Source: https://learn.microsoft.com/en-us/azure/devops/pipelines/process/variables
extension VariableScope {
    /// The scope with the variables that a pipeline, stage or job sets: a mapping, or a list of `name` and `value`.
    func with(variablesOf node: YAMLNode, _ pins: PinBuilder) -> VariableScope {
        guard let variables = node["variables"], pins.maySetVariables(in: self) else { return self }
        var result = self
        for (name, value) in variables.entries where value.isScalar && pins.maySetVariables(in: VariableScope()) {
            result.setVariable(name.text, value.scalar)
        }
        for item in variables.items where pins.maySetVariables(in: VariableScope()) {
            result.setVariable(item["name"]?.text, item["value"]?.scalar)
        }
        return result
    }

    /// The scope with the defaults of the parameters of a pipeline or template.
    func with(parametersOf root: YAMLNode) -> VariableScope {
        guard let parameters = root["parameters"] else { return self }
        var result = self
        for (name, value) in parameters.entries where value.isScalar { result.setParameter(name.text, value.scalar) }
        for item in parameters.items { result.setParameter(item["name"]?.text, item["default"]?.scalar) }
        return result
    }

    private mutating func setVariable(_ name: String?, _ value: YAMLScalar?) {
        guard let name, let value, !value.text.isEmpty else { return }
        set(name, value)
        set("variables." + name, value)
    }

    private mutating func setParameter(_ name: String?, _ value: YAMLScalar?) {
        guard let name, let value, !value.text.isEmpty else { return }
        set("parameters." + name, value)
    }
}
