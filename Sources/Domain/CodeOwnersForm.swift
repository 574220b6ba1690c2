/// Where a forge looks for the file CODEOWNERS, and how it reads it.
public struct CodeOwnersForm: Hashable, Sendable {
    /// How patterns and sections are read.
    public enum Syntax: Hashable, Sendable {
        /// Patterns as in .gitignore, the last one that matches counts; no sections.
        case gitHub
        /// Sections, in each of which the last pattern that matches counts.
        case gitLab
        /// As GitLab where there is a section, else as GitHub: for forges that do not read the file themselves.
        case either
    }

    public var syntax: Syntax
    /// The paths in which the file may be; the first one that is there counts.
    public var paths: [String]

    public init(_ syntax: Syntax, paths: [String]) {
        self.syntax = syntax
        self.paths = paths
    }

    /// Source: docs.github.com, "About code owners".
    public static let gitHub = CodeOwnersForm(
        .gitHub, paths: [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"])
    /// Source: docs.gitlab.com/user/project/codeowners.
    public static let gitLab = CodeOwnersForm(
        .gitLab, paths: ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"])
    /// Every place that any forge knows.
    public static let either = CodeOwnersForm(
        .either, paths: ["CODEOWNERS", "docs/CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS"])
}
