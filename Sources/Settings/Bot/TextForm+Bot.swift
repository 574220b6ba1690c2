extension TextForm {
    static let duration = TextForm(
        title: "duration", plural: "durations", expectation: "a duration such as 30s or 2m, of at most a day",
        pattern: "^[0-9]*[1-9][0-9]*(ms|s|m|h)$")
    static let byteCount = TextForm(
        title: "size", plural: "sizes", expectation: "a size such as 512MB or 2GiB",
        pattern: "^[0-9]*[1-9][0-9]*([KMG]i?)?B$")
    static let secret = TextForm(
        title: "reference", plural: "references",
        expectation: "a reference such as env:GITLAB_TOKEN or file:/run/secrets/gitlab",
        pattern: "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$")
    static let path = TextForm(
        title: "path", plural: "paths",
        expectation: "a path, absolute or relative to the settings file (~ is not expanded)", pattern: "^[^~]")
    static let webURL = TextForm(
        title: "address", plural: "addresses",
        expectation:
            "an http or https address without user, password, query and blanks, such as https://gitlab.example.com",
        pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[^/@?#\\s]+(/[^@?#\\s]*)?$")
    static let host = TextForm(
        title: "host", plural: "hosts",
        expectation: "a host such as registry.example.com or localhost:5000, without https:// and path",
        pattern: "^[^/@?#\\s]+$")
    static let hostPattern = TextForm(
        title: "host", plural: "hosts", expectation: "a host name or address such as nexus.internal or *.corp.example",
        pattern: "^[^/@?#\\s]+$")
    static let state = TextForm(
        title: "`sqlite:PATH`, `postgres://USER@HOST/DATABASE`, or `env:NAME` or `file:PATH` of such an address",
        plural: "places",
        expectation:
            "a place such as sqlite:/var/lib/windlass/state.sqlite or postgres://windlass@db.example.com/windlass",
        pattern: "^(sqlite:.+|postgres(ql)?://.+|env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$")
    static let email = TextForm(
        title: "e-mail address", plural: "e-mail addresses", expectation: "an e-mail address such as bot@example.com",
        pattern: "^[^@<>\\s]+@[^@<>\\s]+$")
    static let line = TextForm(
        title: "text", plural: "texts", expectation: "a text on one line, without < and >", pattern: "^[^<>\\n\\r]+$")
    static let identifier = TextForm(
        title: "name", plural: "names", expectation: "a name of letters, digits, dots, hyphens and underscores",
        pattern: "^[A-Za-z0-9._-]+$")
}
