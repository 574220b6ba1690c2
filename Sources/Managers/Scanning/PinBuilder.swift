import Domain
import TextEdits

/// Collects what one manager finds in one file. Used by one extraction, from its beginning to its end.
final class PinBuilder {
    let file: SourceFile
    let manager: ManagerID
    private(set) var extraction = Extraction()
    /// The places that were reported, sorted: an anchor that is used several times is one pin.
    private var seen: [ByteSpan] = []

    /// The nodes that were read: what many aliases stand for is read once, however large it is.
    private var visited: Set<Int32> = []

    init(_ file: SourceFile, _ manager: ManagerID) {
        self.file = file
        self.manager = manager
    }

    /// Adds a pin, unless one with the same first span is there already.
    func add(_ dependency: Dependency) {
        if let span = dependency.spans.first?.span, !isNew(span) { return }
        extraction.dependencies.append(holdsItsTexts(dependency) ? dependency : unmovable(dependency))
    }

    /// Whether `span` is asked about for the first time. Most pins come in the order of the file.
    private func isNew(_ span: ByteSpan) -> Bool {
        var place = seen.count
        if let last = seen.last, span <= last {
            var low = 0
            while low < place {
                let middle = (low + place) / 2
                if seen[middle] < span { low = middle + 1 } else { place = middle }
            }
            if seen[place] == span { return false }
        }
        seen.insert(span, at: place)
        return true
    }

    /// Whether the bytes of every span are what the dependency says. Bytes that are no UTF-8 shift what is counted in text;
    /// nothing is ever edited at a place that holds something else.
    private func holdsItsTexts(_ dependency: Dependency) -> Bool {
        dependency.spans.allSatisfy { place in
            let text = place.role == .value ? dependency.currentValue : dependency.currentDigest
            return place.span.end <= file.bytes.count && ByteText.equals(file.bytes, place.span.range, text ?? "")
        }
    }

    private func unmovable(_ dependency: Dependency) -> Dependency {
        var dependency = dependency
        dependency.spans = []
        dependency.skipReason = dependency.skipReason ?? .invalidValue
        return dependency
    }

    /// Whether this node of the file, or what it is an alias of, is asked about for the first time.
    func isFirstVisit(_ node: YAMLNode) -> Bool { visited.insert(node.resolved.index).inserted }

    /// Adds something that the dependencies of other files need.
    func addFact(_ kind: String, _ name: String, _ value: String) {
        extraction.facts.append(RepositoryFact(kind: kind, name: name, value: value, file: file.path))
    }

    /// A pin of `scalar` as its value, or as its digest.
    ///
    /// Without a span (an escape in the middle of the value, a folded line) it is reported as one that cannot be moved.
    func pin(
        _ name: String, packageName: String? = nil, _ scalar: YAMLScalar, role: SpanRole = .value,
        datasource: DatasourceID, registryURLs: [String] = [], versioning: VersioningID, depType: String? = nil
    ) -> Dependency {
        let span = scalar.span
        return Dependency(
            file: file.path, line: file.line(at: span?.start ?? scalar.map.nearest(to: 0)), manager: manager,
            depName: name, packageName: packageName, datasource: datasource, registryURLs: registryURLs,
            versioning: versioning, currentValue: role == .value ? scalar.text : nil,
            currentDigest: role == .digest ? scalar.text : nil, depType: depType,
            skipReason: VariableText.isIn(scalar.text) ? .containsVariable : span == nil ? .invalidValue : nil,
            spans: span.map { [DependencySpan(role, $0)] } ?? [])
    }
}
