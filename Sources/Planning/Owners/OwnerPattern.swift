/// A pattern of a file CODEOWNERS, cut at its slashes.
///
/// `*` and `?` stay within one part of a path, a part `**` stands for any number of parts. Comparing is bounded by the
/// product of the two lengths, and counts its steps.
struct OwnerPattern: Sendable {
    private enum Part: Sendable {
        case any
        case text([UInt8])
    }

    private var parts: [Part]
    /// Whether what is below a path that matches matches too.
    private let coversFolders: Bool

    /// - Returns: nil for patterns that the forge does not read either.
    init?(_ text: String, isGitLab: Bool) {
        guard !text.isEmpty, text.utf8.count <= 1000 else { return nil }
        // GitHub knows no sets of characters.
        if !isGitLab, text.contains("[") || text.contains("\\") { return nil }
        var rest = text[...]
        var isAnchored = rest.hasPrefix("/")
        while rest.hasPrefix("/") { rest.removeFirst() }
        let isFolder = rest.hasSuffix("/") || rest.isEmpty
        while rest.hasSuffix("/") { rest.removeLast() }
        if !isGitLab, rest.contains("/") { isAnchored = true }
        parts = rest.split(separator: "/").map { $0 == "**" ? .any : .text(Array($0.utf8)) }
        if !isAnchored { parts.insert(.any, at: 0) }
        let last = rest.split(separator: "/").last
        coversFolders = !isGitLab && !isFolder && last != "*" && last != "**"
        if isFolder || last == "**" { parts += [.any, .text([UInt8(ascii: "*")])] }
    }

    /// Whether a path from the root, without a slash before it, matches.
    func matches(_ path: [UInt8], _ steps: inout Int) -> Bool {
        let names = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var part = 0
        var name = 0
        // Where to go on when what follows the last `**` does not fit: that many names more are in it.
        var retry: (part: Int, name: Int)?
        while name < names.count {
            steps &+= 1
            if part < parts.count, case .any = parts[part] {
                retry = (part + 1, name)
                part += 1
                continue
            }
            if part < parts.count, case .text(let text) = parts[part], Self.fits(text, names[name], &steps) {
                part += 1
                name += 1
                if part == parts.count, coversFolders { return true }
                continue
            }
            guard let last = retry else { return false }
            retry = (last.part, last.name + 1)
            part = last.part
            name = last.name + 1
        }
        while part < parts.count, case .any = parts[part] { part += 1 }
        return part == parts.count
    }

    /// Whether a name fits a part with `*` and `?`.
    private static func fits(_ pattern: [UInt8], _ name: ArraySlice<UInt8>, _ steps: inout Int) -> Bool {
        let star = UInt8(ascii: "*")
        if pattern == [star] { return true }
        let one = UInt8(ascii: "?")
        var index = 0
        var place = name.startIndex
        var retry: (index: Int, place: Int)?
        while place < name.endIndex {
            steps &+= 1
            if index < pattern.count, pattern[index] == star {
                retry = (index + 1, place)
                index += 1
            } else if index < pattern.count, pattern[index] == one || pattern[index] == name[place] {
                index += 1
                place += 1
            } else if let last = retry {
                retry = (last.index, last.place + 1)
                index = last.index
                place = last.place + 1
            } else {
                return false
            }
        }
        while index < pattern.count, pattern[index] == star { index += 1 }
        return index == pattern.count
    }
}
