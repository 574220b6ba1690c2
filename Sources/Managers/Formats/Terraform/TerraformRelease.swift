import Domain

/// A `helm_release`: a chart of a repository, of an OCI registry, at an address or in a folder.
///
/// Source: https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release
struct TerraformRelease {
    let pins: PinBuilder
    let scope: HCLScope

    func add(_ block: HCLNode) {
        guard let node = block["chart"] else { return }
        let chart = scope.value(of: node)
        let repository = block["repository"].map { scope.value(of: $0) }.flatMap { $0.text == "null" ? nil : $0 }
        let version = block["version"].map { scope.value(of: $0) }.flatMap { $0.text == "null" ? nil : $0 }
        let text = chart.text
        guard !text.isEmpty, text.utf8.count <= 1024 else { return }
        if text.hasPrefix("."), !chart.isOpen || text.hasPrefix("./") { return addLocal(text, version, block) }
        if text.hasPrefix("${path.") || text.hasPrefix("/") { return addLocal(text, version, block) }
        if chart.isOpen {
            reportUse(text, version, repository)
            return addOpen(text, version, block)
        }
        if text.hasPrefix("https://") || text.hasPrefix("http://") { return addArchive(chart.scalar, block) }
        if text.hasPrefix("oci://"), let slash = text.lastIndex(of: "/") {
            let name = String(text[text.index(after: slash)...])
            let place = String(text[..<slash])
            reportUse(name, version, HCLValue(scalar: YAMLScalar(text: place, map: TextMap()), isOpen: false))
            return addChart(name, version, place, block)
        }
        guard let repository else {
            // `bitnami/redis` is a chart of a repository that the machine knows under this name.
            let parts = text.split(separator: "/")
            if parts.count == 2 { return addChart(String(parts[1]), version, "@\(parts[0])", block) }
            return addLocal(text, version, block)
        }
        if repository.isOpen || version?.isOpen == true { reportUse(text, version, repository) }
        if repository.isOpen { return addOpen(text, version, block) }
        addChart(text, version, repository.text, block)
    }

    /// Tells that the version stands in another file, where its name and address may stand as well.
    private func reportUse(_ name: String, _ version: HCLValue?, _ repository: HCLValue?) {
        guard let version, version.isOpen, let repository else { return }
        let name = TerraformVariables.name(in: name).map { "${\($0)}" } ?? name
        let address = TerraformVariables.name(in: repository.text).map { "${\($0)}" } ?? repository.text
        let pin = pins.pin(name, version.scalar, datasource: "helm", versioning: "helm", depType: "helm_release")
        TerraformVariables(pins: pins).reportUse(version.text, .chart, pin, address: address)
    }

    private func addChart(_ name: String, _ version: HCLValue?, _ repository: String, _ block: HCLNode) {
        if let version, version.isOpen { return addOpen(name, version, block) }
        pins.addChart(
            name, version: version?.scalar, repository: repository, depType: "helm_release", offset: block.fileOffset)
    }

    private func addOpen(_ name: String, _ version: HCLValue?, _ block: HCLNode) {
        add(name, version, .containsVariable, block)
    }

    private func addLocal(_ name: String, _ version: HCLValue?, _ block: HCLNode) {
        add(name, version, .localPath, block)
    }

    private func add(_ name: String, _ version: HCLValue?, _ reason: SkipReason, _ block: HCLNode) {
        var pin = Dependency(
            file: pins.file.path, line: pins.file.line(at: block.fileOffset), manager: pins.manager, depName: name,
            datasource: "helm", versioning: "helm", depType: "helm_release")
        if let version, !version.text.isEmpty {
            pin = pins.pin(name, version.scalar, datasource: "helm", versioning: "helm", depType: "helm_release")
        }
        pin.skipReason = reason
        pins.add(pin)
    }

    /// `https://charts.example.com/stable/name-1.2.3.tgz`: a repository, a name and a version in one.
    private func addArchive(_ address: YAMLScalar, _ block: HCLNode) {
        let bytes = Array(address.text.utf8)
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")), address.text.hasSuffix(".tgz"),
            let start = versionStart(in: bytes, slash + 1), !address.text.hasPrefix("https://github.com/")
        else { return RemoteBase.add(address, pins, depType: "helm_release") }
        pins.addChart(
            ByteText.string(bytes, (slash + 1)..<(start - 1)), version: address.part(start..<(bytes.count - 4)),
            repository: ByteText.string(bytes, 0..<slash), depType: "helm_release", offset: block.fileOffset)
    }

    /// Behind the first `-` that a digit, or `v` and a digit, follows.
    private func versionStart(in bytes: [UInt8], _ start: Int) -> Int? {
        for offset in start..<max(start, bytes.count - 2) where bytes[offset] == UInt8(ascii: "-") {
            let first = bytes[offset + 1] == UInt8(ascii: "v") ? offset + 2 : offset + 1
            if (0x30...0x39).contains(bytes[first]), offset > start { return offset + 1 }
        }
        return nil
    }
}
