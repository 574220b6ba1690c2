import Domain

/// The `source` of a module: an address in a registry, a Git repository, an OCI registry, an archive or a folder.
///
/// Source: https://developer.hashicorp.com/terraform/language/modules/sources,
/// https://opentofu.org/docs/language/modules/sources/
struct ModuleSource {
    let pins: PinBuilder
    let isOpenTofu: Bool
    /// Where the block begins in the file.
    let offset: Int
    let variables: TerraformVariables

    private static let maximumLength = 2048
    /// What Terragrunt and Terraform put in front of a folder of the same repository.
    private static let ownFolders = [
        "${get_repo_root()}", "${get_terragrunt_dir()}", "${get_parent_terragrunt_dir(", "${path.module}",
        "${path_relative",
        "${dirname(find_in_parent_folders(", "${find_in_parent_folders(",
    ]

    func add(_ source: HCLValue, version: HCLValue?) {
        let text = source.text
        guard !text.isEmpty, text.utf8.count <= Self.maximumLength else { return }
        let isOwn = !text.contains(bytes: "?") && Self.ownFolders.contains(where: text.hasPrefix)
        if isOwn || text.hasPrefix("./") || text.hasPrefix("../") || text.hasPrefix("/") || text == "." || text == ".."
        {
            // A module may be the root of the repository, which is no path by itself.
            if !isOwn, !source.isOpen, !text.hasPrefix("/"),
                let inside = resolvedPath(text + "/-", in: pins.file.folder)
            {
                pins.addFact(
                    TerraformLocks.module, pins.file.folder, inside == "-" ? "" : String(inside.dropLast(2)))
            }
            return addUnversioned(text, datasource: "terraform-module", reason: .localPath)
        }
        if text.hasPrefix("tfr://") { return addTerragruntRegistry(source) }
        if text.hasPrefix("oci://") { return addOCI(source) }
        if let version, !source.isOpen || !hasQuery(text) { return addRegistry(source, version) }
        if source.isOpen, !hasQuery(text) {
            return addUnversioned(text, datasource: "terraform-module", reason: .containsVariable)
        }
        if let address = TerraformAddress(module: Self.base(of: text), isOpenTofu: isOpenTofu) {
            return addUnversioned(
                address.path, datasource: "terraform-module", address.registryURLs, reason: .unspecifiedVersion)
        }
        addGit(source)
    }

    // MARK: Registries

    private func addRegistry(_ source: HCLValue, _ version: HCLValue) {
        guard version.text != "null", !version.text.isEmpty else { return }
        let address = TerraformAddress(module: Self.base(of: source.text), isOpenTofu: isOpenTofu)
        var pin = pins.pin(
            address?.path ?? source.text, version.scalar, datasource: "terraform-module",
            registryURLs: address?.registryURLs ?? [], versioning: "hashicorp", depType: "module")
        if version.isOpen, !source.isOpen, address != nil { variables.reportUse(version.text, .other, pin) }
        if version.isOpen || source.isOpen {
            pin.skipReason = .containsVariable
        } else if address == nil {
            pin.skipReason = .invalidName
        }
        pins.add(pin)
    }

    /// `tfr://host/namespace/name/system?version=1.2.3`; without a host it is the default registry.
    private func addTerragruntRegistry(_ source: HCLValue) {
        let path = Self.base(of: String(source.text.dropFirst(6)))
        let whole = path.hasPrefix("/") ? String(path.dropFirst()) : path
        guard let version = query("version", of: source.scalar) else {
            return addUnversioned(whole, datasource: "terraform-module", reason: .unspecifiedVersion)
        }
        addRegistry(
            HCLValue(scalar: YAMLScalar(text: whole, map: TextMap()), isOpen: HCLValue.hasTemplate(whole)),
            HCLValue(scalar: version, isOpen: HCLValue.hasTemplate(version.text)))
    }

    /// `oci://host/repository//folder?tag=1.2.3` or `?digest=sha256:...`.
    private func addOCI(_ source: HCLValue) {
        let path = Self.base(of: String(source.text.dropFirst(6)))
        pins.addImage(
            name: path, tag: query("tag", of: source.scalar), digest: query("digest", of: source.scalar),
            depType: "module", offset: offset)
    }

    // MARK: Git

