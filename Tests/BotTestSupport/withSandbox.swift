public import Sandbox

/// Runs `test` against a world of its own, which is gone afterwards whatever happens.
public func withSandbox(
    _ options: SandboxOptions = SandboxOptions(), _ test: (SandboxWorld) async throws -> Void
) async throws {
    let world = try await SandboxWorld.start(options)
    do {
        try await test(world)
        await world.stop()
    } catch {
        await world.stop()
        throw error
    }
}
