import Domain

/// Reads lists of what is copied into a registry of one's own, for clusters without the internet.
struct MirrorReader {
    let pins: PinBuilder

    /// Operators' catalogs, further images, and charts. The versions of the platform are ends of a range in an upgrade
    /// graph that nothing here looks into.
    /// https://docs.redhat.com/en/documentation/openshift_container_platform/latest/html/disconnected_environments/
    func readImageSet(_ node: YAMLNode) {
        guard let mirror = node["mirror"] ?? node["delete"] else { return }
        for item in mirror["operators"]?.items ?? [] {
            pins.addImage(item["catalog"], depType: "catalog", unpinned: .ignore)
        }
        for item in mirror["additionalImages"]?.items ?? [] { pins.addImage(item["name"], unpinned: .ignore) }
        for repository in mirror["helm", "repositories"]?.items ?? [] {
            for chart in repository["charts"]?.items ?? [] { addChart(chart, repository["url"]) }
        }
        for channel in mirror["platform", "channels"]?.items ?? [] {
            for key in ["minVersion", "maxVersion"] as [StaticString] { addRelease(channel["name"], channel[key]) }
        }
        pins.addImage(mirror["platform", "release"], depType: "release", unpinned: .ignore)
    }

    /// https://docs.hauler.dev/docs/guides-references/manifests
    func readHauler(_ spec: YAMLNode) {
        for item in spec["images"]?.items ?? [] { pins.addImage(item["name"], unpinned: .ignore) }
        for chart in spec["charts"]?.items ?? [] { addChart(chart, chart["repoURL"]) }
        for file in spec["files"]?.items ?? [] {
            if let address = file["path"] { RemoteBase.add(address, pins, depType: "file") }
        }
    }

    private func addChart(_ chart: YAMLNode, _ repository: YAMLNode?) {
        guard let name = chart["name"]?.text, !name.isEmpty, let address = repository?.text, !address.isEmpty else {
            return
        }
        pins.addChart(name, version: chart["version"]?.scalar, repository: address, offset: chart.fileOffset)
    }

    private func addRelease(_ channel: YAMLNode?, _ version: YAMLNode?) {
        guard let channel = channel?.text, let version = version?.scalar, !version.text.isEmpty else { return }
        var dependency = pins.pin(
            channel, version, datasource: "openshift-release", versioning: "semver", depType: "platform")
        dependency.skipReason = dependency.skipReason ?? .unsupportedDatasource
        pins.add(dependency)
    }
}

/// Reads references to images as OpenShift's own kinds hold them: `{kind: DockerImage, name: registry/image:tag}`.
/// Source: https://docs.redhat.com/en/documentation/openshift_container_platform/latest/html/image_apis/imagestream-image-openshift-io-v1
struct OpenShiftReader {
    let pins: PinBuilder

    func read(_ node: YAMLNode) { read(node, depth: 0) }

    private func read(_ node: YAMLNode, depth: Int) {
        guard depth < YAMLComposer.maximumDepth else { return }
        if node.isMapping, node["kind"]?.reads("DockerImage") == true {
            pins.addImage(node["name"], unpinned: .ignore)
        }
        for child in node.children where !child.isScalar { read(child, depth: depth + 1) }
    }
}
