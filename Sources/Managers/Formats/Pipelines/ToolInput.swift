import Domain

/// An input of a pipeline step that gives the version of a well-known tool.
struct ToolInput: Sendable {
    let input: StaticString
    let name: String
    let datasource: DatasourceID
    var packageName: String?
    var versioning: VersioningID = "semver-coerced"

    /// A tool whose versions are the releases of a repository at GitHub.
    static func release(_ input: StaticString, _ repository: String) -> ToolInput {
        ToolInput(input: input, name: repository, datasource: "github-releases", packageName: repository)
    }

    static func go(_ input: StaticString) -> ToolInput {
        ToolInput(
            input: input, name: "go", datasource: "golang-version", packageName: "golang", versioning: "npm")
    }

    static func node(_ input: StaticString) -> ToolInput {
        ToolInput(input: input, name: "node", datasource: "node-version", versioning: "node")
    }

    static func python(_ input: StaticString) -> ToolInput {
        ToolInput(input: input, name: "python", datasource: "python-version", versioning: "pep440")
    }

    static func npm(_ input: StaticString, _ name: String) -> ToolInput {
        ToolInput(input: input, name: name, datasource: "npm", versioning: "npm")
    }

    static func ruby(_ input: StaticString) -> ToolInput {
        ToolInput(input: input, name: "ruby", datasource: "ruby-version", versioning: "ruby")
    }

    static func pypi(_ input: StaticString, _ name: String) -> ToolInput {
        ToolInput(input: input, name: name, datasource: "pypi", versioning: "pep440")
    }

    /// Adds the version in `inputs`, where there is one; a variable of `scope` is edited where it is set.
    func read(_ inputs: YAMLNode, depType: String, _ pins: PinBuilder, _ scope: VariableScope = VariableScope()) {
        guard let scalar = inputs[input]?.scalar.map(scope.expanded), !scalar.text.isEmpty else { return }
        var dependency = pins.pin(
            name, packageName: packageName, scalar, datasource: datasource, versioning: versioning, depType: depType)
        if dependency.skipReason == nil, !Self.isVersion(scalar.text) { dependency.skipReason = .unspecifiedVersion }
        pins.add(dependency)
    }

    /// Whether it is a version or a range, and not a word such as `latest`, or a list.
    private static func isVersion(_ text: String) -> Bool {
        let body = text.drop { "v^~>=< ".contains($0) }
        return body.first?.isNumber == true && !text.contains { $0.isNewline }
    }
}
