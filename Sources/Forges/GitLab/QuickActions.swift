/// Keeps GitLab from executing lines of our texts that look like quick actions, such as `/close` or `/assign @somebody`.
///
/// GitLab looks for them in descriptions and notes, at the begin of a line, after it dropped every carriage return, and
/// in older versions within HTML comments too (docs.gitlab.com/user/project/quick_actions; gitlab-org/gitlab#26332).
/// A backslash before the slash ends that, and Markdown shows `\/` as `/`. Every line that begins with a slash gets it,
/// whatever follows: new versions know new commands. Within a code block the backslash can be seen; safety is worth it.
enum QuickActions {
    /// `text` with no line that GitLab could execute, and with line feeds as its only line ends.
    static func escaped(_ text: String) -> String {
        onSlashLines(text.replacingLineEnds()) { line, slashes in line.insert(backslash, at: slashes) }
    }

    /// Takes back what ``escaped(_:)`` did, so that a text that is read equals the one that was written.
    static func restored(_ text: String) -> String {
        onSlashLines(text) { line, slashes in
            if line[slashes] == backslash { line.remove(at: slashes) }
        }
    }

    private static let backslash = UInt8(ascii: "\\")

    /// Edits the lines whose first visible characters are any number of backslashes and then a slash.
    private static func onSlashLines(_ text: String, edit: (inout [UInt8], Int) -> Void) -> String {
        guard text.utf8.contains(UInt8(ascii: "/")) else { return text }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            var bytes = Array(line)
            guard let start = bytes.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }),
                let slash = bytes[start...].firstIndex(where: { $0 != backslash }), bytes[slash] == UInt8(ascii: "/")
            else { return bytes }
            edit(&bytes, start)
            return bytes
        }
        return String(decoding: Array(lines.joined(separator: [UInt8(ascii: "\n")])), as: UTF8.self)
    }
}

extension String {
    /// `\r\n` and single `\r` become `\n`.
    fileprivate func replacingLineEnds() -> String {
        guard utf8.contains(UInt8(ascii: "\r")) else { return self }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        var previous: UInt8 = 0
        for byte in utf8 {
            if byte == UInt8(ascii: "\r") {
                bytes.append(UInt8(ascii: "\n"))
            } else if byte != UInt8(ascii: "\n") || previous != UInt8(ascii: "\r") {
                bytes.append(byte)
            }
            previous = byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
