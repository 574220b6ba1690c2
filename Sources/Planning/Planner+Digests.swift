import Domain

extension Planner {
    /// Fills in the digests of the updates, and turns a moved tag into a digest update.
    ///
    /// An update whose digest cannot be had is held: a new tag with the old digest would name two things at once.
    func resolveDigests(_ dependency: Dependency, _ lookups: Lookups, _ judgement: inout Judgement) {
        guard wantsDigest(dependency) else { return }
        var resolved: [Update] = []
        for var update in judgement.updates {
            switch lookups.digests[question(dependency, update.newTag ?? update.newVersion)] {
            case .success(let digest?)?:
                update.newDigest = digest
                resolved.append(update)
            case .success(nil)?, nil:
                judgement.held.append(held(update, "the registry gives none"))
            case .failure(let error)?:
                judgement.held.append(held(update, error.message))
            }
        }
        judgement.updates = resolved
        if let tag = judgement.tagToResolve { compareDigest(of: tag, dependency, lookups, &judgement) }
    }

    /// The same for the updates of components. A hop that lacks one digest is not made at all.
    func resolveDigests(_ lookups: Lookups, _ stage: inout ComponentStage) {
        let resolve = { (update: Update, held: inout [HeldUpdate]) -> Update? in
            var judgement = Judgement(updates: [update])
            resolveDigests(update.dependency, lookups, &judgement)
            held += judgement.held
            return judgement.updates.first
        }
        stage.updates = stage.updates.compactMap { resolve($0, &stage.held) }
        stage.steps = stage.steps.compactMap { step in
            let updates = step.updates.compactMap { resolve($0, &stage.held) }
            return updates.count == step.updates.count ? ComponentStage.Step(plan: step.plan, updates: updates) : nil
        }
    }

    /// The question for the digest that `version` of a dependency has.
    func question(_ dependency: Dependency, _ version: String) -> DigestQuestion {
        DigestQuestion(package: dependency.package, version: version, replacing: dependency.currentDigest)
    }

    /// Whether updates of this dependency also write a digest: it has one, or settings want one where it can stand.
    func wantsDigest(_ dependency: Dependency) -> Bool {
        if dependency.currentDigest != nil { return true }
        return dependency.acceptsDigest && dependency.currentValue != nil
            && effectiveOptions(dependency).pinDigests
    }

    private func compareDigest(
        of tag: String, _ dependency: Dependency, _ lookups: Lookups, _ judgement: inout Judgement
    ) {
        switch lookups.digests[question(dependency, tag)] {
        case .success(let digest?)? where digest != dependency.currentDigest:
            let update = Update(
                dependency: dependency, type: dependency.currentDigest == nil ? .pinDigest : .digest,
                currentVersion: tag,
                newVersion: tag, newDigest: digest)
            if effectiveOptions(update).enabled {
                judgement.updates.append(update)
            } else {
                judgement.held.append(HeldUpdate(dependency: dependency, version: tag, reason: .disabled))
            }
        case .failure(let error)?:
            judgement.held.append(
                HeldUpdate(dependency: dependency, version: tag, reason: .digestUnknown(error.message)))
        case .success?, nil:
            break
        }
    }

    private func held(_ update: Update, _ why: String) -> HeldUpdate {
        HeldUpdate(dependency: update.dependency, version: update.newVersion, reason: .digestUnknown(why))
    }
}
