import Domain

/// Tags of container images: numbers that move, in a lane that stays.
///
/// A tag is a version when it holds a number that is not a hash. Words before and behind the version make the lane
/// (`-alpine`, `ubuntu-v`), and only tags of one lane with equally many numbers follow each other. Pre-release words
/// (`-rc.1`, `-SNAPSHOT`) are no lane; build counters (`-r3`, `-ls45`) and versions of bases (`-alpine3.19`) move within
/// it. `docs/versioning.md` has every rule with its examples; that table is a test.
struct Docker: ParsedScheme {
    static let id: VersioningID = "docker"
    static let summary = "tags of container images: lanes, pre-releases, build counters and bases"

    func read(_ text: String) -> DockerTag? {
        text.utf8.count <= 128 ? DockerTagReader.read(text) : nil
    }

    func follows(_ candidate: DockerTag, _ current: DockerTag) -> Bool {
        candidate.follows(current)
    }

    func isOfKind(_ candidate: DockerTag, _ current: DockerTag) -> Bool { candidate.isOfKind(of: current) }
}
