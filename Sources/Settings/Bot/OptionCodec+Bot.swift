extension OptionCodec where Value == Duration {
    static let duration = OptionCodec.text(.duration, parse: { Duration(settings: $0) }, write: \.settingsText)
}

extension OptionCodec where Value == Int {
    static let byteCount = OptionCodec.text(
        .byteCount, parse: { SettingsByteCount.parse($0) }, write: { SettingsByteCount.text($0) })
}

extension OptionCodec where Value == SecretReference {
    /// A credential by reference. What was found instead is never repeated: it may be the credential.
    static func secret(in folder: String) -> OptionCodec {
        OptionCodec(.text(.secret)) { node, reader in
            let expectation = TextForm.secret.expectation
            guard case .text(let text) = node.content else {
                return reader.refuse(
                    node, expected: expectation, found: node.content == .null ? nil : "a literal value")
            }
            switch SecretReference(text) {
            case .environment(let name): return .environment(name)
            case .file(let path): return .file(resolvePath(path, in: folder))
            case nil:
                let found =
                    text.isEmpty
                    ? "an empty text"
                    : text.hasPrefix("env:") || text.hasPrefix("file:")
                        ? "a reference without a valid name" : "a literal value"
                return reader.refuse(node, expected: expectation, found: found)
            }
        } write: {
            .text($0.description)
        }
    }
}

extension OptionCodec where Value == StateLocation {
    static func state(in folder: String) -> OptionCodec {
        OptionCodec(.text(.state)) { node, reader in
            let expectation = TextForm.state.expectation
            guard case .text(let text) = node.content else { return reader.refuse(node, expected: expectation) }
            if text.hasPrefix("postgres:") || text.hasPrefix("postgresql:") {
                if isPostgresURL(text) { return .postgres(url: text) }
                // What was found is not repeated: a password may be in it.
                reader.report(
                    node.line,
                    "expected postgres://user@host:5432/database without a password; with one, write the address into a "
                        + "file or variable, and file:PATH or env:NAME here")
                return nil
            }
            switch SecretReference(text) {
            case .environment(let name)?: return .reference(.environment(name))
            case .file(let path)?: return .reference(.file(resolvePath(path, in: folder)))
            case nil: break
            }
            guard text.hasPrefix("sqlite:"), let path = checkedPath(String(text.dropFirst(7)), in: folder) else {
                return reader.refuse(node, expected: expectation, found: OptionReader.excerpt(of: text))
            }
            return .sqlite(path: path)
        } write: {
            .text($0.description)
        }
    }
}

/// Whether `text` is the address of a PostgreSQL database that tells no password.
private func isPostgresURL(_ text: String) -> Bool {
    guard let scheme = text.firstRange(of: "://"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        return false
    }
    let rest = text[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let user = authority.split(separator: "@", omittingEmptySubsequences: false).dropLast().joined(separator: "@")
    return !user.contains(":") && !rest.lowercased().contains("password=")
}

extension OptionCodec where Value == String {
    /// A path; a relative one is taken from `folder`.
    static func path(in folder: String) -> OptionCodec {
        .text(.path, parse: { checkedPath($0, in: folder) }, write: { $0 })
    }

    static let identifier = text(.identifier) { text in
        text.utf8.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: ".") } && !text.isEmpty
    }

    static let line = text(.line) { text in
        !text.isEmpty && !text.unicodeScalars.contains { "<>\n\r\0".unicodeScalars.contains($0) }
    }

    static let email = text(.email) { text in
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
            && !text.unicodeScalars.contains { $0.properties.isWhitespace || "<>\0".unicodeScalars.contains($0) }
    }

    static let host = text(.host) { isHost($0) && !$0.contains("*") }
    static let hostPattern = text(.hostPattern, isHost)

    /// An address that holds no credential; what was found is not repeated, as it may hold one.
    static let webURL = OptionCodec(.text(.webURL)) { node, reader in
        guard case .text(let text) = node.content, let url = checkedWebURL(text) else {
            return reader.refuse(node, expected: TextForm.webURL.expectation)
        }
        return url
    } write: {
        .text($0)
    }

    private static func text(_ form: TextForm, _ isValid: @escaping @Sendable (String) -> Bool) -> OptionCodec {
        .text(form, parse: { isValid($0) ? $0 : nil }, write: { $0 })
    }
}

/// Puts a relative path behind `folder`; an absolute one stays as it is.
func resolvePath(_ path: String, in folder: String) -> String {
    guard !path.hasPrefix("/"), !folder.isEmpty else { return path }
    let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    return folder.hasSuffix("/") ? folder + relative : folder + "/" + relative
}

private func checkedPath(_ path: String, in folder: String) -> String? {
    path.isEmpty || path.hasPrefix("~") || path.utf8.contains(0) ? nil : resolvePath(path, in: folder)
}

private func isNameByte(_ byte: UInt8) -> Bool {
    byte < 0x80 && (JSON5Cursor.isNamePart(byte) && byte != UInt8(ascii: "$") || byte == UInt8(ascii: "-"))
}

private func isHost(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { isNameByte($0) || ".:[]*".utf8.contains($0) }
}

/// The address without trailing slashes; nil when it is none, or holds more than scheme, host, port and path.
private func checkedWebURL(_ text: String) -> String? {
    guard let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }) else { return nil }
    let rest = text.dropFirst(scheme.count)
    guard let authority = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).first,
        isHost(String(authority)), !authority.contains("*"),
        rest.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F && !"@?#\\".unicodeScalars.contains($0) })
    else { return nil }
    var path = rest
    while path.hasSuffix("/") { path.removeLast() }
    return scheme + path
}
