import Domain
import Foundation
import Messages
import Planning

/// What is known of the components of one survey when it is decided.
struct ComponentFacts: Sendable {
    var landings: [String: Landing] = [:]
    /// What the installations of bootstraps run.
    var running: [String: String] = [:]
}

extension RepositoryRun {
    /// Asks how far every component's last hop is: its installation where settings say where, and the merge request that made it.
    ///
    /// The forge is asked only for components that have a next hop.
    func componentFacts(_ plan: Plan) async throws -> ComponentFacts {
        guard let context = tools.components?(repository), !plan.components.isEmpty else { return ComponentFacts() }
        var facts = ComponentFacts()
        let leaders = Set(plan.components.compactMap(\.leader).map { "\($0.component) \($0.file)" })
        for component in plan.components {
            var found = LandingFacts(running: try await tools.probe(component, repository))
            if component.shared?.isBootstrap == true {
                // Nothing lands by it; what runs bounds it.
                if case .runs(let version, _) = found.running { facts.running[component.id] = version }
                continue
            }
            if !component.hops.isEmpty || leaders.contains(component.id) {
                found.arrivals = try await tools.forge.listMergeRequests(
                    in: repository, from: component.arrivalBranch)
            }
            if found.needsPerson(component), let arrival = found.arrival(of: component) {
                found.isConfirmed = try await isConfirmed(arrival.request)
            }
            facts.landings[component.id] = landing(of: component, found, context, at: Date())
        }
        return facts
    }

    /// Links every proposal of a shared installation to those of the other repositories.
    ///
    /// A forge that does not answer costs nothing: what was linked before stays.
    func linked(
        _ plan: Plan, _ facts: ComponentFacts, _ requests: [MergeRequest], _ options: RepositoryOptions,
        _ diagnostics: inout [Diagnostic]
    ) async throws -> Plan {
        guard let context = tools.components?(repository) else { return plan }
        var plan = plan
        var found: [String: CompanionFacts] = [:]
        for index in plan.proposals.indices {
            guard let component = plan.proposals[index].component, component.shared != nil else { continue }
            do {
                let companions = try await tools.companions(component, repository, options.branchPrefix)
                found[component.id] = CompanionFacts(companions, running: facts.running[component.id])
                plan.proposals[index].companions = companionSection(component, companions)
            } catch let error as CancellationError {
                throw error
            } catch {
                let request = requests.first { $0.sourceBranch == plan.proposals[index].branch }
                plan.proposals[index].companions = request.flatMap { companionSection(in: $0.description) }
                diagnostics.append(
                    Diagnostic(
                        severity: .warning,
                        message:
                            "\(component.name): the other pins of \(component.shared?.name ?? "") were not found: \(error)"
                    ))
            }
        }
        return gate(plan, companions: found, context)
    }

    /// Whether somebody who may give commands wrote `/windlass landed` below a merge request.
    private func isConfirmed(_ request: MergeRequest) async throws -> Bool {
        for note in try await tools.forge.listNotes(of: request.number, in: repository) where !note.isOurs {
            guard BotCommand(note: note.text) == .landed else { continue }
            if try await tools.forge.mayCommand(note.author, on: request.number, in: repository) { return true }
        }
        return false
    }

    /// Where every component stands when the steps of a run are done.
    func chains(
        of plan: Plan, _ facts: ComponentFacts, _ requests: [MergeRequest], _ steps: [Step], held: [HeldUpdate]
    ) -> [ComponentChain] {
        var open: [BranchName: (number: Int, url: String?)] = [:]
        for request in requests { open[request.sourceBranch] = (request.number, request.webURL) }
        for step in steps where step.error == nil {
            switch step.kind {
            case .opened: if let number = step.number { open[step.branch] = (number, step.webURL) }
            case .closed: open[step.branch] = nil
            default: break
            }
        }
        return Planning.chains(of: plan, facts.landings, open: open, held: held)
    }
}
