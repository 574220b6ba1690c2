import Domain

/// Reads the blocks of one Terraform file.
struct TerraformReader {
    let pins: PinBuilder
    let scope: HCLScope
    let isOpenTofu: Bool
    var variables: TerraformVariables

    init(pins: PinBuilder, root: HCLNode, isOpenTofu: Bool) {
        self.pins = pins
        self.isOpenTofu = isOpenTofu
        scope = HCLScope(of: root)
        variables = TerraformVariables(pins: pins)
    }

    func read(_ root: HCLNode) {
        let readers: [String: (HCLNode) -> Void] = [
            "terraform": readSettings, "provider": readProvider, "module": readModule, "resource": readResource,
            "data": readResource, "locals": readImages, "variable": readVariable,
        ]
        // Uses come first: a value that is followed gets the name of what uses it, not that of the variable.
        for block in root.entries where !block.isCalled("locals") && !block.isCalled("variable") {
            readers[block.key]?(block)
        }
        for block in root.entries where block.isCalled("locals") || block.isCalled("variable") {
            readers[block.key]?(block)
        }
        let charts = TerraformCharts(pins: pins, scope: scope)
        for block in root.entries where block.hasEntries { charts.walk(block, isModule: block.isCalled("module")) }
        charts.readVariables(of: root)
        // Last, so that what stands for itself counts before what may stand for something elsewhere.
        for block in root.entries where block.isCalled("module") {
            let source = block["source"].map { scope.value(of: $0).text }
            if let folder = source.flatMap(localFolder) { variables.reportArguments(of: block, folder: folder) }
        }
        variables.reportValues(of: root)
    }

    // MARK: Terraform and its providers

    private func readSettings(_ block: HCLNode) {
        if let version = block["required_version"] { addProgram(version, depType: "required_version") }
        for providers in block.bodies("required_providers") {
            for entry in providers.entries { readRequirement(entry) }
        }
    }

    /// The version of Terraform or OpenTofu itself.
    private func addProgram(_ node: HCLNode, depType: String) {
        let name = isOpenTofu ? "opentofu/opentofu" : "hashicorp/terraform"
        add(node, depType: depType) { value in
            var pin = pins.pin(
                name, value, datasource: "github-releases", versioning: "hashicorp", depType: depType)
            pin.extractVersion = "^v(?<version>.+)$"
            return pin
        }
    }

    /// `name = { source = "...", version = "..." }` or, before 0.13, `name = "version"`.
    private func readRequirement(_ entry: HCLNode) {
        guard entry.hasEntries else {
            return addProvider(entry.key, source: nil, entry, "required_provider", at: entry)
        }
        let source = entry["source"].map { scope.value(of: $0) }
        addProvider(entry.key, source: source, entry["version"], "required_provider", at: entry)
    }

    private func readProvider(_ block: HCLNode) {
        guard let name = block.labels.first, let version = block["version"] else { return }
        addProvider(name, source: nil, version, "provider", at: block)
    }

    private func addProvider(_ name: String, source: HCLValue?, _ node: HCLNode?, _ depType: String, at place: HCLNode)
    {
        let address = TerraformAddress(provider: source?.text ?? name, isOpenTofu: isOpenTofu)
        if address?.isBuiltIn == true { return }
        guard let node else {
            let registries = address?.registryURLs ?? []
            return addUnversioned(
                name, address?.path ?? name, "terraform-provider", registries, "hashicorp", depType, at: place)
        }
        if let address {
            let value = scope.value(of: node)
            let folder = pins.file.folder
            pins.addFact(
                TerraformLocks.constraint, TerraformLocks.place(folder, address.key), value.isOpen ? "" : value.text)
        }
        add(node, depType: depType) { value in
            var pin = pins.pin(
                name, packageName: address?.path, value, datasource: "terraform-provider",
                registryURLs: address?.registryURLs ?? [], versioning: "hashicorp", depType: depType)
            if address == nil { pin.skipReason = source?.isOpen == true ? .containsVariable : .invalidName }
            return pin
        }
    }

