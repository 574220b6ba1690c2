import Datasources
import Domain
import Foundation
import HTTPTransport
import Persistence
import Sandbox

extension Bench {
    private static let packages = 1000
    private static let width = 32
    /// No number at which registries cut pages: a page of such a size without a link costs another request.
    private static let tags = 47

    /// Looking up 1,000 packages, 32 at a time, in a registry that works with tokens: requests, and time against curl.
    ///
    /// curl sends the same requests for tags, with a token that it is given, as one process with 32 connections. Ours is a
    /// process, too; what is compared is its look-up, with answers parsed and kept in the state database.
    func measureLookup() async throws {
        let world = try await SandboxWorld.start(SandboxOptions(registryAuthentication: .bearer()))
        do {
            for number in 0..<Self.packages {
                world.registry.addImage("bench/app-\(number)", tags: (0..<Self.tags).map { "1.\($0).0" })
            }
            try measureRequests(world)
            try measureRatio(world)
        } catch {
            await world.stop()
            throw error
        }
        await world.stop()
    }

    private func measureRequests(_ world: SandboxWorld) throws {
        let state = folder + "/lookup-state.sqlite"
        for name in ["cold", "warm_new_token", "warm", "primed", "fresh"] {
            world.resetLog()
            // A token lives as long as its process, so a process that begins asks for one, warm or not.
            if name == "warm" { world.registry.authentication = .anonymous }
            // Only the first look-up with a time to live keeps the lists for the next one.
            let lifetime = ["primed", "fresh"].contains(name) ? 3600 : 0
            _ = try lookUp(world, state, lifetime, asksDigests: name == "cold")
            guard name != "primed" else { continue }
            let requests = world.counters.registryRequests + world.counters.registryTokens
            Row(
                name: "lookup_\(name)_requests_per_package", value: Double(requests) / Double(Self.packages),
                unit: "requests"
            ).print()
        }
    }

    private func measureRatio(_ world: SandboxWorld) throws {
        let list = folder + "/urls"
        let urls = (0..<Self.packages).map {
            "url = \"http://\(world.registryHost)/v2/bench/app-\($0)/tags/list?n=1000\"\noutput = \"/dev/null\"\n"
        }
        try Data(urls.joined().utf8).write(to: URL(fileURLWithPath: list))
        let curl = try path(of: "curl")
        var ours: [Double] = []
        var theirs: [Double] = []
        // One round warms the server; then both take turns, so that noise hits both.
        for round in 0..<8 {
            let generator = try run([
                curl, "--silent", "--parallel", "--parallel-max", String(Self.width), "--config", list,
            ]).seconds
            let lookup = try lookUp(world, folder + "/lookup-\(round).sqlite", 0, asksDigests: false)
            if round > 0 {
                ours.append(lookup)
                theirs.append(generator)
            }
        }
        Row(name: "lookup_1000_packages_ms", value: median(ours) * 1000, unit: "ms").print()
        Row(name: "load_generator_1000_requests_ms", value: median(theirs) * 1000, unit: "ms").print()
        Row(name: "lookup_vs_load_generator_ratio", value: median(ours) / median(theirs), unit: "ratio").print()
    }

    /// Looks all packages up in a process of its own, and returns how long that took in it, in seconds.
    private func lookUp(
        _ world: SandboxWorld, _ state: String, _ timeToLive: Int, asksDigests: Bool
    ) throws -> Double {
        let output = try run([
            windlass + "-bench", "lookup-once", world.registryHost, state, String(timeToLive),
            asksDigests ? "digests" : "tags",
        ]).output
        guard let seconds = Double(String(decoding: output, as: UTF8.self)) else {
            throw ChildFailure(description: "the look-up printed no time")
        }
        return seconds
    }

    /// What the process does: prints the seconds that the look-up took.
    static func lookUpOnce(_ arguments: [String]) async throws {
        let database = try StateDatabase(path: arguments[1])
        var settings = CurlSettings()
        settings.perHostLimits[arguments[0]] = width
        let context = DatasourceContext(
            http: CachingClient(CurlClient(settings), cache: database), responseCache: database)
        let lookup = ReleaseLookup(
            datasources: makeDatasources(context), limit: width, cache: database,
            timeToLive: .seconds(Int(arguments[2]) ?? 0))
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<packages {
                let package = Package(datasource: "docker", name: "\(arguments[0])/bench/app-\(number)")
                group.addTask {
                    let list = try await lookup.lookUp(package, from: "1.0.0").get()
                    guard list.releases.count == tags else { throw ChildFailure(description: "tags are missing") }
                    guard arguments[3] == "digests" else { return }
                    _ = try await lookup.lookUpDigest(of: package, version: "1.46.0").get()
                }
            }
            try await group.waitForAll()
        }
        let elapsed = ContinuousClock.now - start
        print(elapsed / .seconds(1), terminator: "")
    }
}
