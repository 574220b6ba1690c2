public import Domain
import Routes
import TextEdits

extension CatalogueGuide {
    public func question(about proposal: Proposal, _ plan: ComponentPlan) -> SurroundingsQuestion {
        var question = SurroundingsQuestion()
        for rule in rules(for: proposal, plan) {
            switch rule.subject {
            case .field: question.fields.insert(rule.name)
            case .flag: question.flags.insert(rule.name)
            case .syncOption: question.syncOptions.insert(rule.name)
            }
        }
        return question
    }

    public func coChanges(
        of proposal: Proposal, _ plan: ComponentPlan, _ surroundings: UpgradeSurroundings, _ place: SurroundingsPlace
    ) -> CoChanges {
        var decision = CoChangeDecision(
            proposal: proposal, component: plan.component, surroundings: surroundings, place: place,
            charts: Set(chartUpdates(proposal).map { Self.lastPart($0.dependency.packageName) }))
        for rule in rules(for: proposal, plan) { decision.take(rule) }
        return decision.result
    }

    private func rules(for proposal: Proposal, _ plan: ComponentPlan) -> [CoChangeRule] {
        guard let catalogue = catalogues.named(plan.component.rawValue), let hop = plan.hops.first,
            let from = ReleaseNumber(tag: plan.current), let to = ReleaseNumber(tag: hop.version)
        else { return [] }
        let update = chartUpdates(proposal).first
        let before = update.flatMap { ReleaseNumber(tag: $0.currentVersion) }
        let after = update.flatMap { ReleaseNumber(tag: $0.newVersion) }
        let chart = before.flatMap { before in after.map { (from: before, to: $0) } }
        return CoChangeRule.all(of: catalogue.component.id).filter { rule in
            // Values and flags are those of a chart.
            (rule.subject == .syncOption || update != nil)
                && rule.applies(from: from, to: to, chart: chart, in: catalogue)
        }
    }

    private func chartUpdates(_ proposal: Proposal) -> [Update] {
        proposal.updates.filter { membership(of: $0.dependency)?.role == .chart }
    }

    private static func lastPart(_ name: String) -> String { name.split(separator: "/").last.map(String.init) ?? name }
}

/// Decides rule by rule what a hop wants; pure.
private struct CoChangeDecision {
    let proposal: Proposal
    let component: ComponentID
    let surroundings: UpgradeSurroundings
    let place: SurroundingsPlace
    /// The names of the charts that move.
    let charts: Set<String>
    var result = CoChanges()

    /// More places than a person reads are not listed.
    private static let most = 20
    /// Managers whose pins somebody applies in a way that cannot be seen; Helm and Flux need nothing of the kind.
    private static let appliedSomehow: Set<ManagerID> = ["argocd", "kustomize", "helmv3", "kubernetes", "helm-values"]

    mutating func take(_ rule: CoChangeRule) {
        switch rule.subject {
        case .flag:
            for flag in surroundings.flags.filter({ $0.name == rule.name }).prefix(Self.most) {
                result.findings.append(finding(rule, flag.file, flag.line, rule.text))
            }
        case .field: takeField(rule)
        case .syncOption: takeOption(rule)
        }
    }

    private func finding(_ rule: CoChangeRule, _ file: String, _ line: Int, _ text: String) -> CoChanges.Finding {
        CoChanges.Finding(file: file, line: line, text: text, source: rule.source)
    }

    // MARK: Values

    private mutating func takeField(_ rule: CoChangeRule) {
        let fields = surroundings.fields.filter { $0.name == rule.name && belongs($0) }
        let places = fields.filter { field in
            switch rule.condition {
            case .equal(let value): field.value == value
            case .unequal(let value): field.value != value
            case .set, .present: !field.value.isEmpty
            case .missing: false
            }
        }
        for field in places.prefix(Self.most) {
            let text = "`\(rule.name)` is \(Self.code(field.value)). \(rule.text)"
            result.findings.append(finding(rule, field.file, field.line, text))
        }
        guard case .unequal(let value) = rule.condition, fields.isEmpty,
            let pin = proposal.updates.first(where: { charts.contains(Self.lastPart($0.dependency.packageName)) })
        else { return }
        let text = "no value that was found sets `\(rule.name)` to `\(value)`. \(rule.text)"
        result.findings.append(finding(rule, pin.dependency.file, pin.dependency.line, text))
    }

