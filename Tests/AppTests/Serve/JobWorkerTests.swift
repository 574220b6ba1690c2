import Domain
import Foundation
import Logging
import Persistence
import ServiceLifecycle
import Synchronization
import Testing

@testable import App

@Suite(.timeLimit(.minutes(2))) struct JobWorkerTests {
    private struct Broken: Error, CustomStringConvertible { let description = "the registry is down" }

    private func worker(
        _ database: StateDatabase, now: @escaping @Sendable () -> Date = { Date() },
        _ work: @escaping @Sendable (ClaimedJob) async throws -> Void
    ) -> JobWorker {
        JobWorker(
            number: 0, database: database, wakeUps: WakeUps(), heartbeats: Heartbeats(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, work: work, now: now)
    }

    private func database() async throws -> StateDatabase {
        let database = try StateDatabase(inMemoryWithResponseCacheLimit: 1 << 20)
        try await database.request([
            JobRequest(forge: "f", repository: "a/b", reason: "x", due: Date(timeIntervalSince1970: 0))
        ])
        return database
    }

    @Test("a job that always fails is tried later and later, then parked, and taken up again when asked")
    func poisoned() async throws {
        let database = try await database()
        // A clock on which every look is two hours later, so that no pause is waited for.
        let time = Mutex(Date(timeIntervalSince1970: 1000))
        let starts = Mutex(0)
        let (parked, announce) = AsyncStream<Void>.makeStream()
        let now: @Sendable () -> Date = {
            time.withLock { time in
                time += 7200
                return time
            }
        }
        let worker = worker(database, now: now) { _ in
            let count = starts.withLock { starts in
                starts += 1
                return starts
            }
            if count == JobWorker.maximumAttempts { announce.yield() }
            throw Broken()
        }
        let group = ServiceGroup(
            services: [WorkerPool(workers: [worker])], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await group.run() }
        _ = await parked.first { _ in true }
        await group.triggerGracefulShutdown()
        try await running.value
        let status = try #require(try await database.jobs().first)
        #expect(status.state == .parked && status.attempts == JobWorker.maximumAttempts)
        #expect(status.failure == "the registry is down")
        #expect(jobsTable([status]).contains("parked") && jobsTable([status]).contains("the registry is down"))
        #expect(jobMetrics([status], deliveries: [:]).contains(#"windlass_jobs{state="parked"} 1"#))
        #expect(try await database.claim(lease: 10, at: Date(timeIntervalSince1970: 1e9)) == nil)
        try await database.retry("a/b", at: Date(timeIntervalSince1970: 1e9))
        #expect(try await database.claim(lease: 10, at: Date(timeIntervalSince1970: 1e9))?.attempts == 0)
    }

    @Test("pauses double, up to an hour")
    func pauses() {
        #expect((0..<9).map { JobWorker.pause(after: $0) } == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
        #expect(JobWorker.pause(after: .max) == 3600)
    }

    @Test("when the end is asked for, the job under way ends, and no other begins")
    func gracefulEnd() async throws {
        let database = try await database()
        try await database.request([
            JobRequest(forge: "f", repository: "c/d", reason: "x", due: Date(timeIntervalSince1970: 1))
        ])
        let (begun, announce) = AsyncStream<Void>.makeStream()
        let (goOn, release) = AsyncStream<Void>.makeStream()
        let worker = worker(database) { _ in
            announce.yield()
            _ = await goOn.first { _ in true }
        }
        let group = ServiceGroup(
            services: [WorkerPool(workers: [worker])], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await group.run() }
        _ = await begun.first { _ in true }
        await group.triggerGracefulShutdown()
        release.yield()
        try await running.value
        #expect(try await database.jobs().map(\.repository) == ["c/d"])
    }

    @Test("what takes too long is given back, and may be taken at once by another")
    func givenBack() async throws {
        let database = try await database()
        let (begun, announce) = AsyncStream<Void>.makeStream()
        let worker = worker(database) { _ in
            announce.yield()
            try await Task.sleep(for: .seconds(3600))
        }
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: WorkerPool(workers: [worker]))],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        configuration.maximumGracefulShutdownDuration = .milliseconds(100)
        let group = ServiceGroup(configuration: configuration)
        let running = Task { try await group.run() }
        _ = await begun.first { _ in true }
        await group.triggerGracefulShutdown()
        try await running.value
        let job = try #require(try await database.claim(lease: 10, at: Date()))
        #expect(job.repository == "a/b" && job.attempts == 0)
    }

    @Test("readiness looks at the database, the disk and the workers")
    func readiness() async throws {
        let heartbeats = Heartbeats()
        let time = Date(timeIntervalSince1970: 1000)
        func problem(_ seconds: Double, fails: Bool = false) async -> String? {
            await Readiness(
                databaseAnswers: { if fails { throw Broken() } }, folder: "/tmp", workers: 2, heartbeats: heartbeats,
                now: { time.addingTimeInterval(seconds) }
            ).problem()
        }
        #expect(await problem(0) == "2 of 2 workers are not running")
        heartbeats.beat(0, at: time)
        heartbeats.beat(1, at: time)
        #expect(await problem(0) == nil)
        #expect(await problem(JobWorker.silence + 1)?.contains("workers") == true)
        #expect(await problem(0, fails: true)?.contains("the registry is down") == true)
    }

    @Test("a repository that the settings do not select is asked for once in a while only")
    func selected() async throws {
        let time = Mutex(Date(timeIntervalSince1970: 1000))
        let listed = Mutex((count: 0, paths: ["Team/App"]))
        let selected = SelectedRepositories(now: { time.withLock { $0 } }) { _ in
            listed.withLock { listed in
                listed.count += 1
                return listed.paths
            }
        }
        #expect(try await selected.contains("team/app", at: "f"))
        for _ in 0..<10 { #expect(try await !selected.contains("other/app", at: "f")) }
        #expect(listed.withLock { $0.count } == 1)
        listed.withLock { $0.paths.append("other/app") }
        time.withLock { $0 += SelectedRepositories.pause }
        #expect(try await selected.contains("other/app", at: "f"))
        await selected.forget("Other/App", at: "f")
        #expect(try await !selected.contains("other/app", at: "f"))
    }
}
