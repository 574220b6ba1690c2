import Domain
import TextEdits

/// What is done with an image that has neither tag nor digest.
enum UnpinnedImage {
    /// It is reported as one without a version.
    case report
    /// It is taken for something else.
    case ignore
}

/// Where a digest may be added to an image that has none.
enum DigestPlace {
    case behindTag
    /// The format does not allow it.
    case nowhere
}

extension PinBuilder {
    /// Adds an image that one scalar names: `[host/]repository[:tag][@digest]`. Returns whether it was one.
    @discardableResult
    func addImage(_ node: YAMLNode?, depType: String = "image", unpinned: UnpinnedImage = .report) -> Bool {
        guard let scalar = node?.scalar else { return false }
        return addImage(scalar, depType: depType, unpinned: unpinned)
    }

    @discardableResult
    func addImage(
        _ written: YAMLScalar, depType: String = "image", unpinned: UnpinnedImage = .report,
        digests: DigestPlace = .behindTag
    ) -> Bool {
        let scalar = written.withDefaults
        guard let image = ImageText(scalar.text), !image.name.isEmpty else { return false }
        if image.tag == nil, image.digest == nil, unpinned == .ignore { return false }
        var dependency = imageDependency(image.name, depType)
        dependency.currentValue = image.tag.map { scalar.text(of: $0) }
        dependency.currentDigest = image.digest.map { scalar.text(of: $0) }
        let value = image.tag.flatMap { scalar.span(of: $0) }
        let digest = image.digest.flatMap { scalar.span(of: $0) }
        if let value { dependency.spans = [DependencySpan(.value, value)] }
        if let digest { dependency.spans.append(DependencySpan(.digest, digest)) }
        if let tag = image.tag, value == nil { takeVersionPart(of: tag, in: scalar, &dependency) }
        dependency.line = file.line(at: dependency.spans.first?.span.start ?? scalar.map.nearest(to: 0))
        if image.hasVariable {
            dependency.skipReason = .containsVariable
        } else if image.tag == nil, image.digest == nil {
            dependency.skipReason = .unspecifiedVersion
        } else if dependency.spans.count < (image.tag == nil ? 0 : 1) + (image.digest == nil ? 0 : 1) {
            dependency.skipReason = .invalidValue
        }
        dependency.acceptsDigest =
            digests == .behindTag && image.tag != nil && image.digest == nil && dependency.extractVersion == nil
        add(dependency)
        return true
    }

    /// A tag put together of fixed text and one variable, such as `v${VERSION}-alpine`: the variable's value is the version.
    private func takeVersionPart(of tag: Range<Int>, in scalar: YAMLScalar, _ dependency: inout Dependency) {
        let bytes = Array(scalar.text.utf8)
        let versions = scalar.map.pieces(of: tag).filter { (0x30...0x39).contains(bytes[$0.inner]) }
        guard let piece = versions.first, versions.count == 1 else { return }
        let range = piece.inner..<(piece.inner + piece.count)
        let prefix = RegexText.escaped(ByteText.string(bytes, tag.lowerBound..<range.lowerBound))
        let suffix = RegexText.escaped(ByteText.string(bytes, range.upperBound..<tag.upperBound))
        dependency.currentValue = ByteText.string(bytes, range)
        dependency.extractVersion = "^\(prefix)(?<version>.+)\(suffix)$"
        dependency.spans.insert(
            DependencySpan(.value, ByteSpan(start: piece.outer, end: piece.outer + piece.count)), at: 0)
    }

    /// Adds an image whose name and tag stand in two scalars; the tag may carry a digest behind `@`, or be in a third.
    ///
    /// Returns whether there was something to report.
    @discardableResult
    func addImage(
        name: String, tag: YAMLScalar?, digest: YAMLScalar? = nil, depType: String = "image",
        unpinned: UnpinnedImage = .report, offset: Int = 0
    ) -> Bool {
        guard let image = ImageText(name) else { return false }
        var dependency = imageDependency(image.name, depType)
        var isWhole = true
        if let tag = tag?.withDefaults, !tag.text.isEmpty { isWhole = take(tag, into: &dependency) }
        if let digest, !digest.text.isEmpty { isWhole = take(digest: digest, into: &dependency) && isWhole }
        if dependency.currentValue == nil, dependency.currentDigest == nil, unpinned == .ignore { return false }
        let place = (tag ?? digest).flatMap { $0.text.isEmpty ? nil : $0.map.nearest(to: 0) } ?? offset
        dependency.line = file.line(at: dependency.spans.first?.span.start ?? place)
        if image.hasVariable || VariableText.isIn(dependency.currentValue ?? "") {
            dependency.skipReason = .containsVariable
        } else if !isWhole {
            dependency.skipReason = .invalidValue
        } else if dependency.spans.isEmpty {
            dependency.skipReason = .unspecifiedVersion
        }
        add(dependency)
        return true
    }

    private func imageDependency(_ name: String, _ depType: String) -> Dependency {
        Dependency(
            file: file.path, line: 1, manager: manager, depName: name, datasource: "docker", versioning: "docker",
            depType: depType)
    }

    /// Reads `tag`, `tag@digest` or `@digest`. Returns false when it cannot be edited.
    private func take(_ scalar: YAMLScalar, into dependency: inout Dependency) -> Bool {
        let bytes = Array(scalar.text.utf8)
        let end = bytes.lastIndex { !ByteText.isSpace($0) }.map { $0 + 1 } ?? 0
        let at = bytes[..<end].firstIndex(of: UInt8(ascii: "@"))
        let start = bytes.first == UInt8(ascii: ":") ? 1 : 0
        let tag = min(start, at ?? end)..<(at ?? end)
        if !tag.isEmpty {
            let text = ByteText.string(bytes, tag)
            dependency.currentValue = text
            guard ImageReference.isTag(text), let span = scalar.span(of: tag) else { return false }
            dependency.spans.append(DependencySpan(.value, span))
        }
        guard let at else { return true }
        return take(digest: scalar.part((at + 1)..<end), into: &dependency)
    }

    private func take(digest scalar: YAMLScalar, into dependency: inout Dependency) -> Bool {
        dependency.currentDigest = scalar.text
        guard ImageReference.isDigest(scalar.text), let span = scalar.span else { return false }
        dependency.spans.append(DependencySpan(.digest, span))
        return true
    }
}
