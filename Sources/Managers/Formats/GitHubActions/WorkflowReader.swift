import Domain

/// Reads one workflow, or the metadata of one action.
struct WorkflowReader {
    let pins: PinBuilder

    /// Runners that GitHub hosts; other labels are names that somebody gave.
    private static let runners: Set<String> = ["ubuntu", "windows", "macos"]

    func read(_ root: YAMLNode) {
        let scope = VariableScope(workflow: root, pins)
        for (_, job) in root["jobs"]?.entries ?? .none { readJob(job.resolved, scope) }
        guard let runs = root["runs"] else { return }
        readSteps(runs, scope)
        if let image = runs["image"], image.text?.hasPrefix("docker://") == true {
            pins.addImage(image, depType: "docker")
        }
    }

    private func readJob(_ job: YAMLNode, _ outer: VariableScope) {
        guard job.isMapping, pins.isFirstVisit(job) else { return }
        let scope = outer.with(environmentOf: job, pins)
        if let uses = job["uses"] {
            readUses(uses)
            readImages(job["with"], scope)
        }
        if let runner = job["runs-on"] { readRunner(runner, scope) }
        if let container = job["container"] { readImage(container, "container", scope) }
        if let services = job["services"], pins.isFirstVisit(services) {
            for (_, service) in services.entries { readImage(service.resolved, "service", scope) }
        }
        readSteps(job, scope)
    }

    private func readSteps(_ owner: YAMLNode, _ outer: VariableScope) {
        guard let steps = owner["steps"], pins.isFirstVisit(steps) else { return }
        for step in steps.items where pins.isFirstVisit(step) {
            guard let uses = step["uses"] else { continue }
            guard let action = readUses(uses)?.lowercased(), let inputs = step["with"], pins.isFirstVisit(inputs) else {
                continue
            }
            let scope = outer.with(environmentOf: step, pins)
            for tool in setupActions[action] ?? [] { tool.read(inputs, depType: "uses-with", pins, scope) }
            for input in imageInputs[action] ?? [] {
                if let image = inputs[input]?.scalar { pins.addImage(scope.expanded(image), unpinned: .ignore) }
            }
            if action == "docker/setup-buildx-action", let options = inputs["driver-opts"]?.scalar {
                readDriver(options)
            }
            addNamedRelease(action, inputs, scope)
        }
    }

    /// Actions that install the release `tag` of the repository `repo` at GitHub.
    private func addNamedRelease(_ action: String, _ inputs: YAMLNode, _ scope: VariableScope) {
        guard ["jaxxstorm/action-install-gh-release", "sigoden/install-binary"].contains(action),
            let repository = inputs["repo"]?.text, repository.contains(bytes: "/"), !VariableText.isIn(repository),
            inputs["tag"] != nil
        else { return }
        ToolInput.release("tag", repository).read(inputs, depType: "uses-with", pins, scope)
    }

    /// Images that a reusable workflow takes: inputs whose name says that they are one.
    private func readImages(_ inputs: YAMLNode?, _ scope: VariableScope) {
        for (key, value) in inputs?.entries ?? .none where key.ends(caseless: "image") {
            if let image = value.scalar { pins.addVersionedImage(scope.expanded(image), depType: "input") }
        }
    }

    /// `driver-opts`: `image=moby/buildkit:v0.12.0` among options divided by commas or lines.
    private func readDriver(_ options: YAMLScalar) {
        let bytes = Array(options.text.utf8)
        for option in bytes.split(whereSeparator: { ByteText.isSpace($0) || $0 == UInt8(ascii: ",") }) {
            let name = "image="
            guard option.starts(with: name.utf8), option.count <= 1024 else { continue }
            let image = options.part((option.startIndex + name.utf8.count)..<option.endIndex)
            pins.addImage(image, depType: "driver", unpinned: .ignore)
        }
    }

    private func readImage(_ node: YAMLNode, _ depType: String, _ scope: VariableScope) {
        guard pins.isFirstVisit(node), let scalar = (node["image"] ?? node).scalar, !scalar.text.isEmpty else { return }
        pins.addImage(scope.expanded(scalar), depType: depType)
    }

    // MARK: Actions

    /// Reads `uses: owner/action@v1 # comment` in lines that are no YAML.
    func readLines(_ range: Range<Int>) {
        let bytes = pins.file.bytes
        var offset = range.lowerBound
        while offset < min(range.upperBound, bytes.count) {
            let end = min(ByteText.lineEnd(bytes, from: offset), range.upperBound)
            if end - offset <= 1024 { readLine(offset..<end) }
            offset = end + 1
        }
    }

    private func readLine(_ line: Range<Int>) {
        let bytes = pins.file.bytes
        let words = bytes[line].split(whereSeparator: ByteText.isSpace)
        guard let key = words.first(where: { !$0.elementsEqual([UInt8(ascii: "-")]) }), key.elementsEqual("uses:".utf8),
            let value = words.first(where: { $0.startIndex >= key.endIndex })?.indices
        else { return }
        let isQuoted = value.count > 2 && (bytes[value.lowerBound] == 0x22 || bytes[value.lowerBound] == 0x27)
        let place = isQuoted ? (value.lowerBound + 1)..<(value.upperBound - 1) : value
        var comment: YAMLScalar?
        if let sign = bytes[value.upperBound..<line.upperBound].firstIndex(of: UInt8(ascii: "#")),
            let start = bytes[(sign + 1)..<line.upperBound].firstIndex(where: { !ByteText.isBlank($0) })
        {
            comment = text(start..<line.upperBound)
        }
        guard let uses = text(place) else { return }
        addUse(uses, comment: comment)
    }

    /// nil where bytes are no UTF-8, so that no offset would hold.
    private func text(_ range: Range<Int>) -> YAMLScalar? {
        let text = ByteText.string(pins.file.bytes, range)
        guard text.utf8.count == range.count else { return nil }
        return YAMLScalar(text: text, map: .verbatim(at: range.lowerBound, count: range.count))
    }

    /// Adds what a step or job uses; returns the path of the action's repository.
    @discardableResult
    private func readUses(_ node: YAMLNode) -> String? {
        guard pins.isFirstVisit(node), let scalar = node.scalar else { return nil }
        return addUse(scalar, comment: node.trailingCommentScalar)
    }

    @discardableResult
    private func addUse(_ scalar: YAMLScalar, comment: YAMLScalar?) -> String? {
        guard !scalar.text.isEmpty, scalar.text.utf8.count <= 1024,
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
        let prefix = "refs/tags/"
        let start = at + 1 + (bytes[(at + 1)...].starts(with: prefix.utf8) ? prefix.utf8.count : 0)
        pin.add(scalar.part(start..<bytes.count), comment: comment, pins)
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

    private func readRunner(_ node: YAMLNode, _ scope: VariableScope) {
        guard pins.isFirstVisit(node) else { return }
        if node.isMapping {
            if let labels = node["labels"] { readRunner(labels, scope) }
            return
        }
        for label in node.isSequence ? node.items : [node] {
            guard let scalar = label.scalar.map(scope.expanded),
                let dash = scalar.text.utf8.firstIndex(of: UInt8(ascii: "-"))
            else { continue }
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
