import Domain
import TextEdits

/// Makes dependencies for one manager and one file.
struct PinBuilder {
    let file: SourceFile
    let manager: ManagerID
    var extraction = Extraction()
    /// Spans that were reported: an anchor that is used several times is one pin.
    private var seen: Set<ByteSpan> = []

    init(_ file: SourceFile, _ manager: ManagerID) {
        self.file = file
        self.manager = manager
    }

    /// Adds a pin, unless one with the same first span is there already.
    mutating func add(_ dependency: Dependency) {
        if let span = dependency.spans.first?.span, !seen.insert(span).inserted { return }
        extraction.dependencies.append(dependency)
    }

    /// Adds a container image that one scalar names: `[host/]repository[:tag][@digest]`.
    mutating func addImage(_ node: YAMLNode?, depType: String = "image") {
        guard let scalar = node?.scalar, !scalar.text.isEmpty, scalar.style != .block else { return }
        addImage(scalar.text, at: scalar.span, line: scalar.line, depType: depType)
    }

    /// Adds a container image whose text stands at `span`.
    mutating func addImage(_ text: String, at span: ByteSpan?, line: Int, depType: String = "image") {
        guard let reference = ImageReference(text) else {
            if looksLikeVariable(text) { add(skipped(text, span: span, line: line, .containsVariable, depType)) }
            return
        }
        var spans: [DependencySpan] = []
        if let span {
            if let range = reference.tagRange { spans.append(DependencySpan(.value, sub(span, range))) }
            if let range = reference.digestRange { spans.append(DependencySpan(.digest, sub(span, range))) }
        }
        let isPinned = reference.tag != nil || reference.digest != nil
        add(
            Dependency(
                file: file.path, line: line, manager: manager, depName: reference.name, datasource: "docker",
                versioning: "docker", currentValue: reference.tag, currentDigest: reference.digest, depType: depType,
                skipReason: isPinned ? (span == nil ? .invalidValue : nil) : .unspecifiedVersion, spans: spans))
    }

    /// Adds an image whose name and tag stand in two scalars; the tag may carry a digest behind `@`, or be in a third.
    mutating func addImage(
        name: String, tag: YAMLNode?, digest: YAMLNode? = nil, line: Int, depType: String = "image"
    ) {
        var dependency = Dependency(
            file: file.path, line: tag?.line ?? digest?.line ?? line, manager: manager, depName: name, datasource: "docker",
            versioning: "docker", depType: depType)
        if let scalar = tag?.scalar, !scalar.text.isEmpty { takeTag(scalar, into: &dependency) }
        if let scalar = digest?.scalar, ImageReference.isDigest(scalar.text), let span = scalar.span {
            dependency.currentDigest = scalar.text
            dependency.spans.append(DependencySpan(.digest, span))
        }
        if looksLikeVariable(name) || looksLikeVariable(dependency.currentValue ?? "") {
            dependency.skipReason = .containsVariable
        } else if ImageReference(name) == nil {
            dependency.skipReason = .invalidName
        } else if dependency.spans.isEmpty {
            dependency.skipReason = dependency.currentValue == nil ? .unspecifiedVersion : .invalidValue
        }
        add(dependency)
    }

    private func takeTag(_ scalar: YAMLScalar, into dependency: inout Dependency) {
        guard let at = scalar.text.utf8.firstIndex(of: UInt8(ascii: "@")) else {
            dependency.currentValue = scalar.text
            if let span = scalar.span, ImageReference.isTag(scalar.text) { dependency.spans.append(DependencySpan(.value, span)) }
            return
        }
        let length = scalar.text.utf8.distance(from: scalar.text.utf8.startIndex, to: at)
        let tag = String(scalar.text[..<at])
        let digest = String(scalar.text[scalar.text.utf8.index(after: at)...])
        if !tag.isEmpty { dependency.currentValue = tag }
        guard ImageReference.isDigest(digest) else { return }
        dependency.currentDigest = digest
        if !tag.isEmpty, let span = scalar.span(of: 0..<length) { dependency.spans.append(DependencySpan(.value, span)) }
        if let span = scalar.span(of: length + 1..<scalar.text.utf8.count) {
            dependency.spans.append(DependencySpan(.digest, span))
        }
    }

