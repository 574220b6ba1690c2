import Domain
import Foundation
import GitStore
import Glibc
import HTTPTransport

/// Measures the release build: one JSON line `{name, value, unit}` for each row, on standard output.
///
/// Arguments name the groups of rows to measure; without any, all are.
@main
struct Main {
    static func main() async {
        do {
            // What is measured in a process of its own, as git is.
            if CommandLine.arguments.count == 4, CommandLine.arguments[1] == "fetch-once" {
                let token = ProcessInfo.processInfo.environment["BENCH_TOKEN"] ?? ""
                return try await fetchOnce(CommandLine.arguments[2], token: token, into: CommandLine.arguments[3])
            }
            let words = CommandLine.arguments
            if words.count == 6, words[1] == "lookup-once" { return try await Bench.lookUpOnce(Array(words[2...])) }
            if words.count == 3, words[1] == "chart-index" { return try await Bench.readChartIndexOnce(words[2]) }
            let known = Bench.groups.map(\.name)
            if let stranger = words.dropFirst().first(where: { !known.contains($0) }) {
                throw ChildFailure(
                    description: "there is no \(stranger); the groups are \(known.joined(separator: ", "))")
            }
            let bench = try Bench()
            defer { bench.cleanUp() }
            for group in Bench.groups where words.count == 1 || words.contains(group.name) {
                try await group.measure(bench)
            }
        } catch {
            FileHandle.standardError.write(Data("windlass-bench: \(error)\n".utf8))
            exit(1)
        }
    }
}

/// Fetches the head of a repository with everything in it, as a run does that sees it for the first time.
func fetchOnce(_ address: String, token: String, into cache: String) async throws {
    let authorization = Secret("Basic " + Data("oauth2:\(token)".utf8).base64EncodedString())
    let repository = RemoteRepository(
        GitRemote(url: address, authorization: authorization), http: CurlClient(), cacheDirectory: cache)
    let refs = try await repository.listRefs(prefixes: ["HEAD"])
    guard let head = refs.head.flatMap({ refs[$0] }) else {
        throw ChildFailure(description: "\(address) has no head")
    }
    try await repository.fetch(head)
    let blobs = try await repository.listTree(at: head).entries.map(\.blob)
    _ = try await repository.readBlobs(blobs, sizeLimit: 1 << 20)
}

/// The program that is measured, and a folder for what it needs.
struct Bench {
    /// The full path of the `windlass` beside this program.
    let windlass: String
    let folder: String

    init() throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        windlass = URL(fileURLWithPath: own).deletingLastPathComponent().path + "/windlass"
        guard FileManager.default.isExecutableFile(atPath: windlass) else {
            throw ChildFailure(
                description: "there is no \(windlass); build the product windlass in the same configuration first")
        }
        folder = FileManager.default.temporaryDirectory.path + "/windlass-bench-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// What is measured, in order.
    static let groups: [(name: String, measure: @Sendable (Bench) async throws -> Void)] = [
        ("start", { try $0.measureStartUp() }),
        (
            "scan",
            {
                try $0.measureScan()
                try $0.measureScanAgainstGit()
            }
        ),
        ("run", { try await $0.measureRun() }),
        ("quiet", { try await $0.measureQuietRuns() }),
        ("fetch", { try await $0.measureFetch() }),
        (
            "lookup",
            {
                try await $0.measureLookup()
                try await $0.measureChartIndex()
            }
        ),
        (
            "serve",
            {
                try await $0.measureServe()
                try await $0.measureRegistryPush()
            }
        ),
    ]

    func cleanUp() { try? FileManager.default.removeItem(atPath: folder) }

    /// Runs a program that must succeed.
    ///
    /// - Parameter input: a file for its standard input; nil is nothing.
    func run(_ arguments: [String], environment: [String: String] = [:], input: String? = nil) throws -> ChildRun {
        let result = try runChild(arguments, environment: environment, input: input)
        guard result.status == 0 else {
            throw ChildFailure(description: "\(arguments.joined(separator: " ")) ended with code \(result.status)")
        }
        return result
    }

    /// The full path of a program of this machine.
    func path(of program: String) throws -> String {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        guard let path = folders.map({ "\($0)/\(program)" }).first(where: FileManager.default.isExecutableFile) else {
            throw ChildFailure(description: "\(program) was not found; run scripts/bootstrap bench")
        }
        return path
    }
}
