import Domain

/// Values that a module gets from another file: defaults of variables, locals, `*.tfvars`, and arguments of calls of local modules.
///
/// Terraform reads all files of a folder as one. What a value pins is known only where it is used, so every value that may be a
/// version is a candidate until all files are read, and a use of a name that its own file does not know is a fact.
/// Source: https://developer.hashicorp.com/terraform/language/files, https://developer.hashicorp.com/terraform/language/values/variables
struct TerraformVariables {
    let pins: PinBuilder
    /// Other files that locals of this one stand for, by the name of the local.
    var files: [String: OtherFile] = [:]

    /// What `read_terragrunt_config` reads: a file in a folder above, or a part of it.
    struct OtherFile {
        /// The name of the file, without its folder.
        var name: String
        /// Whether the local stands for the locals of that file, and not for all of it.
        var isLocals: Bool
    }

    private static let use = "terraform-use"
    private static let value = "terraform-value"
    private static let candidatePrefix = "terraform-variable "
    private static let separator: Character = "\u{1F}"
    private static let maximumCount = 500
    private static let maximumLength = 200

    /// What a value is to the place that uses it.
    enum Kind: String {
        case chart, image
        /// A name and a tag in one.
        case wholeImage
        /// The rest of the use says it all.
        case other
    }

    // MARK: Values

    /// Reports what the variables and locals of a file are set to.
    func reportValues(of root: HCLNode) {
        for block in root.children {
            if block.isCalled("variable"), let name = block.labels.first, let value = block["default"] {
                report(value, "var." + name, folder: pins.file.folder, depth: 0)
            } else if block.isCalled("locals") {
                for entry in block.entries { report(entry, "local." + entry.key, folder: pins.file.folder, depth: 0) }
            }
        }
    }

    /// Reports the entries of a file of variables, or the arguments of a call of the module in `folder`.
    func reportArguments(of node: HCLNode, folder: String) {
        for entry in node.entries where !entry.isCalled("source") && !entry.isCalled("version") {
            report(entry, "var." + entry.key, folder: folder, depth: 0)
        }
    }

    private func report(_ node: HCLNode, _ name: String, folder: String, depth: Int) {
        if node.kind == .object, depth < 4 {
            for entry in node.entries { report(entry, name + "." + entry.key, folder: folder, depth: depth + 1) }
            return
        }
        guard node.kind == .string || node.kind == .number, node.range.count <= Self.maximumLength,
            pins.extraction.facts.count < Self.maximumCount, let scalar = HCLText.scalar(of: node),
            !HCLValue.hasTemplate(scalar.text), Self.maySay(scalar.text)
        else { return }
        let key = folder + String(Self.separator) + name
        pins.addFact(Self.value, key, scalar.text)
        if scalar.text.contains(bytes: ":"), !scalar.text.contains(bytes: "://") {
            pins.addImage(scalar, depType: Self.candidatePrefix + key, unpinned: .ignore)
        }
        guard Self.mayBeVersion(scalar.text) else { return }
        pins.add(
            pins.pin(name, scalar, datasource: "docker", versioning: "docker", depType: Self.candidatePrefix + key))
    }

    /// Whether a text may be a version, or a name or address that stands beside one.
    private static func maySay(_ text: String) -> Bool {
        !text.isEmpty && !text.utf8.contains { $0 <= 0x20 }
    }

    private static func mayBeVersion(_ text: String) -> Bool {
        let digits = text.hasPrefix("v") ? text.dropFirst() : text[...]
        return text.utf8.contains { (0x30...0x39).contains($0) } && ImageReference.isTag(text.replacing("+", with: "-"))
            && (GitAddress.isVersion(text) || digits.first?.isNumber == true)
    }

    // MARK: Uses

    /// The name in a value that is nothing but one: `var.version`, `"${local.versions.api}"`; nil for other values.
    static func name(in text: String) -> String? {
        var name = text[...]
        if name.hasPrefix("${"), name.hasSuffix("}") { name = name.dropFirst(2).dropLast() }
        while name.first == " " { name = name.dropFirst() }
        while name.last == " " { name = name.dropLast() }
        guard name.hasPrefix("var.") || name.hasPrefix("local."),
            name.utf8.allSatisfy({ HCLLexer.isNameByte($0) || $0 == UInt8(ascii: ".") })
        else { return nil }
        return String(name)
    }

    /// Tells that the value of a name elsewhere is the version of something.
    ///
    /// - Parameters:
    ///   - package: a chart's name, an image, or the pin as it would be with its version here.
    ///   - address: of a chart, where it comes from.
    func reportUse(_ text: String, _ kind: Kind, _ pin: Dependency, address: String = "") {
        guard let name = Self.name(in: text) else { return }
        let fields = [
            kind.rawValue, pin.depName, pin.packageName, pin.datasource.rawValue, pin.versioning.rawValue,
            pin.depType ?? "", pin.extractVersion ?? "", pin.registryURLs.first ?? "", address, pins.file.folder,
        ]
        pins.addFact(Self.use, key(ofUse: name), fields.joined(separator: String(Self.separator)))
    }

