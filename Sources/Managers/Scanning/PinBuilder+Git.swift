import Domain

extension PinBuilder {
    /// Adds a revision of a Git repository: a tag, or a commit.
    ///
    /// Branches and `HEAD` pin nothing; they are reported as having no version.
    ///
    /// - Parameter name: how people call it, where that is not the path of the repository.
    func addRevision(_ scalar: YAMLScalar, of address: GitAddress, name: String? = nil, depType: String = "git") {
        let isCommit = GitAddress.isCommit(scalar.text)
        var dependency = pin(
            name ?? address.path, packageName: address.packageName, scalar, role: isCommit ? .digest : .value,
            datasource: address.datasource, registryURLs: address.registryURLs, versioning: "semver-coerced",
            depType: depType)
        if !isCommit, dependency.skipReason == nil, !GitAddress.isVersion(scalar.text) {
            dependency.skipReason = .unspecifiedVersion
        }
        add(dependency)
    }

    /// The same for an address as written; an address that is none, or holds variables, is left out.
    func addRevision(_ node: YAMLNode?, of address: String?, name: String? = nil, depType: String = "git") {
        guard let scalar = node?.scalar, !scalar.text.isEmpty, let address = address.flatMap(GitAddress.init) else {
            return
        }
        addRevision(scalar, of: address, name: name, depType: depType)
    }
}
