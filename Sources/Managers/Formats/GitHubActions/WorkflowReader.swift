import Domain

/// Reads one workflow, or the metadata of one action.
struct WorkflowReader {
    let pins: PinBuilder

    /// Runners that GitHub hosts; other labels are names that somebody gave.
    private static let runners: Set<String> = ["ubuntu", "windows", "macos"]

    func read(_ root: YAMLNode) {
        for (_, job) in root["jobs"]?.entries ?? .none { readJob(job.resolved) }
        guard let runs = root["runs"] else { return }
        readSteps(runs)
        if let image = runs["image"], image.text?.hasPrefix("docker://") == true {
            pins.addImage(image, depType: "docker")
        }
    }

    private func readJob(_ job: YAMLNode) {
        guard job.isMapping, pins.isFirstVisit(job) else { return }
        if let uses = job["uses"] { readUses(uses) }
        if let runner = job["runs-on"] { readRunner(runner) }
        if let container = job["container"] { readImage(container, "container") }
        if let services = job["services"], pins.isFirstVisit(services) {
            for (_, service) in services.entries { readImage(service.resolved, "service") }
        }
        readSteps(job)
    }

    private func readSteps(_ owner: YAMLNode) {
        guard let steps = owner["steps"], pins.isFirstVisit(steps) else { return }
        for step in steps.items where pins.isFirstVisit(step) {
            guard let uses = step["uses"] else { continue }
            guard let action = readUses(uses)?.lowercased(), let inputs = step["with"], pins.isFirstVisit(inputs) else {
                continue
            }
            for tool in setupActions[action] ?? [] { tool.read(inputs, depType: "uses-with", pins) }
            if action == "helm/kind-action" { pins.addImage(inputs["node_image"], unpinned: .ignore) }
        }
    }

    private func readImage(_ node: YAMLNode, _ depType: String) {
        guard pins.isFirstVisit(node), let scalar = (node["image"] ?? node).scalar, !scalar.text.isEmpty else { return }
        pins.addImage(scalar, depType: depType)
    }

    // MARK: Actions

    /// Adds what a step or job uses; returns the path of the action's repository.
    @discardableResult
    private func readUses(_ node: YAMLNode) -> String? {
        guard pins.isFirstVisit(node), let scalar = node.scalar, !scalar.text.isEmpty, scalar.text.utf8.count <= 1024,
            !scalar.text.hasPrefix("./"), !scalar.text.hasPrefix("../")
        else { return nil }
        if scalar.text.hasPrefix("docker://") {
            pins.addImage(scalar, depType: "docker")
            return nil
        }
        let bytes = Array(scalar.text.utf8)
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at + 1 < bytes.count,
            let address = Self.address(ByteText.string(bytes, 0..<at))
        else { return nil }
        let isWorkflow = bytes[..<at].count > 4 && ByteText.string(bytes, 0..<at).contains(bytes: "/workflows/")
        let pin = CommentedPin(
            address: address, depType: isWorkflow ? "workflow" : "action", versioning: "github-actions")
        pin.add(scalar.part((at + 1)..<bytes.count), comment: node.trailingCommentScalar, pins)
        return address.path
    }

    /// `owner/repository[/folder]`, or the same behind `https://host/`.
    private static func address(_ text: String) -> GitAddress? {
        var host = "github.com"
        var path = Substring(text)
        if let scheme = path.firstRange(of: "://") {
            guard let (name, rest) = GitAddress.split(text) else { return nil }
            (host, path) = (name, path[scheme.upperBound...].prefix(0) + rest)
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, !parts[0].isEmpty, !parts[1].isEmpty, !VariableText.isIn(path) else { return nil }
        return GitAddress(host: host, path: "\(parts[0])/\(parts[1])")
    }

    // MARK: Runners

    private func readRunner(_ node: YAMLNode) {
        guard pins.isFirstVisit(node) else { return }
        if node.isMapping {
            if let labels = node["labels"] { readRunner(labels) }
            return
        }
        for label in node.isSequence ? node.items : [node] {
            guard let scalar = label.scalar, let dash = scalar.text.utf8.firstIndex(of: UInt8(ascii: "-")) else {
                continue
            }
            let name = String(scalar.text[..<dash])
            guard Self.runners.contains(name) else { continue }
            let start = scalar.text.utf8.distance(from: scalar.text.utf8.startIndex, to: dash) + 1
            let version = scalar.part(start..<scalar.text.utf8.count)
            var dependency = pins.pin(
                name, version, datasource: "github-runners", versioning: "docker", depType: "github-runner")
            if dependency.skipReason == nil, version.text.utf8.first.map({ !(0x30...0x39).contains($0) }) ?? true {
                dependency.skipReason = .unspecifiedVersion
            }
            pins.add(dependency)
        }
    }
}
