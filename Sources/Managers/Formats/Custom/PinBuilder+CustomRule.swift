import Domain
import TextEdits

extension PinBuilder {
    /// Adds what `rule` makes of the groups of one match.
    ///
    /// - Parameter texts: fields that stand nowhere, or not as they are needed.
    func add(_ groups: CustomRule.Groups, texts: [String: String] = [:], _ match: Range<Int>, _ rule: CustomRule) {
        let bytes = file.bytes
        var values = groups.mapValues { ByteText.string(bytes, $0) }.merging(texts) { _, text in text }
        var isFilled = true
        let written = values
        for field in CustomManager.fields {
            guard let template = rule.manager.templates[field] else { continue }
            if let text = FieldTemplate(text: template).filled(with: written, replacing: CustomRule.replacing) {
                values[field] = text
            } else {
                isFilled = false
            }
        }
        let name = values["depName"].flatMap { $0.isEmpty ? nil : $0 } ?? values["packageName"] ?? ""
        let datasource = values["datasource"] ?? ""
        var dependency = Dependency(
            file: file.path, line: file.line(at: match.lowerBound), manager: manager, depName: name,
            packageName: values["packageName"].flatMap { $0.isEmpty ? nil : $0 } ?? name,
            datasource: DatasourceID(datasource),
            versioning: VersioningID(
                values["versioning"].flatMap { $0.isEmpty ? nil : $0 } ?? HintReader.versioning(of: datasource)),
            currentValue: values["currentValue"].flatMap { $0.isEmpty ? nil : $0 },
            currentDigest: values["currentDigest"].flatMap { $0.isEmpty ? nil : $0 }, depType: values["depType"],
            extractVersion: values["extractVersion"].flatMap { $0.isEmpty ? nil : $0 })
        if let address = values["registryUrl"], !address.isEmpty { dependency.registryURLs = [address] }
        let places = CustomPlaces(bytes: bytes, match: match, groups: groups, values: values, rule: rule).spans()
        dependency.spans = places ?? []
        // What an outer pattern of a recursion found belongs to other matches, too.
        if rule.manager.strategy == .recursive {
            let inner = dependency.spans.filter { match.contains($0.span.start) }
            if !inner.isEmpty { dependency.spans = inner }
        }
        if let first = dependency.spans.first { dependency.line = file.line(at: first.span.start) }
        // One edit cannot write both of two places that share bytes.
        let isTangled = dependency.spans.enumerated().contains { index, place in
            dependency.spans[..<index].contains { $0.span.overlaps(place.span) }
        }
        if isTangled { dependency.spans = Array(dependency.spans.prefix(1)) }
        let isUnwritable = isTangled || (places == nil && !dependency.depName.isEmpty)
        dependency.skipReason = isUnwritable ? .invalidValue : skipReason(dependency, isFilled: isFilled)
        add(dependency)
    }

    private func skipReason(_ dependency: Dependency, isFilled: Bool) -> SkipReason? {
        if !isFilled || dependency.depName.isEmpty { return .invalidName }
        if dependency.datasource.rawValue.isEmpty { return .unsupportedDatasource }
        if VariableText.isIn(dependency.currentValue ?? "") { return .containsVariable }
        if dependency.spans.isEmpty { return dependency.currentValue == nil ? .unspecifiedVersion : .invalidValue }
        return nil
    }
}
