public import Domain

/// Images of Dockerfiles.
///
/// **Files**: `Dockerfile` and `Containerfile`, alone or with something before or behind a dot, dash or underscore.
///
/// **Fields**: `FROM`, `COPY --from=`, `ADD --from=`, `RUN --mount=...,from=`, the `# syntax=` line, and Git repositories at a tag as source of `ADD`. Defaults of `ARG` that `FROM`
/// uses are pins where the whole reference, its tag or its digest is one variable. Line continuations (`# escape=` too),
/// comments between them and heredocs are understood; a stage, `scratch` or a number is no image.
///
/// **Skipped, with a reason**: images without tag and digest (`unspecified-version`), variables without a usable default
/// (`contains-variable`). Source: https://docs.docker.com/reference/dockerfile/
public struct Dockerfile: Manager {
    public static let id: ManagerID = "dockerfile"
    public static let summary = "FROM, COPY --from and ARG of Dockerfiles"
    public static let filePatterns = [
        "**/{Dockerfile,Containerfile,dockerfile}", "**/{Dockerfile,Containerfile}[-._]*",
        "**/{Dockerfile,Containerfile}[A-Za-z0-9]*", "**/*[-._]{Dockerfile,Containerfile,dockerfile}{,.j2}",
    ]
    public static let datasources: [DatasourceID] = ["docker", "git-tags", "github-tags", "gitlab-tags"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        let name = Self.withoutTemplate(file.traits.name)
        for word in ["dockerfile", "containerfile"] {
            if name == word { return true }
            if name.hasPrefix(word) {
                let rest = name.dropFirst(word.count)
                if let next = rest.first, "-._".contains(next) { return !Self.others.contains(where: name.hasSuffix) }
                // `Dockerfile2`, `DockerfileProd`.
                return rest.count <= 24 && rest.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            }
            if name.hasSuffix(word), let before = name.dropLast(word.count).last, "-._".contains(before) { return true }
        }
        return false
    }

    /// Endings of files about Dockerfiles.
    private static let others = [".dockerignore", ".md", ".rst", ".adoc", ".html", "_test.go"]

    private static func withoutTemplate(_ name: String) -> Substring {
        let ending = [".j2", ".jinja2", ".jinja", ".tmpl", ".tpl", ".template", ".erb"].first(where: name.hasSuffix)
        return name.dropLast(ending?.count ?? 0)
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        let start = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let text = YAMLScalar(
            text: ByteText.string(file.bytes, start..<file.bytes.count),
            map: .verbatim(at: start, count: file.bytes.count - start))
        // Invalid UTF-8 would be repaired, and offsets would not hold any more.
        guard text.text.utf8.count == file.bytes.count - start else {
            return Extraction(diagnostics: [
                Diagnostic(file: file.path, severity: .warning, message: "not read: it is not UTF-8; save it as UTF-8")
            ])
        }
        DockerfileReader(pins: pins, text: text).read()
        return pins.extraction
    }
}
