import Domain

/// References to tasks and pipelines of Tekton that the git resolver fetches: `params` with `url` and `revision`.
/// Source: https://tekton.dev/docs/pipelines/git-resolver/
enum TektonResolvers {
    /// Adds the revision, when `node` is such a reference.
    static func read(_ node: YAMLNode, _ pins: PinBuilder) {
        guard node["resolver"]?.reads("git") == true, let params = node["params"], pins.isFirstVisit(params) else {
            return
        }
        var address: String?
        var revision: YAMLNode?
        for param in params.items {
            guard let name = param["name"], let value = param["value"] else { continue }
            if name.reads("url") { address = value.text }
            if name.reads("revision") { revision = value }
        }
        pins.addRevision(revision, of: address, depType: "resolver")
    }
}