    /// Whether a field is one of the values of what moves.
    private func belongs(_ field: UpgradeSurroundings.Field) -> Bool {
        if !field.charts.isEmpty { return !charts.isDisjoint(with: field.charts) }
        if hosts.contains(where: { $0.valueFiles.contains(field.file) }) { return true }
        let folder = Self.folder(of: field.file)
        let folders = Set(proposal.updates.map { Self.folder(of: $0.dependency.file) })
        if folders.contains(where: { $0 == folder || !$0.isEmpty && folder.hasPrefix($0 + "/") }) { return true }
        // With one installation, what bears its name elsewhere can only be for that.
        return place.isOnly && Self.squeezed(field.file).contains(Self.squeezed(component.rawValue))
    }

    // MARK: Sync options

    private mutating func takeOption(_ rule: CoChangeRule) {
        guard rule.condition == .missing else {
            for host in hosts {
                guard case .present(let line)? = host.options[rule.name] else { continue }
                result.findings.append(finding(rule, host.file, line, rule.text))
            }
            return
        }
        var proofs: [CoChanges.Proof] = []
        var obstacles: [String] = []
        for host in hosts {
            switch host.options[rule.name] {
            case .present(let line)?:
                proofs.append(proof(rule, "\(Self.code("\(host.file):\(line)")) has it"))
            case .missing(let edit, let line)?:
                result.changes.append(
                    CoChanges.Change(
                        file: host.file, line: line, edit: edit,
                        text: "adds `\(rule.name)` to the sync options of the Application \(Self.code(host.name))"))
                proofs.append(proof(rule, "this change adds it to \(Self.code("\(host.file):\(line)"))"))
            case .unreachable(let why)?:
                obstacles.append("In \(Self.code("\(host.file):\(host.line)")) it cannot be written, as \(why).")
            case nil: break
            }
        }
        if hosts.isEmpty, proposal.updates.contains(where: { Self.appliedSomehow.contains($0.dependency.manager) }) {
            obstacles.append("No Application in this repository was found to install it.")
        }
        if obstacles.isEmpty {
            result.proofs += proofs
        } else {
            let text = ([rule.text] + obstacles).joined(separator: " ")
            result.demands.append(CoChanges.Demand(id: rule.id, text: text, source: rule.source))
        }
    }

    private func proof(_ rule: CoChangeRule, _ result: String) -> CoChanges.Proof {
        CoChanges.Proof(subject: rule.check?.rawValue ?? "", result: result)
    }

    /// The Applications that install what moves: that the pin stands in, or that apply its folder.
    private var hosts: [UpgradeSurroundings.Application] {
        surroundings.applications.filter { application in
            proposal.updates.contains { holds(application, $0) || applies(application, $0) }
        }
    }

    private func holds(_ application: UpgradeSurroundings.Application, _ update: Update) -> Bool {
        guard application.file == update.dependency.file, let edit = update.edits.edits.first else { return false }
        return application.span.start <= edit.span.start && edit.span.end <= application.span.end
    }

    private func applies(_ application: UpgradeSurroundings.Application, _ update: Update) -> Bool {
        let folder = Self.folder(of: update.dependency.file)
        return application.folders.contains { source in
            guard isOurs(source.address) else { return false }
            let isBelow = source.path.isEmpty || folder.hasPrefix(source.path + "/")
            // What a folder holds is read as kustomization or chart only in the folder itself.
            return folder == source.path && !isApplicationFile(update) || source.isDeep && isBelow && isPlain(update)
        }
    }

    /// Whether a pin is one of an Application itself: whoever applies its folder only makes that object.
    private func isApplicationFile(_ update: Update) -> Bool { update.dependency.manager == "argocd" }

    private func isPlain(_ update: Update) -> Bool { update.dependency.manager == "kubernetes" }

    /// Whether the address of a repository may be that of this one; mirrors keep the last part.
    private func isOurs(_ address: String) -> Bool {
        guard !address.isEmpty, !address.contains("{{") else { return true }
        var name = Self.lastPart(address)
        if name.hasSuffix(".git") { name.removeLast(4) }
        return name.lowercased() == Self.lastPart(place.repository).lowercased()
    }

    // MARK: Texts

    private static func lastPart(_ name: String) -> String { name.split(separator: "/").last.map(String.init) ?? name }

    private static func folder(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
    }

    private static func squeezed(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }

    /// As code, in a line: nothing in it may end it.
    private static func code(_ text: String) -> String {
        "`" + text.filter { $0 != "`" && !$0.isNewline }.prefix(120) + "`"
    }
}
