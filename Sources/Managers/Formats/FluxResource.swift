import Domain

/// Reads one resource of Flux.
struct FluxResource {
    let resource: KubernetesResource
    let spec: YAMLNode
    let pins: PinBuilder

    func read() {
        switch resource.kind {
        case "HelmRelease": readRelease()
        case "HelmChart": readChart(spec)
        case "HelmRepository": FluxSources.note(resource, pins)
        case "OCIRepository": readOCI()
        case "GitRepository": readGit()
        case "Kustomization": readKustomization()
        case "ImagePolicy", "ImageRepository": FluxMarkers.note(resource, pins)
        default: break
        }
    }

    private func readRelease() {
        if let chart = spec["chart", "spec"] { readChart(chart) }
        if let values = spec["values"] {
            let layer = ValuesLayer(scope: "HelmRelease " + (resource.name ?? ""))
            if let chart = spec["chart", "spec", "chart"]?.text, chart.hasPrefix("."),
                let folder = resolvedPath(chart, in: "")
            {
                ValuesLayer.noteChart(folder, for: layer.scope, pins)
            }
            ImageWalker(pins: pins, place: .values, layer: layer).walk(values)
        }
        for renderer in spec["postRenderers"]?.items ?? [] {
            for image in renderer["kustomize", "images"]?.items ?? [] { Kustomize.addImage(image, pins) }
            for patch in renderer["kustomize", "patches"]?.items ?? [] { readPatch(patch) }
        }
        for file in (spec["chart", "spec", "valuesFiles"]?.items ?? []) {
            if let path = file.text.flatMap({ resolvedPath($0, in: "") }) {
                pins.addFact(HelmValues.usedAsValues, path, "")
            }
        }
    }

    private func readChart(_ chart: YAMLNode) {
        guard let name = chart["chart"]?.text, !name.isEmpty else { return }
        let kind = chart["sourceRef", "kind"]?.text
        guard let version = chart["version"]?.scalar, !version.text.isEmpty else {
            if kind == "HelmRepository" || kind == nil {
                pins.addChart(name, version: nil, repository: nil, offset: chart.fileOffset)
            }
            return
        }
        var dependency = pins.pin(
            name, version.withDefaults, datasource: "helm", versioning: "helm", depType: "helm-chart")
        if VariableText.isIn(name) { dependency.skipReason = .containsVariable }
        if name.hasPrefix(".") || kind == "GitRepository" || kind == "Bucket" {
            dependency.skipReason = .localPath
        } else if let source = chart["sourceRef", "name"]?.text {
            let namespace = chart["sourceRef", "namespace"]?.text ?? resource.namespace
            dependency.registryURLs = [FluxSources.pending(source, namespace: namespace)]
        }
        pins.add(dependency)
    }

    /// A tag that is a whole semantic version is most often that of a chart, and always follows its order.
    private func readOCI() {
        guard let address = spec["url"]?.text, let reference = spec["ref"] else { return }
        let name = address.hasPrefix("oci://") ? String(address.dropFirst(6)) : address
        if let range = reference["semver"]?.scalar, !range.text.isEmpty {
            pins.add(
                pins.pin(name, range.withDefaults, datasource: "docker", versioning: "helm", depType: "oci-repository"))
        } else {
            pins.addImage(
                name: name, tag: reference["tag"]?.scalar, digest: reference["digest"]?.scalar,
                depType: "oci-repository",
                unpinned: .ignore, offset: reference.fileOffset)
        }
    }

    private func readGit() {
        guard let address = spec["url"]?.text.flatMap(GitAddress.init), let reference = spec["ref"] else { return }
        for key in ["tag", "semver", "commit"] as [StaticString] {
            guard let scalar = reference[key]?.scalar, !scalar.text.isEmpty else { continue }
            var made = scalar
            // `name: refs/tags/v1` is the long form of a tag.
            if scalar.text.hasPrefix("refs/tags/") { made = scalar.part(10..<scalar.text.utf8.count) }
            pins.addRevision(made.withDefaults, of: address, name: resource.name, depType: "git-repository")
        }
        if let scalar = reference["name"]?.scalar, scalar.text.hasPrefix("refs/tags/") {
            pins.addRevision(
                scalar.part(10..<scalar.text.utf8.count), of: address, name: resource.name, depType: "git-repository")
        }
    }

    private func readKustomization() {
        for image in spec["images"]?.items ?? [] { Kustomize.addImage(image, pins) }
        for item in spec["components"]?.items ?? [] { RemoteBase.add(item, pins) }
        for patch in spec["patches"]?.items ?? [] { readPatch(patch) }
    }

    private func readPatch(_ patch: YAMLNode) {
        for root in patch["patch"]?.embedded?.roots ?? [] { KustomizePatch.read(root, pins) }
    }
}
