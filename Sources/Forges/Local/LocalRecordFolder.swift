import Domain
import Foundation
import Glibc

/// The folder that holds the merge requests of one local repository: `1.md`, `2.md`, ... and their notes.
///
/// A file appears and changes as a whole: it is written beside its place and then moved there. A new number is taken by
/// a hard link, which only one process can win. Of two processes that change the same file, the last one stays.
struct LocalRecordFolder {
    let path: String

    /// The largest file that is read, in bytes.
    static let sizeLimit = 4 << 20

    /// What is in the folder: readable records by number, and what is wrong with the others.
    func list() throws(ForgeError) -> (records: [(number: Int, record: LocalRecord)], problems: [Diagnostic]) {
        var records: [(number: Int, record: LocalRecord)] = []
        var problems: [Diagnostic] = []
        for name in try names() where !isOurs(name) {
            let file = path + "/" + name
            guard let number = number(of: name) else {
                problems.append(
                    Diagnostic(
                        file: file, severity: .note, message: "This is no file of a merge request; it is passed over."))
                continue
            }
            do {
                records.append((number, try read(number)))
            } catch let problem as LocalRecord.Problem {
                problems.append(
                    Diagnostic(
                        file: file, line: problem.line, severity: .warning,
                        message: "The merge request cannot be read: \(problem.message). Correct the file, or delete it."
                    ))
            } catch {
                problems.append(Diagnostic(file: file, severity: .warning, message: "\(error)"))
            }
        }
        return (records.sorted { $0.number < $1.number }, problems)
    }

    /// Reads one record.
    ///
    /// - Throws: ``LocalRecord/Problem`` when the file is not one; ``ForgeError`` when there is none.
    func read(_ number: Int) throws -> LocalRecord {
        let file = filePath(number)
        guard let kind = try? FileManager.default.attributesOfItem(atPath: file) else {
            throw ForgeError(.notFound, "There is no merge request \(number): \(file) does not exist.")
        }
        guard kind[.type] as? FileAttributeType == .typeRegular else {
            throw LocalRecord.Problem(line: 1, message: "it is not a regular file")
        }
        guard let size = kind[.size] as? Int, size <= Self.sizeLimit else {
            throw LocalRecord.Problem(line: 1, message: "it is larger than \(Self.sizeLimit) bytes")
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw LocalRecord.Problem(line: 1, message: "it may not be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw LocalRecord.Problem(line: 1, message: "it is not UTF-8 text")
        }
        return try LocalRecord(parsing: text)
    }

    /// Stores a new record under the next free number, and returns the number.
    func add(_ record: LocalRecord) throws(ForgeError) -> Int {
        try makeFolder()
        let draft = temporaryPath()
        try write(record.text, to: draft)
        defer { unlink(draft) }
        var number = (try names().compactMap(number(of:)).max() ?? 0) &+ 1
        while true {
            if link(draft, filePath(number)) == 0 { return number }
            let reason = errno
            if [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(reason) {
                // Some file systems have no hard links; then the file is not seen whole at once, but never overwritten.
                try write(record.text, to: filePath(number))
                return number
            }
            guard reason == EEXIST else { throw failure("make \(filePath(number))", reason) }
            number &+= 1
        }
    }

    /// Stores a changed record.
    func replace(_ number: Int, with record: LocalRecord) throws(ForgeError) {
        try move(record.text, to: filePath(number))
    }

    /// Appends to the notes of a merge request.
    func addNote(_ text: String, to number: Int) throws(ForgeError) {
        try setNotes(try notes(of: number) + [text], of: number)
    }

    private static let rule = "\n\n---\n\n"

    /// The notes of a merge request, oldest first.
    func notes(of number: Int) throws(ForgeError) -> [String] {
        let file = path + "/\(number).notes.md"
        let text = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.isEmpty ? [] : text.components(separatedBy: Self.rule)
    }

    func setNotes(_ notes: [String], of number: Int) throws(ForgeError) {
        try move(notes.joined(separator: Self.rule), to: path + "/\(number).notes.md")
    }

    /// Where the file of a merge request is.
    func filePath(_ number: Int) -> String { path + "/\(number).md" }

    // MARK: Names

    private func names() throws(ForgeError) -> [String] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw ForgeError(.unreachable, "Could not list \(path): \(error.localizedDescription)")
        }
    }

    private func number(of name: String) -> Int? {
        guard name.hasSuffix(".md"), let number = Int(name.dropLast(3)), number > 0, "\(number).md" == name else {
            return nil
        }
        return number
    }

    /// Notes, and what a run that was cut off may have left.
    private func isOurs(_ name: String) -> Bool {
        name.hasSuffix(".notes.md") && number(of: name.replacingOccurrences(of: ".notes.md", with: ".md")) != nil
            || name.hasPrefix(".windlass-")
    }

    private func temporaryPath() -> String { path + "/.windlass-\(UUID().uuidString)" }

    // MARK: Writing

    private func makeFolder() throws(ForgeError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw ForgeError(.unreachable, "Could not make the folder \(path): \(error.localizedDescription)")
        }
    }

    private func move(_ text: String, to file: String) throws(ForgeError) {
        let draft = temporaryPath()
        try write(text, to: draft)
        guard rename(draft, file) == 0 else {
            let reason = errno
            unlink(draft)
            throw failure("write \(file)", reason)
        }
    }

    /// Writes a file that is not there yet, and makes sure that it is on the disk.
    private func write(_ text: String, to file: String) throws(ForgeError) {
        let descriptor = open(file, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("make \(file)", errno) }
        var reason: Int32 = 0
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty, reason == 0 {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { rest.removeFirst(count) } else if errno != EINTR { reason = errno }
        }
        if reason == 0, fsync(descriptor) != 0, errno != EINVAL { reason = errno }
        close(descriptor)
        guard reason != 0 else { return }
        unlink(file)
        throw failure("write \(file)", reason)
    }

    private func failure(_ what: String, _ reason: Int32) -> ForgeError {
        ForgeError(.unreachable, "Could not \(what): \(String(cString: strerror(reason)))")
    }
}