    /// Adds a chart of a repository, or of an OCI registry when the address says `oci://`.
    mutating func addChart(name: String, version: YAMLNode?, repository: String?, line: Int, depType: String = "helm-chart") {
        guard let scalar = version?.scalar, !scalar.text.isEmpty else { return }
        let isTemplate = looksLikeVariable(scalar.text) || looksLikeVariable(name) || looksLikeVariable(repository ?? "")
        var dependency = Dependency(
            file: file.path, line: scalar.line, manager: manager, depName: name, datasource: "helm", versioning: "helm",
            currentValue: scalar.text, depType: depType,
            spans: scalar.span.map { [DependencySpan(.value, $0)] } ?? [])
        if isTemplate {
            dependency.skipReason = .containsVariable
        } else if let repository {
            apply(repository: repository, chart: name, to: &dependency)
        } else {
            dependency.skipReason = .unknownRegistry
        }
        if dependency.spans.isEmpty, dependency.skipReason == nil { dependency.skipReason = .invalidValue }
        add(dependency)
    }

    /// Adds a revision of a Git repository.
    mutating func addGitReference(repository: String, reference: YAMLNode?, depType: String = "git") {
        guard let scalar = reference?.scalar, !scalar.text.isEmpty, let source = GitSource(repository) else { return }
        let isCommit = GitSource.isCommit(scalar.text)
        var dependency = Dependency(
            file: file.path, line: scalar.line, manager: manager, depName: source.name, packageName: source.packageName,
            datasource: source.datasource, registryURLs: source.registryURLs, versioning: "semver-coerced", depType: depType)
        if isCommit {
            dependency.currentDigest = scalar.text
            dependency.spans = scalar.span.map { [DependencySpan(.digest, $0)] } ?? []
        } else {
            dependency.currentValue = scalar.text
            dependency.spans = scalar.span.map { [DependencySpan(.value, $0)] } ?? []
        }
        if looksLikeVariable(scalar.text) || looksLikeVariable(repository) { dependency.skipReason = .containsVariable }
        add(dependency)
    }

    private func skipped(
        _ text: String, span: ByteSpan?, line: Int, _ reason: SkipReason, _ depType: String
    ) -> Dependency {
        Dependency(
            file: file.path, line: line, manager: manager, depName: text, datasource: "docker", versioning: "docker",
            depType: depType, skipReason: reason, spans: [])
    }

    private func sub(_ span: ByteSpan, _ range: Range<Int>) -> ByteSpan {
        ByteSpan(start: span.start + range.lowerBound, end: span.start + range.upperBound)
    }
}

/// Fills in where a chart comes from.
func apply(repository: String, chart: String, to dependency: inout Dependency) {
    if repository.hasPrefix("oci://") {
        dependency.datasource = "docker"
        dependency.packageName = trimmedSlash(String(repository.dropFirst(6))) + "/" + chart
        dependency.registryURLs = []
    } else if repository.hasPrefix("http://") || repository.hasPrefix("https://") {
        dependency.datasource = "helm"
        dependency.registryURLs = [trimmedSlash(repository)]
    } else if repository.hasPrefix("file://") || repository.hasPrefix(".") || repository.isEmpty {
        dependency.skipReason = .localPath
    } else {
        dependency.skipReason = .unknownRegistry
    }
}

func trimmedSlash(_ text: String) -> String {
    var text = text[...]
    while text.hasSuffix("/") { text = text.dropLast() }
    return String(text)
}

/// Whether a text holds something that another program fills in.
func looksLikeVariable(_ text: String) -> Bool {
    text.contains("$") || text.contains("{{") || text.contains("{%") || text.contains("<%") || text.contains("@@")
}
