public import Domain

/// Images and pipes of Bitbucket pipelines.
///
/// **Files**: `*bitbucket-pipelines.yml`.
///
/// **Fields**: `image` as text or with `name`, at the top, in steps and in `definitions.services`; `pipe` with a version, or a `docker://` image.
///
/// **Skipped, with a reason**: variables (`contains-variable`), images without tag and digest and pipes at a branch (`unspecified-version`).
/// Source: https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/
public struct BitbucketPipelines: Manager {
    public static let id: ManagerID = "bitbucket-pipelines"
    public static let summary = "Images and pipes of Bitbucket pipelines"
    public static let filePatterns = ["**/*bitbucket-pipelines.{yaml,yml}"]
    public static let datasources: [DatasourceID] = ["bitbucket-tags", "docker"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        file.traits.name.hasSuffix("bitbucket-pipelines.yml") || file.traits.name.hasSuffix("bitbucket-pipelines.yaml")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots { walk(root, depth: 0, pins) }
        return pins.extraction
    }

    private func walk(_ node: YAMLNode, depth: Int, _ pins: PinBuilder) {
        guard depth <= YAMLComposer.maximumDepth else { return }
        if node.isSequence {
            for item in node.children { walk(item, depth: depth + 1, pins) }
            return
        }
        for (key, value) in node.entries where value.kind != .alias || pins.isFirstVisit(value) {
            let target = value.resolved
            if key.reads("image"), let scalar = (target["name"] ?? target).scalar, !scalar.text.isEmpty {
                pins.addImage(scalar)
            } else if key.reads("pipe"), let scalar = target.scalar {
                addPipe(scalar, pins)
            } else if !value.isScalar, !key.reads("variables") {
                walk(value, depth: depth + 1, pins)
            }
        }
    }

    /// `atlassian/aws-s3-deploy:1.1.0`: a repository at Bitbucket and its tag.
    private func addPipe(_ pipe: YAMLScalar, _ pins: PinBuilder) {
        if pipe.text.hasPrefix("docker://") {
            pins.addImage(pipe, depType: "pipe")
            return
        }
        guard let colon = pipe.text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return }
        let name = String(pipe.text[..<colon])
        let version = pipe.part((name.utf8.count + 1)..<pipe.text.utf8.count)
        guard name.contains(bytes: "/"), !version.text.isEmpty else { return }
        var dependency = pins.pin(
            name, version, datasource: "bitbucket-tags", versioning: "semver-coerced", depType: "pipe")
        if VariableText.isIn(name) { dependency.skipReason = .containsVariable }
        if dependency.skipReason == nil, !GitAddress.isVersion(version.text) {
            dependency.skipReason = .unspecifiedVersion
        }
        pins.add(dependency)
    }
}
