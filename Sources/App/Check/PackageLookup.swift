import Domain
import Foundation
import Messages
import Planning
import Workflow

/// The whole look-up of one package: what was asked, what came, and what was decided for each place that pins it.
struct PackageLookup {
    var package: Package
    var requests: [RequestRecord]
    var outcome: LookupOutcome?
    var pins: [Pin]

    /// One place, with what was decided about it.
    struct Pin {
        var dependency: Dependency
        /// Nil when nothing could be decided, because the look-up failed or there was none.
        var inspection: DependencyInspection?
        /// The branches that its updates go to, by version.
        var branches: [String: String]
        /// Why a branch that exists in the plan is not opened now.
        var postponed: [String]
    }

    /// - Parameter prepared: a plan for the dependencies on `package`, and on no other.
    init(_ package: Package, _ prepared: PreparedPlan, requests: [RequestRecord]) {
        self.package = package
        self.requests = requests
        outcome = prepared.lookups.releases[package]
        pins = prepared.dependencies.map { dependency in
            var branches: [String: String] = [:]
            var postponed: [String] = []
            for proposal in prepared.plan.proposals {
                for update in proposal.updates where update.dependency == dependency {
                    branches[update.newVersion] = proposal.branch.rawValue
                    if let reason = proposal.postponed { postponed.append("\(proposal.branch): \(reason.text)") }
                }
            }
            let inspection =
                dependency.skipReason == nil
                ? prepared.planner.inspect(dependency, lookups: prepared.lookups) : nil
            return Pin(dependency: dependency, inspection: inspection, branches: branches, postponed: postponed)
        }
    }

    /// How many requests went out; what was still fresh in the cache needed none.
    var sent: Int { requests.count }
}

extension [Dependency] {
    /// Those that `name` means: the name in the file or the one that is looked up, of any case.
    func named(_ name: String) -> [Dependency] {
        let wanted = name.lowercased()
        return filter { $0.depName.lowercased() == wanted || $0.packageName.lowercased() == wanted }
    }

    /// Names that look like `name`, for somebody who mistyped it.
    func names(like name: String) -> [String] {
        let wanted = name.lowercased().split(whereSeparator: { "/:".contains($0) }).last.map(String.init) ?? ""
        guard wanted.count > 1 else { return [] }
        return Set(map(\.depName).filter { $0.lowercased().contains(wanted) }).sorted().prefix(5).map { $0 }
    }
}
