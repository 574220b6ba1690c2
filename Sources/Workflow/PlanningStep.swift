public import Domain
public import Foundation
public import Planning
import Versioning

/// Steps 3 and 4 of a run: look up every package once, and plan.
public struct PlanningStep: Sendable {
    private let releases: any ReleaseSource
    private let datasources: Set<DatasourceID>
    private let width: Int
    private let components: ComponentContext?

    /// - Parameters:
    ///   - datasources: the ones that `releases` knows; dependencies of others are skipped with that reason.
    ///   - width: how many packages are asked for at once.
    ///   - components: the rules of components; without them nothing goes by a route.
    public init(
        releases: any ReleaseSource, datasources: Set<DatasourceID>, width: Int, components: ComponentContext? = nil
    ) {
        self.releases = releases
        self.datasources = datasources
        self.width = width
        self.components = components
    }

    /// Plans `dependencies` for one target branch.
    ///
    /// - Parameters:
    ///   - repository: its name with its groups, for rules that ask for it.
    ///   - time: what ages and schedules are held against.
    /// - Throws: only `CancellationError`; what could not be looked up is in the plan.
    public func plan(
        _ dependencies: [Dependency], options: RepositoryOptions, target: BranchName, repository: String? = nil,
        at time: Date = Date()
    ) async throws -> Plan {
        try await prepare(dependencies, options: options, target: target, repository: repository, at: time).plan
    }

    /// Looks up what the plan for `dependencies` needs, and keeps it beside the plan: for who wants to know why.
    ///
    /// - Throws: only `CancellationError`.
    public func prepare(
        _ dependencies: [Dependency], options: RepositoryOptions, target: BranchName, repository: String? = nil,
        at time: Date = Date()
    ) async throws -> PreparedPlan {
        let context = PlanningContext(repository: repository, baseBranch: target, now: time)
        let planner = Planner(
            options: options, schemes: { versioning(for: $0) }, context: context, components: components)
        let dependencies = dependencies.map(skippingUnsupported)
        let lookups = try await lookUp(dependencies, planner)
        return PreparedPlan(
            planner: planner, dependencies: dependencies, lookups: lookups,
            plan: planner.plan(dependencies, lookups: lookups, target: target))
    }

    private func skippingUnsupported(_ dependency: Dependency) -> Dependency {
        guard dependency.skipReason == nil, !datasources.contains(dependency.datasource) else { return dependency }
        var skipped = dependency
        skipped.skipReason = .unsupportedDatasource
        return skipped
    }

    /// Asks for every package once, then for the digests that the answers make necessary.
    private func lookUp(_ dependencies: [Dependency], _ planner: Planner) async throws -> Lookups {
        var current: [Package: String?] = [:]
        for dependency in dependencies where dependency.skipReason == nil {
            current.updateValue(current[dependency.package] ?? dependency.currentValue, forKey: dependency.package)
        }
        let releases = releases
        let packages = current.sorted { ($0.key.datasource, $0.key.name) < ($1.key.datasource, $1.key.name) }
        let outcomes = try await mapConcurrently(packages, width: width) { package, current in
            (package, try await releases.lookUp(package, from: current))
        }
        var lookups = Lookups(releases: Dictionary(outcomes) { first, _ in first })
        try await askAboutReleases(dependencies, planner, &lookups)
        let questions = Array(planner.digestQuestions(dependencies, releases: lookups.releases))
        let digests = try await mapConcurrently(questions, width: width) { question in
            (
                question,
                try await releases.lookUpDigest(
                    of: question.package, version: question.version, replacing: question.replacing)
            )
        }
        lookups.digests = Dictionary(digests) { first, _ in first }
        return lookups
    }

    /// Asks for the times and digests of single releases, as far as options need them. What cannot be had stays unknown.
    private func askAboutReleases(
        _ dependencies: [Dependency], _ planner: Planner, _ lookups: inout Lookups
    ) async throws {
        let releases = releases
        var asked: Set<ReleaseQuestion> = []
        for round in 0..<Planner.questionRounds {
            let questions = planner.releaseQuestions(dependencies, lookups: lookups, asked: asked, round: round)
            guard !questions.isEmpty else { return }
            asked.formUnion(questions)
            let answers = try await mapConcurrently(Array(questions), width: width) { question in
                (question, try await Self.answer(to: question, from: releases))
            }
            for case (let question, let fact?) in answers { lookups.add(fact, to: question) }
        }
    }

    private static func answer(
        to question: ReleaseQuestion, from releases: any ReleaseSource
    ) async throws -> ReleaseFact? {
        switch question.fact {
        case .time:
            let details = try await releases.lookUpDetails(of: question.package, version: question.version, .time)
            return (try? details.get())?.timestamp.map(ReleaseFact.time)
        case .digest:
            let digest = try await releases.lookUpDigest(of: question.package, version: question.version)
            return (try? digest.get()).flatMap(\.self).map(ReleaseFact.digest)
        }
    }
}

/// A plan with everything that it was made from.
public struct PreparedPlan: Sendable {
    public let planner: Planner
    /// With reasons to skip those whose datasource is not there.
    public let dependencies: [Dependency]
    public let lookups: Lookups
    public let plan: Plan
}