    private func key(ofUse name: String) -> String {
        let parts = name.split(separator: ".", maxSplits: 2).map(String.init)
        guard parts.count == 3, parts[0] == "local", let file = files[parts[1]] else {
            return pins.file.folder + String(Self.separator) + name
        }
        let rest = file.isLocals ? parts[2] : String(parts[2].dropFirst(parts[2].hasPrefix("locals.") ? 7 : 0))
        return Self.fileKey(file.name, "local." + rest)
    }

    /// The key of a value in a file of this name, in whichever folder above the use.
    private static func fileKey(_ file: String, _ name: String) -> String {
        ["", file, name].joined(separator: String(separator))
    }

    // MARK: All files together

    /// Makes a pin of a candidate that something uses and drops the others; drops a use whose value is pinned elsewhere.
    static func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        guard let type = dependency.depType, type.hasPrefix(candidatePrefix) else {
            return isPinnedElsewhere(dependency, facts) ? nil : dependency
        }
        let key = String(type.dropFirst(candidatePrefix.count))
        let made = (facts.facts(use, key) + usesBelow(dependency, key, facts)).compactMap {
            pin(dependency, usedAs: $0.value, facts)
        }
        guard var first = made.first else { return cluster(dependency) }
        // One value for several things cannot follow one of them.
        if made.contains(where: { $0.packageName != first.packageName || $0.datasource != first.datasource }) {
            first.skipReason = .containsVariable
        }
        return first
    }

    /// A version of Kubernetes by its name alone: nobody tells whose, so it is shown and not moved.
    private static func cluster(_ candidate: Dependency) -> Dependency? {
        let name = candidate.depName.split(separator: ".").last.map(String.init) ?? ""
        guard ["kubernetes_version", "kubernetes_cluster_version", "k8s_version"].contains(name) else { return nil }
        var pin = candidate
        (pin.depName, pin.packageName, pin.datasource, pin.versioning) =
            ("kubernetes", "kubernetes", "endoflife-date", "loose")
        pin.depType = name
        pin.skipReason = .unsupportedDatasource
        return pin
    }

    /// Uses in folders below the one of the candidate, by the name of its file.
    private static func usesBelow(_ candidate: Dependency, _ key: String, _ facts: RepositoryFacts) -> [RepositoryFact]
    {
        let path = candidate.file.split(separator: "/", omittingEmptySubsequences: false)
        guard let file = path.last, let name = key.split(separator: separator).last else { return [] }
        let folder = path.dropLast().joined(separator: "/")
        return facts.facts(use, fileKey(String(file), String(name))).filter {
            folder.isEmpty || $0.file.hasPrefix(folder + "/")
        }
    }

    private static func isPinnedElsewhere(_ dependency: Dependency, _ facts: RepositoryFacts) -> Bool {
        guard dependency.skipReason == .containsVariable, let name = dependency.currentValue.flatMap({ name(in: $0) })
        else { return false }
        let folder = dependency.file.lastIndex(of: "/").map { String(dependency.file[..<$0]) } ?? ""
        let key = folder + String(separator) + name
        return !facts.facts(use, key).isEmpty
            && facts.facts(value, key).contains { fact in
                mayBeVersion(fact.value) || ImageText(fact.value)?.tag != nil
            }
    }

    private static func pin(_ candidate: Dependency, usedAs text: String, _ facts: RepositoryFacts) -> Dependency? {
        let fields = text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 10, let kind = Kind(rawValue: fields[0]) else { return nil }
        func filled(_ text: String) -> String { fill(text, folder: fields[9], facts) }
        var pin = candidate
        let isWhole = !candidate.depName.hasPrefix("var.") && !candidate.depName.hasPrefix("local.")
        guard isWhole == (kind == .wholeImage) else { return nil }
        if isWhole {
            pin.depType = fields[5]
            return pin
        }
        pin.depName = filled(fields[1])
        pin.packageName = filled(fields[2])
        pin.datasource = DatasourceID(fields[3])
        pin.versioning = VersioningID(fields[4])
        pin.depType = fields[5].isEmpty ? nil : fields[5]
        pin.extractVersion = fields[6].isEmpty ? nil : fields[6]
        pin.registryURLs = fields[7].isEmpty ? [] : [fields[7]]
        pin.skipReason = nil
        if pin.currentValue?.hasPrefix("v") == true, pin.extractVersion == "^v(?<version>.+)$" {
            pin.extractVersion = nil
        }
        if pin.datasource == "endoflife-date" { pin.skipReason = TerraformClusters.reason(pin.currentValue ?? "") }
        if kind == .chart { setChartSource(filled(fields[8]), of: &pin) }
        if HCLValue.hasTemplate(pin.packageName) || pin.registryURLs.contains(where: HCLValue.hasTemplate) {
            pin.skipReason = .containsVariable
        }
        // A place that nobody told is not the default one.
        if kind == .chart, HCLValue.hasTemplate(filled(fields[8])) { pin.skipReason = .containsVariable }
        return pin
    }

    /// `text` with the names in it filled in that the files of `folder` know.
    private static func fill(_ text: String, folder: String, _ facts: RepositoryFacts) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "${"), let close = rest[open.upperBound...].firstRange(of: "}") {
            let action = String(rest[open.lowerBound..<close.upperBound])
            result += rest[..<open.lowerBound]
            let known = name(in: action).flatMap { facts.facts(value, folder + String(separator) + $0).first?.value }
            result += known ?? action
            rest = rest[close.upperBound...]
        }
        return result + rest
    }
}
