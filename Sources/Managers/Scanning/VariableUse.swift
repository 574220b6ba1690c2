import Domain
import TextEdits

/// How an image in one file uses a variable that another file sets: for the whole reference, or for its tag.
///
/// The use is a fact; every value with a digit is a candidate until all files are read, because only the use says
/// whether it is a version, and of what.
struct VariableUse {
    /// The name of the variable.
    let name: String
    /// The image whose tag it is; empty where it stands for the whole reference.
    let image: String

    /// The use in `text`, which ends in a variable; nil where something else is made of it.
    ///
    /// A default (`${NAME:-1.2}`) counts where nothing sets the variable, so it does not take the use away.
    init?(of text: YAMLScalar, _ brackets: VariableBrackets? = nil) {
        let bytes = Array(text.text.utf8)
        guard bytes.count <= 1024, let (name, start) = Self.lastVariable(in: bytes, brackets) else { return nil }
        let head = text.part(0..<start).withDefaults.text
        guard head.isEmpty || (head.hasSuffix(":") && ImageReference(String(head.dropLast())) != nil) else {
            return nil
        }
        self.name = name
        image = String(head.dropLast())
    }

    /// The variable in which the text ends, and where it begins.
    private static func lastVariable(in bytes: [UInt8], _ brackets: VariableBrackets?) -> (name: String, start: Int)? {
        var offset = 0
        while offset < bytes.count {
            let found =
                brackets.map { $0.variable(in: bytes, at: offset) }
                ?? (bytes[offset] == UInt8(ascii: "$") ? VariableScope.variable(in: bytes, at: offset) : nil)
            if let (name, end) = found, end == bytes.count { return (name, offset) }
            offset = found?.end ?? (offset + 1)
        }
        return nil
    }

    /// Makes a pin of a candidate whose value is used for `image`; nil when the value cannot be that.
    static func completed(_ candidate: Dependency, image: String) -> Dependency? {
        guard let span = candidate.spans.first?.span else { return nil }
        var dependency = candidate
        dependency.depType = "image"
        guard image.isEmpty else {
            guard ImageReference.isTag(candidate.currentValue ?? "") else { return nil }
            dependency.depName = image
            dependency.packageName = image
            return dependency
        }
        guard let reference = ImageReference(dependency.currentValue ?? "") else { return nil }
        dependency.depName = reference.name
        dependency.packageName = reference.name
        dependency.currentValue = reference.tag
        dependency.currentDigest = reference.digest
        dependency.spans = [(SpanRole.value, reference.tagRange), (.digest, reference.digestRange)].compactMap {
            role, range in
            range.map { range in
                DependencySpan(role, ByteSpan(start: span.start + range.lowerBound, end: span.start + range.upperBound))
            }
        }
        return dependency.spans.isEmpty ? nil : dependency
    }
}
