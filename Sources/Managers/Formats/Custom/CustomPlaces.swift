import Domain
import Patterns
import TextEdits

/// Where the version and the digest of one match of a rule stand: the bytes that an update writes.
///
/// With `autoReplaceStringTemplate` these are the places of `newValue` and `newDigest` in it, when it says, filled with what is
/// there now, exactly what the match holds. Without it they are the groups; the same version once more on the line of the group, or as a
/// group of another name, moves with it.
/// Source: https://docs.renovatebot.com/modules/manager/regex/
struct CustomPlaces {
    let bytes: [UInt8]
    /// What an update may write into.
    let match: Range<Int>
    let groups: CustomRule.Groups
    /// The fields that groups and templates gave.
    let values: [String: String]
    let rule: CustomRule

    /// nil when the template asks for what cannot be written: a version in another form than the one that is there.
    func spans() -> [DependencySpan]? {
        guard let template = rule.manager.replacement else { return groupSpans() }
        if let spans = spans(of: template) { return spans }
        return Self.changesForm(template) ? nil : groupSpans()
    }

    // MARK: Groups

    private func groupSpans() -> [DependencySpan] {
        let value = place(of: "currentValue")
        let digest = place(of: "currentDigest")
        var values = value.map { [$0] } ?? []
        if let value, rule.manager.strategy != .combination { values += repetitions(of: value) }
        return values.map { DependencySpan(.value, ByteSpan($0)) }
            + (digest.map { [DependencySpan(.digest, ByteSpan($0))] } ?? [])
    }

    /// The bytes of a field that is written as a group found it.
    private func place(of field: String) -> Range<Int>? {
        guard let range = groups[field], !range.isEmpty, values[field] == ByteText.string(bytes, range) else {
            return nil
        }
        return range
    }

    /// The same version in another place of the match; one that is too short to be told from other numbers is not looked for.
    private func repetitions(of value: Range<Int>) -> [Range<Int>] {
        let text = bytes[value]
        guard value.count >= 3, match.contains(value.lowerBound), text.contains(UInt8(ascii: ".")),
            text.contains(where: Self.isDigit)
        else { return [] }
        let fields = groups.filter { CustomManager.fields.contains($0.key) }.map(\.value)
        var found = groups.filter { !CustomManager.fields.contains($0.key) && bytes[$0.value].elementsEqual(text) }
            .map(\.value)
        let start = bytes[match.lowerBound..<value.lowerBound].lastIndex(of: ByteText.lineFeed) ?? match.lowerBound
        let end = bytes[value.upperBound..<max(value.upperBound, match.upperBound)].firstIndex(of: ByteText.lineFeed)
        let line = start..<(end ?? max(value.upperBound, match.upperBound))
        var offset = line.lowerBound
        while offset + value.count <= line.upperBound {
            let part = offset..<(offset + value.count)
            offset += 1
            guard bytes[part.lowerBound] == bytes[value.lowerBound], bytes[part].elementsEqual(text), isWhole(part)
            else {
                continue
            }
            found.append(part)
        }
        var taken = fields
        return Set(found).sorted { $0.lowerBound < $1.lowerBound }.filter { part in
            guard !taken.contains(where: { $0.overlaps(part) }) else { return false }
            taken.append(part)
            return true
        }
    }

    /// Whether a version ends where the bytes end, and is no part of a longer one.
    private func isWhole(_ part: Range<Int>) -> Bool {
        func byte(_ offset: Int) -> UInt8 { bytes.indices.contains(offset) ? bytes[offset] : 0x20 }
        let (before, after) = (byte(part.lowerBound - 1), byte(part.upperBound))
        if Self.isDigit(before) || Self.isDigit(after) { return false }
        if before == UInt8(ascii: "."), Self.isDigit(byte(part.lowerBound - 2)) { return false }
        return !(after == UInt8(ascii: ".") && Self.isDigit(byte(part.upperBound + 1)))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    // MARK: Templates

    /// Characters that stand for the new version and digest while a template is filled in; nobody writes them.
    private static let newValue: Character = "\u{F8F0}"
    private static let newDigest: Character = "\u{F8F1}"

    private func spans(of template: String) -> [DependencySpan]? {
        var filled = values
        filled["newValue"] = groups["currentValue"] == nil ? values["currentValue"] : String(Self.newValue)
        filled["newVersion"] = filled["newValue"]
        filled["newDigest"] = values["currentDigest"].map { $0.isEmpty ? "" : String(Self.newDigest) }
        guard !values.values.contains(where: { $0.contains(Self.newValue) || $0.contains(Self.newDigest) }),
            let text = FieldTemplate(text: template).filled(with: filled, replacing: CustomRule.replacing)
        else { return nil }
        var spans: [DependencySpan] = []
        var offset = match.lowerBound
        for character in text {
            let role: SpanRole? = character == Self.newValue ? .value : character == Self.newDigest ? .digest : nil
            let piece = role.map { values[$0 == .value ? "currentValue" : "currentDigest"] ?? "" } ?? String(character)
            let range = offset..<(offset + piece.utf8.count)
            guard range.upperBound <= match.upperBound, bytes[range].elementsEqual(piece.utf8) else { return nil }
            if let role { spans.append(DependencySpan(role, ByteSpan(range))) }
            offset = range.upperBound
        }
        guard offset == match.upperBound, !spans.isEmpty else { return nil }
        return spans.filter { $0.role == .value } + spans.filter { $0.role == .digest }
    }

    /// Whether a template writes parts of the new version, or the version in another form.
    private static func changesForm(_ template: String) -> Bool {
        if ["newMajor", "newMinor", "newPatch"].contains(where: template.contains) { return true }
        return template.split(separator: "{{").dropFirst().contains { part in
            let action = part.prefix { $0 != "}" }.drop { $0 == "{" || $0 == "#" || $0 == " " }
            let words = action.split(separator: " ")
            guard words.count > 1, words[0] != "if", words[0] != "unless", words[0] != "else" else { return false }
            return words.dropFirst().contains { $0.hasPrefix("new") }
        }
    }
}