    private func addGit(_ source: HCLValue) {
        let text = source.text
        if ["s3::", "gcs::", "hg::"].contains(where: text.hasPrefix) {
            return addUnversioned(text, datasource: "git-tags", reason: .unsupportedDatasource)
        }
        guard let revision = query("ref", of: source.scalar), !revision.text.isEmpty else {
            let count = pins.extraction.dependencies.count
            RemoteBase.add(source.scalar, pins, depType: "module")
            guard pins.extraction.dependencies.count == count else { return }
            let address = Self.repository(text)
            return addUnversioned(
                address?.path ?? text, address?.packageName, datasource: address?.datasource ?? "git-tags",
                reason: source.isOpen ? .containsVariable : address == nil ? .invalidName : .unspecifiedVersion)
        }
        guard let address = Self.repository(text) else {
            var pin = pins.pin(
                Self.withoutQuery(text), revision, datasource: "git-tags", versioning: "semver-coerced",
                depType: "module")
            pin.skipReason = source.isOpen ? .containsVariable : .invalidName
            return pins.add(pin)
        }
        if TerraformVariables.name(in: revision.text) != nil {
            let pin = pins.pin(
                address.path, packageName: address.packageName, revision, datasource: address.datasource,
                versioning: "semver-coerced", depType: "module")
            variables.reportUse(revision.text, .other, pin)
        }
        pins.addRevision(revision, of: address, depType: "module")
    }

    /// The repository that an address names; nil when it names none, or only Terraform knows which.
    static func repository(_ source: String) -> GitAddress? {
        var rest = Substring(withoutQuery(source))
        for prefix in ["git::", "git+"] where rest.hasPrefix(prefix) { rest = rest.dropFirst(prefix.count) }
        let isSSH = rest.hasPrefix("ssh://")
        guard let (host, path) = GitAddress.split(base(of: String(rest))), !path.isEmpty,
            !VariableText.isIn(host + path), host.contains(bytes: ".") || rest.contains(bytes: "://")
        else { return nil }
        // The port of SSH is not that of the web.
        let name = isSSH ? String(host.prefix { $0 != ":" }) : host
        let parts = path.split(separator: "/")
        if name == "ssh.dev.azure.com" || name == "vs-ssh.visualstudio.com", parts.count == 4 {
            return GitAddress(host: "dev.azure.com", path: "\(parts[1])/\(parts[2])/_git/\(parts[3])")
        }
        if name == "github.com" || name == "bitbucket.org" {
            guard parts.count >= 2 else { return nil }
            let repository = parts[1].hasSuffix(".git") ? parts[1].dropLast(4) : parts[1]
            return GitAddress(host: name, path: "\(parts[0])/\(repository)")
        }
        return GitAddress(host: name, path: path)
    }

    // MARK: Parts of an address

    private static func withoutQuery(_ text: String) -> String { String(text.prefix { $0 != "?" }) }

    /// The address without its query and without the folder behind `//`.
    private static func base(of text: String) -> String {
        let text = withoutQuery(text)
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        guard let double = text[start...].firstRange(of: "//") else { return text }
        return String(text[..<double.lowerBound])
    }

    private func hasQuery(_ text: String) -> Bool { text.contains(bytes: "?") }

    /// The value of a key behind `?`.
    private func query(_ key: String, of scalar: YAMLScalar) -> YAMLScalar? {
        let bytes = Array(scalar.text.utf8)
        guard let mark = bytes.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        var start = mark + 1
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.count
            if bytes[start..<end].starts(with: (key + "=").utf8) {
                var first = start + key.utf8.count + 1
                // A tag may be written with what Git calls it in full.
                if bytes[first..<end].starts(with: "refs/tags/".utf8) { first += 10 }
                // Some write the folder behind the revision.
                let folder = ByteText.firstIndex(of: "//", in: bytes, from: first) ?? end
                return scalar.part(first..<max(first, min(end, folder)))
            }
            start = end + 1
        }
        return nil
    }

    private func addUnversioned(
        _ text: String, _ packageName: String? = nil, datasource: DatasourceID, _ registryURLs: [String] = [],
        reason: SkipReason
    ) {
        pins.add(
            Dependency(
                file: pins.file.path, line: pins.file.line(at: offset), manager: pins.manager,
                depName: String(text.prefix(256)), packageName: packageName, datasource: datasource,
                registryURLs: registryURLs, versioning: "hashicorp", depType: "module", skipReason: reason))
    }
}