    // MARK: Modules

    private func readModule(_ block: HCLNode) {
        if let source = block["source"] {
            readSource(source, version: block["version"], of: block)
            let address = scope.value(of: source).text
            readVersions(TerraformClusters.modules[address] ?? [], of: block, depType: "module")
        }
        readImages(of: block)
    }

    /// The folder of a module in the same repository.
    private func localFolder(_ source: String) -> String? {
        guard source.hasPrefix("./") || source.hasPrefix("../") else { return nil }
        return resolvedPath(source, in: pins.file.folder)
    }

    /// The address of a module, with its version in it or beside it.
    func readSource(_ node: HCLNode, version: HCLNode?, of block: HCLNode) {
        let source = scope.value(of: node)
        ModuleSource(pins: pins, isOpenTofu: isOpenTofu, offset: block.fileOffset, variables: variables)
            .add(source, version: version.map { scope.value(of: $0) })
    }

    // MARK: Resources

    private func readResource(_ block: HCLNode) {
        guard let type = block.labels.first else { return }
        switch type {
        case "helm_release", "helm_template": return readRelease(block)
        case "tfe_workspace": if let version = block["terraform_version"] { addProgram(version, depType: type) }
        case "docker_image", "docker_registry_image": if let name = block["name"] { addImage(name, type) }
        default: break
        }
        if let fields = TerraformClusters.resources[type] {
            readVersions(fields, of: block, depType: type)
            for inner in block.bodies("default_node_pool") { readVersions(fields, of: inner, depType: type) }
        }
        readImages(of: block, type: type)
    }

    private func readVersions(_ fields: [TerraformClusters.Field], of block: HCLNode, depType: String) {
        for field in fields {
            guard let node = block[field.key] else { continue }
            add(node, depType: depType) { TerraformClusters.pin(field, $0, depType, pins) }
        }
    }

    private func readVariable(_ block: HCLNode) {
        guard let name = block.labels.first, let value = block["default"] else { return }
        let images = TerraformImages(pins: pins, scope: scope, type: "variable")
        if value.kind == .string {
            if TerraformImages.isImageKey(name) { images.addTagged(value) }
        } else {
            images.walk(value)
        }
    }

    private func addImage(_ node: HCLNode, _ type: String) {
        TerraformImages(pins: pins, scope: scope, type: type).add(node)
    }

    private func readImages(_ block: HCLNode) { readImages(of: block) }

    func readImages(of block: HCLNode, type: String = "image") {
        TerraformImages(pins: pins, scope: scope, type: type).walk(block)
    }

    private func readRelease(_ block: HCLNode) {
        TerraformRelease(pins: pins, scope: scope).add(block)
        let images = TerraformImages(pins: pins, scope: scope, type: "helm_release", isValues: true)
        for values in block.entries where values.isCalled("values") { images.walk(values) }
        TerraformSetValues(pins: pins, scope: scope).read(block)
    }

    // MARK: Pins

    /// Adds a pin of what `node` says; one that only Terraform can resolve gets its reason.
    func add(_ node: HCLNode, depType: String, _ make: (YAMLScalar) -> Dependency) {
        let value = scope.value(of: node)
        guard !value.text.isEmpty, value.text.utf8.count <= 1024, value.text != "null" else { return }
        var pin = make(value.scalar)
        if value.isOpen {
            // What is unknown about the version alone is known with it.
            variables.reportUse(value.text, .other, pin)
            pin.skipReason = .containsVariable
        }
        pins.add(pin)
    }

    private func addUnversioned(
        _ name: String, _ packageName: String, _ datasource: DatasourceID, _ registryURLs: [String],
        _ versioning: VersioningID, _ depType: String, at place: HCLNode
    ) {
        pins.add(
            Dependency(
                file: pins.file.path, line: pins.file.line(at: place.fileOffset), manager: pins.manager, depName: name,
                packageName: packageName, datasource: datasource, registryURLs: registryURLs, versioning: versioning,
                depType: depType, skipReason: .unspecifiedVersion))
    }
}
