public import Domain

/// Images and includes of GitLab pipelines.
///
/// **Files**: `.gitlab-ci.yml`, `*.gitlab-ci.yml`, YAML below a folder `.gitlab/`, `.gitlab-ci/` or `gitlab-ci/`, and any YAML with jobs that
/// have a `script` beside a `stage`, `rules`, `extends` or the like (files that pipelines include), and other YAML with a
/// `script` that a pipeline names in `include: local`.
///
/// **Fields**: `image` and `services` as texts or with `name`, in jobs, `default` and at the top, also where a variable stands for them or
/// for their tag that the file sets, a job which `extends` another, or the pipeline that includes the file; `include` of another project with `ref` (looked up as `gitlab-tags`), `include: component` with a version
/// and `include: remote` at a tag; the `ref` of triggered includes; images that `spec: inputs` have as default, that `inputs` of an include give,
/// and what stands for `$[[ inputs.name ]]`; variables called `..._IMAGE` with a whole reference, which included templates read. The prefix of the dependency proxy is no part of a name.
///
/// **Skipped, with a reason**: variables that the file does not set (`contains-variable`), images without a tag and refs that are
/// branches (`unspecified-version`). Local includes and templates pin nothing.
/// Source: https://docs.gitlab.com/ci/yaml/
public struct GitLabCI: Manager {
    public static let id: ManagerID = "gitlabci"
    public static let summary = "Images, services and includes of GitLab pipelines"
    public static let filePatterns = [
        "**/*.gitlab-ci.{yaml,yml}", "**/.gitlab-ci.{yaml,yml}", "**/{.gitlab,.gitlab-ci,gitlab-ci}/**/*.{yaml,yml}",
    ]
    public static let datasources: [DatasourceID] = ["docker", "git-tags", "github-tags", "gitlab-tags"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        guard file.traits.isYAML else { return false }
        return isNamed(file) || (!file.traits.mentionsKind && file.mentions("script:", rare: 5))
    }

    private func isNamed(_ file: SourceFile) -> Bool {
        if file.traits.name.contains(bytes: ".gitlab-ci.") || file.traits.name.hasPrefix("gitlab-ci.") { return true }
        guard file.path.contains(bytes: "gitlab") else { return false }
        return ["/.gitlab/", "/.gitlab-ci/", "/gitlab-ci/"].contains { ("/" + file.path).contains(bytes: $0) }
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        let isNamed = isNamed(file)
        let roots = file.resources.others
        // Only the first document can be a header.
        let inputs = roots.first.map(PipelineReader.inputs) ?? VariableScope()
        let pipelines = roots.filter { $0.isMapping && (isNamed || isPipeline($0)) }
        if let root = pipelines.first { GitLabVariables.addCandidates(root, pins) }
        // Without keys of GitLab, only a pipeline that includes the file says that it is one.
        let isOpen = pipelines.isEmpty
        for root in isOpen ? roots.filter(hasScript) : pipelines {
            PipelineReader(pins: pins, root: root, inputs: inputs).read()
        }
        if isNamed {
            for failure in file.yaml.failures { LineReader(pins: pins).read(failure.range) }
        }
        guard isOpen, !isNamed else { return pins.extraction }
        var result = pins.extraction
        result.dependencies = result.dependencies.map { dependency in
            var open = dependency
            open.depType = Self.openPrefix + (dependency.depType ?? "")
            return open
        }
        return result
    }

    /// The fact that a pipeline includes a file of its repository; the value is its path, or a glob.
    static let included = "gitlabci-included"
    private static let openPrefix = "if-included "

    /// Keeps what was found in a file that may be a pipeline if a pipeline includes the file.
    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        guard let type = dependency.depType else { return dependency }
        if GitLabVariables.isCandidate(type) { return GitLabVariables.resolve(dependency, with: facts) }
        guard type.hasPrefix(Self.openPrefix) else { return dependency }
        guard Self.isIncluded(dependency.file, by: nil, facts) else { return nil }
        var found = dependency
        found.depType = String(type.dropFirst(Self.openPrefix.count))
        return found
    }

    /// Whether a pipeline includes `file`: any, or the one that stands in the file `includer`.
    static func isIncluded(_ file: String, by includer: String?, _ facts: RepositoryFacts) -> Bool {
        facts.facts(included, "").contains { fact in
            (includer == nil || fact.file == includer)
                && (fact.value == file || (fact.value.contains("*") && Glob(fact.value).matches(file)))
        }
    }

    private func hasScript(_ root: YAMLNode) -> Bool {
        root.entries.contains { _, job in
            job.isMapping && job.entries.contains { $0.key.reads("script") || $0.key.reads("image") }
        }
    }

    /// Whether the top level holds jobs of GitLab: other tools have `script` too, but not beside these keys.
    private func isPipeline(_ root: YAMLNode) -> Bool {
        root.entries.contains { _, job in
            guard job.isMapping, job.entries.contains(where: { $0.key.reads("script") }) else { return false }
            return job.entries.contains { key, _ in
                key.reads("stage") || key.reads("rules") || key.reads("extends") || key.reads("only")
                    || key.reads("before_script")
            }
        }
    }
}
