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
