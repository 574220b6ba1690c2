import Persistence
import ServiceLifecycle

/// Wakes this process for what other processes put into the state that they share.
struct NewsRelay: Service {
    let state: any StateKeeper
    let wakeUps: WakeUps

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await state.followNews { news in
                switch news {
                case .deliveries: await wakeUps.wake(.dispatcher)
                case .jobs: await wakeUps.wake(.workers)
                }
            }
        }
    }
}
