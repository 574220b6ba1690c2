import Domain

/// What the components of a repository come to: their plans, the updates of each next hop, and what is held.
struct ComponentStage {
    /// One next hop, without digests yet.
    struct Step {
        var plan: ComponentPlan
        var updates: [Update]
    }

    var plans: [ComponentPlan] = []
    var steps: [Step] = []
    /// Updates that leave the application as it is: they go the usual way.
    var updates: [Update] = []
    var held: [HeldUpdate] = []
    var upToDate: [Dependency] = []
}
