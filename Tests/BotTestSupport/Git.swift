import Foundation

/// What keeps git the same on every machine: no settings of the user or the system, fixed names and dates.
let gitEnvironment = [
    "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_COUNT": "3",
    "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
    "GIT_CONFIG_KEY_1": "http.receivepack", "GIT_CONFIG_VALUE_1": "true",
    "GIT_CONFIG_KEY_2": "protocol.file.allow", "GIT_CONFIG_VALUE_2": "always",
    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_AUTHOR_DATE": "1700000000 +0100",
    "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org", "GIT_COMMITTER_DATE": "1700000000 +0100",
]

/// Git's own program in one folder: the judge of what was written, and the maker of what is to be read.
public struct Git: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    /// Runs git and returns what it printed, without the last line end.
    @discardableResult
    public func run(_ arguments: String..., input: [UInt8] = []) throws -> String {
        let folder = try TemporaryFolder()
        let (inPath, outPath, errPath) = (folder.path + "/in", folder.path + "/out", folder.path + "/err")
        try Data(input).write(to: URL(fileURLWithPath: inPath))
        let status = try ChildProcess(
            ["/usr/bin/git", "-C", path] + arguments, environment: gitEnvironment, input: inPath, output: outPath,
            errors: errPath
        ).wait()
        let output = try String(contentsOfFile: outPath, encoding: .utf8)
        guard status == 0 else {
            throw GitFailed(
                arguments: arguments, status: status,
                output: output + ((try? String(contentsOfFile: errPath, encoding: .utf8)) ?? ""))
        }
        return output.utf8.last == 0x0A ? String(decoding: output.utf8.dropLast(), as: UTF8.self) : output
    }

    /// Adds a commit with these files to a branch of a bare repository; returns its id.
    ///
    /// - Parameter files: paths and contents; a path alone removes nothing, files of before stay.
    @discardableResult
    public func commit(_ files: [String: String], branch: String = "main", message: String = "A change") throws
        -> String
    {
        var entries: [ImportedFile] = []
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            entries.append(ImportedFile(path: Array(path.utf8), mode: "100644", content: Array(content.utf8)))
        }
        return try commit(entries, branch: branch, message: message)
    }

    /// Adds a commit with these files, of any mode, to a branch of a bare repository; returns its id.
    @discardableResult
    public func commit(_ files: [ImportedFile], branch: String = "main", message: String = "A change") throws -> String
    {
        let parent = try? run("rev-parse", "--verify", "--quiet", "refs/heads/" + branch)
        var stream = Array("commit refs/heads/\(branch)\ncommitter Ada <ada@example.org> 1700000000 +0100\n".utf8)
        stream += Array("data \(message.utf8.count)\n\(message)\n".utf8)
        if let parent { stream += Array("from \(parent)\n".utf8) }
        for file in files {
            if file.mode == "160000" {
                stream += Array("M 160000 \(String(decoding: file.content, as: UTF8.self)) ".utf8) + file.path + [0x0A]
            } else {
                stream += Array("M \(file.mode) inline ".utf8) + file.path
                stream += Array("\ndata \(file.content.count)\n".utf8) + file.content + [0x0A]
            }
        }
        try run("fast-import", "--quiet", "--force", input: stream)
        return try run("rev-parse", "refs/heads/" + branch)
    }
}

/// One file of a commit to be made by ``Git/commit(_:branch:message:)``.
public struct ImportedFile: Sendable {
    public var path: [UInt8]
    /// 100644, 100755, 120000 (content is the target) or 160000 (content is the commit's id).
    public var mode: String
    public var content: [UInt8]

    public init(path: [UInt8], mode: String, content: [UInt8]) {
        self.path = path
        self.mode = mode
        self.content = content
    }
}

/// Git ended with another status than 0.
public struct GitFailed: Error, CustomStringConvertible {
    public var arguments: [String]
    public var status: Int32
    public var output: String
    public var description: String { "git \(arguments.joined(separator: " ")) ended with \(status): \(output)" }
}
