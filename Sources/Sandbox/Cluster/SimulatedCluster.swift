import Foundation
import Logging

/// A cluster in small: it applies what a repository pins, one round after another, and answers as the installations do.
///
/// A GitLab that is moved is away for a round, then answers its new version and works on background migrations. It refuses,
/// as the real one does, to go past a stop, and what it was asked wrongly is in ``violations``. An Argo CD applies itself with the
/// rest: while it is replaced, nothing else is applied.
public actor SimulatedCluster {
    /// What is installed, and where Git pins it.
    public struct Workload: Hashable, Sendable {
        public var name: String
        public var project: String
        public var file: String
        /// The version of the application in each chart.
        public var applications: [String: String]
        /// The minors that may not be passed over, such as `17.3`; for a workload without, every step is fine.
        public var stops: [String]
        /// How many rounds a move takes, and how many the migrations behind it.
        public var outageRounds: Int
        public var migrationRounds: Int
        /// Whether it goes one minor after the other, of those that ``applications`` has.
        public var isConsecutive = false
        /// The workload whose minor it must not be ahead of.
        public var follows: String?
        /// What the file has to say from a minor on: without it the step fails.
        public var demand: Demand?

        /// A text that has to be in the file, once.
        public struct Demand: Hashable, Sendable {
            /// The minor from which on.
            public var line: String
            public var text: String

            public init(line: String, text: String) {
                self.line = line
                self.text = text
            }
        }

        public init(
            _ name: String, project: String, file: String, applications: [String: String], stops: [String] = [],
            outageRounds: Int = 0, migrationRounds: Int = 0
        ) {
            self.name = name
            self.project = project
            self.file = file
            self.applications = applications
            self.stops = stops
            self.outageRounds = outageRounds
            self.migrationRounds = migrationRounds
        }
    }

    /// How a workload is now.
    public struct Condition: Hashable, Sendable {
        public var running: String
        /// The rounds until it answers again, and until nothing is left to migrate.
        public var outage = 0
        public var migrations = 0
        /// The name of a migration that failed; it stays so until it is cleared.
        public var failure: String?
    }

    /// The workload that applies the others.
    private static let applier = "argo-cd"

    private let world: SandboxWorld
    private let workloads: [Workload]
    private var conditions: [String: Condition] = [:]
    private var stops: [String: [String]]
    /// Steps that the real application would have refused, each as a sentence.
    public private(set) var violations: [String] = []
    /// Every version that ran, by workload, oldest first.
    public private(set) var history: [String: [String]] = [:]
    private var server: LoopbackServer?
    /// `http://127.0.0.1:PORT`; the name of a workload follows behind a slash.
    public nonisolated let url: String

    /// Reads what is pinned, and serves it as what runs.
    ///
    /// - Throws: ``SandboxError`` `.port` or `.seed`.
    public static func start(_ workloads: [Workload], in world: SandboxWorld) async throws -> SimulatedCluster {
        let logger = Logger(label: "cluster", factory: { _ in SwiftLogNoOpLogHandler() })
        let server = try await LoopbackServer.start(port: 0, logger: logger)
        let cluster = SimulatedCluster(workloads, world, server)
        do {
            try await cluster.install()
        } catch {
            await server.stop()
            throw error
        }
        server.answer { await cluster.reply(to: $0) }
        return cluster
    }

    private init(_ workloads: [Workload], _ world: SandboxWorld, _ server: LoopbackServer) {
        self.workloads = workloads
        self.world = world
        self.server = server
        url = "http://127.0.0.1:\(server.port)"
        stops = Dictionary(uniqueKeysWithValues: workloads.map { ($0.name, $0.stops) })
    }

    public func stop() async {
        await server?.stop()
        server = nil
    }

    public func condition(of workload: String) -> Condition? { conditions[workload] }

    /// Makes the next look at the migrations of a workload find one that failed; nil repairs it.
    public func setFailure(_ name: String?, of workload: String) { conditions[workload]?.failure = name }

    /// Adds a stop, as a vendor declares one in the middle.
    public func declareStop(_ line: String, of workload: String) { stops[workload]?.append(line) }

    // MARK: Rounds

    private func install() async throws {
        for workload in workloads {
            let version = try await pinned(workload)
            conditions[workload.name] = Condition(running: version)
            history[workload.name] = [version]
        }
    }

    /// Lets a round pass: what is pinned is applied, outages and migrations come nearer to their end.
    ///
    /// - Returns: what happened, for people.
    @discardableResult
    public func passRound() async throws -> [String] {
        var events: [String] = []
        let isApplied = conditions[Self.applier].map { $0.outage == 0 } ?? true
        for workload in workloads {
            guard var condition = conditions[workload.name] else { continue }
            let wanted = try await pinned(workload)
            if condition.outage > 0 {
                condition.outage -= 1
                if condition.outage == 0 { events.append("\(workload.name) answers \(condition.running) again") }
            } else if wanted != condition.running, isApplied || workload.name == Self.applier {
                try await refuse(workload, from: condition.running, to: wanted)
                condition.running = wanted
                condition.outage = workload.outageRounds
                condition.migrations = workload.migrationRounds
                history[workload.name, default: []].append(wanted)
                events.append(
                    "\(workload.name) is moved to \(wanted)" + (condition.outage > 0 ? ", and away meanwhile" : ""))
            } else if condition.migrations > 0 {
                condition.migrations -= 1
                events.append("\(workload.name) has \(condition.migrations) background migrations left")
            }
            conditions[workload.name] = condition
        }
        return events
    }

    private func pinned(_ workload: Workload) async throws -> String {
        let bytes = try await world.file(workload.file, of: workload.project) ?? []
        let text = String(decoding: bytes, as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.contains("targetRevision:") }
        let chart = line?.split(separator: ":").last.map {
            $0.trimmingCharacters(in: CharacterSet(charactersIn: " '\""))
        }
        guard let chart, let version = workload.applications[chart] else {
            throw SandboxError(.seed, "\(workload.file) of \(workload.project) pins no chart that the cluster knows.")
        }
        return version
    }

    private func refuse(_ workload: Workload, from old: String, to new: String) async throws {
        guard let from = numbers(old), let to = numbers(new) else { return }
        if to.lexicographicallyPrecedes(from) {
            violations.append("\(workload.name) was moved back from \(old) to \(new)")
        }
        for stop in stops[workload.name] ?? [] {
            guard let line = numbers(stop) else { continue }
            let isAhead = Array(from.prefix(2)).lexicographicallyPrecedes(line)
            let isPassed = line.lexicographicallyPrecedes(Array(to.prefix(2)))
            if isAhead, isPassed { violations.append("\(workload.name) went from \(old) to \(new), past \(stop)") }
        }
        if workload.isConsecutive { refuseGap(workload, from, to) }
        if let leader = workload.follows, let ahead = conditions[leader].flatMap({ numbers($0.running) }),
            Array(ahead.prefix(2)).lexicographicallyPrecedes(to.prefix(2))
        {
            violations.append("\(workload.name) was moved to \(new), ahead of \(leader)")
        }
        if let demand = workload.demand, let line = numbers(demand.line), !to.lexicographicallyPrecedes(line) {
            let bytes = try await world.file(workload.file, of: workload.project) ?? []
            let count = String(decoding: bytes, as: UTF8.self).split(separator: "\n").count { $0.contains(demand.text) }
            if count != 1 { violations.append("\(workload.name) was moved to \(new), with \(count) of \(demand.text)") }
        }
        if conditions[workload.name].map({ $0.migrations > 0 }) == true {
            violations.append("\(workload.name) was moved to \(new) with migrations of \(old) unfinished")
        }
    }

    private func refuseGap(_ workload: Workload, _ from: [Int], _ to: [Int]) {
        let lines = Set(workload.applications.values.compactMap { numbers($0).map { Array($0.prefix(2)) } })
        let between = lines.filter {
            Array(from.prefix(2)).lexicographicallyPrecedes($0) && $0.lexicographicallyPrecedes(to.prefix(2))
        }
        if !between.isEmpty {
            violations.append("\(workload.name) went from \(from) to \(to), over \(between.count) minors")
        }
    }

    private func numbers(_ text: String) -> [Int]? {
        let parts = text.split(separator: ".").map { Int($0) }
        return parts.contains(nil) ? nil : parts.compactMap(\.self)
    }

    // MARK: Answers

    private func reply(to request: ServedRequest) -> Reply {
        guard let name = request.segments.first, let condition = conditions[name] else {
            return .text(404, "not found\n")
        }
        if condition.outage > 0 { return .text(502, "Bad Gateway\n") }
        switch request.segments.dropFirst().joined(separator: "/") {
        case "api/v4/version":
            return .json(200, ["version": .string(condition.running + "-ee"), "revision": "5a4db0c5"])
        case "api/version": return .json(200, ["Version": .string("v\(condition.running)+6eba5be")])
        case "api/v4/admin/batched_background_migrations":
            let failed = condition.failure.map { [migration($0, "failed")] } ?? []
            let open = (0..<condition.migrations).map { migration("BackfillStep\($0 + 1)", "active") }
            return .json(200, .array(failed + open + [migration("BackfillOlder", "finished")]))
        default: return .text(404, "not found\n")
        }
    }

    /// - Source: docs.gitlab.com/api/admin/batched_background_migrations.
    private func migration(_ name: String, _ status: String) -> JSONValue {
        [
            "id": 1, "job_class_name": .string(name), "table_name": "events", "column_name": "id",
            "status": .string(status), "progress": 50,
        ]
    }
}
