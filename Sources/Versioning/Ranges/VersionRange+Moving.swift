import Domain

/// Moving a range so that it lets a version in, in the spelling of its author.
extension VersionRange {
    /// What to write in place of the range; nil when it may stay as it is.
    ///
    /// - Parameter newVersion: `version` as the registry spells it.
    func moved(to version: SemanticVersion, newVersion: String, strategy: RangeStrategy) -> String? {
        let old = String(decoding: text, as: UTF8.self)
        if let term = singleTerm {
            let new = spliced([(term.span, withMark(of: term.parts.mark + "0", newVersion))], in: 0..<text.count)
            return new == old ? nil : new
        }
        let mark = groups.first?.terms.first?.parts.mark ?? ""
        let pinned = withMark(of: mark + "0", newVersion)
        if strategy == .pin { return pinned }
        if strategy == .inRangeOnly { return nil }
        if strategy != .bump, contains(version) { return nil }
        let new =
            strategy == .bump ? bumped(to: version) : strategy == .widen ? widened(to: version) : replaced(to: version)
        // A range that cannot be moved so far, such as one with `!=`: then the version itself is the only right answer.
        guard VersionRange(new, dialect: dialect)?.contains(version) == true else { return pinned }
        return new == old ? nil : new
    }

    /// The group that holds the version moves its start, and the others stay; if none holds it, as when replaced.
    private func bumped(to version: SemanticVersion) -> String {
        guard let group = groups.last(where: { contains(version, in: $0) }) else {
            return replaced(to: version, raisesStart: true)
        }
        return spliced(edits(of: group, to: version, raisesStart: true), in: 0..<text.count)
    }

    /// The last group takes the place of all.
    private func replaced(to version: SemanticVersion, raisesStart: Bool = false) -> String {
        guard let group = groups.last else { return "" }
        let whole = groups.count == 1 ? 0..<text.count : group.span
        return spliced(edits(of: group, to: version, raisesStart: raisesStart), in: whole)
    }

    /// A range with an end of its own gets a later end; any other one gets a second range beside it.
    private func widened(to version: SemanticVersion) -> String {
        guard let group = groups.last else { return "" }
        let hasEnd = group.terms.contains { $0.comparison == .less || $0.comparison == .lessOrEqual }
        if hasEnd {
            return spliced(edits(of: group, to: version, raisesStart: false), in: 0..<text.count)
        }
        guard dialect == .helm else { return replaced(to: version) }
        let added = spliced(edits(of: group, to: version, raisesStart: false), in: group.span)
        return String(decoding: text, as: UTF8.self) + " || " + added
    }

    private func edits(
        of group: Group, to version: SemanticVersion, raisesStart: Bool
    ) -> [(span: Range<Int>, text: String)] {
        group.terms.compactMap { term in
            guard let text = newSpelling(of: term, for: version, raisesStart: raisesStart) else { return nil }
            // `<= 1.2` of Terraform does not hold 1.2.3: where fewer numbers do not do, all are written.
            guard let parts = VersionParts(text), contains(version, in: Term(term.comparison, parts, term.span)) else {
                return (term.span, term.parts.mark + version.description)
            }
            return (term.span, text)
        }
    }

    private func newSpelling(of term: Term, for version: SemanticVersion, raisesStart: Bool) -> String? {
        let holds = contains(version, in: term) && (version.isStable || !term.parts.preRelease.isEmpty)
        switch term.comparison {
        case .notEqual: return nil
        case .less: return holds ? nil : term.spelledEnd(above: version)
        case .lessOrEqual: return holds ? nil : term.spelled(version)
        case .greater: return contains(version, in: term) ? nil : term.spelled(version)
        case .greaterOrEqual, .equal: return holds && !raisesStart ? nil : term.spelled(version)
        case .tilde:
            if raisesStart { return term.spelled(version) }
            return holds ? nil : term.spelled(version, keeping: max(1, tildeCount(term)))
        case .caret:
            if raisesStart { return term.spelled(version) }
            let significant = version.numbers.firstIndex { $0 != .zero } ?? 2
            return holds ? nil : term.spelled(version, keeping: significant + 1)
        }
    }

    private func spliced(_ edits: [(span: Range<Int>, text: String)], in whole: Range<Int>) -> String {
        var result: [UInt8] = []
        var position = whole.lowerBound
        for edit in edits {
            result += text[position..<edit.span.lowerBound]
            result += Array(edit.text.utf8)
            position = edit.span.upperBound
        }
        result += text[position..<whole.upperBound]
        return String(decoding: result, as: UTF8.self)
    }
}

extension VersionRange.Term {
    /// `version` with as many numbers as the term has; those behind the first `keeping` become zero.
    fileprivate func spelled(_ version: SemanticVersion, keeping: Int = 3) -> String {
        if !version.isStable { return parts.mark + version.description }
        let numbers = version.numbers.enumerated().map { $0.offset < keeping ? $0.element : .zero }
        return parts.mark + numbers.prefix(parts.numbers.count).map(\.description).joined(separator: ".")
            + parts.wildcard + (takesPreReleases ? "-0" : "")
    }

    /// Whether it is written with `-0`, which lets pre-releases in and means nothing else.
    private var takesPreReleases: Bool { parts.preRelease == [.number(.zero)] }

    /// The next end above `version` of the same kind: an end at a major stays one at a major, and so on.
    fileprivate func spelledEnd(above version: SemanticVersion) -> String {
        let level = parts.numbers.lastIndex { $0 != .zero } ?? 0
        let numbers = version.numbers.enumerated().map { index, number in
            index < level ? number : index == level ? number.successor : .zero
        }
        let end = numbers.prefix(parts.numbers.count).map(\.description).joined(separator: ".")
        let preRelease = parts.preRelease.map(\.description).joined(separator: ".")
        return parts.mark + end + (preRelease.isEmpty ? "" : "-" + preRelease)
    }
}
