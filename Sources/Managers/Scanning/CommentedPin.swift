import Domain

/// A repository at a tag, or at a commit with the version in a comment behind it.
struct CommentedPin {
    let address: GitAddress
    let depType: String
    let versioning: VersioningID

    func add(_ revision: YAMLScalar, comment: YAMLScalar?, _ pins: PinBuilder) {
        let isCommit = GitAddress.isCommit(revision.text) || Self.isShortCommit(revision.text)
        var dependency = pins.pin(
            address.path, packageName: address.packageName, revision, role: isCommit ? .digest : .value,
            datasource: address.datasource, registryURLs: address.registryURLs, versioning: versioning,
            depType: depType)
        if isCommit, let version = comment.flatMap(Self.version), let span = version.span {
            dependency.currentValue = version.text
            dependency.spans.append(DependencySpan(.value, span))
        }
        if !isCommit, dependency.skipReason == nil, !GitAddress.isVersion(revision.text) {
            dependency.skipReason = .unspecifiedVersion
        }
        pins.add(dependency)
    }

    /// The beginning of a commit: Git takes 7 digits and more. Only a mix of letters and digits can be nothing else.
    private static func isShortCommit(_ text: String) -> Bool {
        guard (7..<40).contains(text.utf8.count) else { return false }
        var hasLetter = false
        var hasDigit = false
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39: hasDigit = true
            case 0x61...0x66: hasLetter = true
            default: return false
            }
        }
        return hasLetter && hasDigit
    }

    /// The version in the comment behind a commit, as people and tools write it there.
    static func version(in comment: YAMLScalar) -> YAMLScalar? {
        let bytes = Array(comment.text.utf8.prefix(256))
        return leadingVersion(bytes, comment) ?? introducedVersion(bytes, comment)
    }

    /// Words that may stand before the version without saying anything else about it.
    private static let introductions: Set<String> = [
        "at", "commit", "corresponds", "current", "currently", "is", "latest", "of", "pin", "pinned", "ref", "release",
        "released", "sha", "stable", "tag", "tagged", "to", "ver", "version",
    ]

    /// `(v4.1.2)`, `release v4.1.2`, `owner/action v4.1.2`, `owner/action: v4.1.2`, `https://host/owner/action/releases/tag/v4.1.2`.
    private static func introducedVersion(_ bytes: [UInt8], _ comment: YAMLScalar) -> YAMLScalar? {
        for word in bytes.split(maxSplits: 6, whereSeparator: ByteText.isSpace).prefix(6) {
            var range = word.indices
            while let last = bytes[range].last, isPunctuation(last) { range.removeLast() }
            while let first = bytes[range].first, isPunctuation(first) { range.removeFirst() }
            let text = ByteText.string(bytes, range)
            if text.contains(bytes: "://") {
                guard text.contains(bytes: "/releases/tag/") || text.contains(bytes: "/tree/"),
                    let slash = bytes[range].lastIndex(of: UInt8(ascii: "/"))
                else { return nil }
                range = (slash + 1)..<range.upperBound
            } else if introductions.contains(text.lowercased()) || text.isEmpty || isAction(text) {
                continue
            }
            let version = ByteText.string(bytes, range)
            guard version.contains(bytes: ".") || version.hasPrefix("v"), GitAddress.isVersion(version),
                !GitAddress.isCommit(version), bytes[range].allSatisfy(isTagByte)
            else { return nil }
            return comment.part(range)
        }
        return nil
    }

    /// `owner/action`, perhaps with a folder.
    private static func isAction(_ text: String) -> Bool {
        text.contains(bytes: "/") && !GitAddress.isVersion(text)
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","),
            UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "\""), UInt8(ascii: "'"),
            UInt8(ascii: "`"), UInt8(ascii: "@"):
            true
        default: false
        }
    }

    private static func leadingVersion(_ bytes: [UInt8], _ comment: YAMLScalar) -> YAMLScalar? {
        var start = 0
        func skip(_ word: String) -> Bool {
            guard bytes[start...].starts(with: word.utf8) else { return false }
            start += word.utf8.count
            while start < bytes.count, ByteText.isBlank(bytes[start]) { start += 1 }
            return true
        }
        for word in ["renovate:", "frozen:"] { _ = skip(word) }
        // `ratchet:owner/action@v4` and `owner/action@v4` name the action once more.
        let end = bytes[start...].firstIndex(where: ByteText.isSpace) ?? bytes.count
        if let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) {
            start = at + 1
        } else {
            for word in ["pin=", "pin:", "pin", "tag=", "tag:", "version=", "version:", "@"] { _ = skip(word) }
        }
        let token = start..<(bytes[start...].firstIndex { !isTagByte($0) } ?? bytes.count)
        let text = ByteText.string(bytes, token)
        guard !token.isEmpty, GitAddress.isVersion(text), !GitAddress.isCommit(text) else { return nil }
        let rest = bytes[token.upperBound...].drop(while: ByteText.isSpace)
        // `# 2 of them` is no version.
        guard rest.isEmpty || text.contains(bytes: ".") || text.hasPrefix("v") else { return nil }
        return comment.part(token)
    }

    private static func isTagByte(_ byte: UInt8) -> Bool {
        VariableText.isNameByte(byte) || [0x2E, 0x2D, 0x2F, 0x2B].contains(byte)
    }
}
