public import Domain

/// A file CODEOWNERS: who owns which files.
///
/// In GitHub's syntax the last pattern that matches a file names its owners. In GitLab's there are sections, each with its
/// own last pattern, with owners that hold where a line names none; `^` before a section, the number of approvals behind it
/// and the case of its name make no difference here. Lines that cannot be read are passed over and named.
///
/// - Source: docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
///   and docs.gitlab.com/user/project/codeowners/reference.
public struct CodeOwners: Sendable {
    /// What could not be read or used.
    public private(set) var diagnostics: [Diagnostic] = []
    private var sections: [Section] = [Section(name: "")]
    private let file: String
    private let hasSections: Bool

    private struct Section: Sendable {
        /// In lower case.
        var name: String
        var owners: [String] = []
        var rules: [Rule] = []
    }

    private struct Rule: Sendable {
        var pattern: OwnerPattern
        /// The files are nobody's in this section, whatever else it says.
        var isExclusion = false
        var owners: [String] = []
    }

    /// How many lines are read.
    private static let lineLimit = 20_000
    /// How long a line may be, in bytes.
    private static let lineLength = 2000
    /// How many problems are named.
    private static let namedAtMost = 20
    /// How many files of one merge request are asked for.
    private static let fileLimit = 1000
    /// How many steps comparing may take for one merge request.
    private static let stepLimit = 20_000_000

    /// - Parameter file: its path, for diagnostics.
    public init(_ bytes: [UInt8], file: String, syntax: CodeOwnersForm.Syntax) {
        self.file = file
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let words = lines.prefix(Self.lineLimit).map { line in
            line.count > Self.lineLength ? nil : String(decoding: line, as: UTF8.self)
        }
        switch syntax {
        case .gitHub: hasSections = false
        case .gitLab: hasSections = true
        case .either: hasSections = words.contains { $0.flatMap(SectionHeader.init) != nil }
        }
        for (index, line) in words.enumerated() {
            guard let line else {
                note(index, "is longer than \(Self.lineLength) bytes; it is passed over")
                continue
            }
            read(line, index)
        }
        if lines.count > Self.lineLimit { note(Self.lineLimit, "only \(Self.lineLimit) lines are read") }
    }

    /// The owners of some files, each once, in the order of the files and sections: user names, `group/subgroup` or
    /// `organisation/team`, and mail addresses, without `@` before them.
    ///
    /// Nil means that the patterns are too costly to be compared with so many files.
    public func owners(of files: [String]) -> [String]? {
        var steps = 0
        var owners: [String] = []
        for file in files.prefix(Self.fileLimit) {
            let path = Array(file.utf8)
            for section in sections {
                let rule = lastRule(of: section, for: path, &steps)
                if steps > Self.stepLimit { return nil }
                guard let rule else { continue }
                owners += rule.owners.isEmpty && hasSections ? section.owners : rule.owners
            }
        }
        return distinct(owners)
    }

    private func lastRule(of section: Section, for path: [UInt8], _ steps: inout Int) -> Rule? {
        var found: Rule?
        for rule in section.rules.reversed() where found == nil || rule.isExclusion {
            guard steps <= Self.stepLimit else { return nil }
            guard rule.pattern.matches(path, &steps) else { continue }
            if rule.isExclusion { return nil }
            found = rule
            // Only an exclusion before it could change anything now.
            if !hasSections { break }
        }
        return found
    }

    // MARK: Reading

    private mutating func read(_ line: String, _ index: Int) {
        if hasSections, let header = SectionHeader(line) {
            let place = sections.firstIndex { $0.name == header.name } ?? sections.endIndex
            if place == sections.endIndex { sections.append(Section(name: header.name)) }
            // What comes now belongs to it, so it is the last one.
            let section = sections.remove(at: place)
            sections.append(section)
            let owners = names(header.owners, index)
            if !owners.isEmpty { sections[sections.count - 1].owners = owners }
            return
        }
        var words = Self.words(line)
        guard !words.isEmpty else { return }
        var text = words.removeFirst()
        var isExclusion = false
        if text.hasPrefix("!") {
            guard hasSections else {
                return note(index, "begins with !, which GitHub does not know; it is passed over")
            }
            isExclusion = true
            text.removeFirst()
        }
        guard let pattern = OwnerPattern(text, isGitLab: hasSections) else {
            return note(index, "its pattern cannot be read; the line is passed over")
        }
        sections[sections.count - 1].rules.append(
            Rule(pattern: pattern, isExclusion: isExclusion, owners: names(words, index)))
    }

    /// The owners that some words name; roles, and words that are no name, are noted.
    private mutating func names(_ words: [String], _ index: Int) -> [String] {
        words.compactMap { word in
            if word.hasPrefix("@@") {
                note(index, "\(word.prefix(60)) names a role, and roles cannot be assigned or asked; it is passed over")
                return nil
            }
            let name = word.hasPrefix("@") ? String(word.dropFirst()) : word
            let isMail = !word.hasPrefix("@") && name.dropFirst().dropLast().contains("@")
            guard isMail || word.hasPrefix("@"), !name.isEmpty, name.count <= 255,
                !name.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 })
            else {
                note(index, "\(word.prefix(60)) is neither a name with @ nor a mail address; it is passed over")
                return nil
            }
            return name
        }
    }

    private mutating func note(_ index: Int, _ message: String) {
        guard diagnostics.count < Self.namedAtMost else { return }
        diagnostics.append(Diagnostic(file: file, line: index + 1, severity: .note, message: message))
    }

    /// The words of a line; a backslash keeps a blank or `#` in a word, `#` at the beginning of one ends the line.
    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isEscaped = false
        for character in line {
            if isEscaped {
                word += character == " " || character == "#" ? String(character) : "\\\(character)"
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character.isWhitespace {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else if character == "#", word.isEmpty {
                return words
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}

/// The beginning of a section of GitLab's: `^[Documentation][2] @docs`.
private struct SectionHeader {
    /// In lower case: sections that differ in case only are one.
    var name: String
    var owners: [String]

    init?(_ line: String) {
        var rest = line[...].drop(while: \.isWhitespace)
        if rest.first == "^" { rest.removeFirst() }
        guard rest.first == "[", let end = rest.firstIndex(of: "]") else { return nil }
        let name = rest[rest.index(after: rest.startIndex)..<end].trimmed
        guard !name.isEmpty else { return nil }
        rest = rest[rest.index(after: end)...]
        if rest.first == "[", let end = rest.firstIndex(of: "]"),
            rest[rest.index(after: rest.startIndex)..<end].allSatisfy({ $0.isASCII && $0.isNumber })
        {
            rest = rest[rest.index(after: end)...]
        }
        guard rest.first?.isWhitespace ?? true else { return nil }
        self.name = name.lowercased()
        owners = rest.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
