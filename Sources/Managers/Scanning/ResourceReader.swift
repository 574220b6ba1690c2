import Domain

/// Reads well-known custom resources whose versions take more than one field to understand.
struct ResourceReader {
    let resource: KubernetesResource
    let pins: PinBuilder

    static let groups = [
        "helm.cattle.io", "upgrade.cattle.io", "provisioning.cattle.io", "pkg.crossplane.io", "meta.pkg.crossplane.io",
        "tekton.dev",
        "kargo.akuity.io", "operators.coreos.com", "olm.operatorframework.io", "beat.k8s.elastic.co",
        "k0s.k0sproject.io", "k0sctl.k0sproject.io", "install.istio.io", "argoproj.io", "operator.cluster.x-k8s.io",
        "addons.cluster.x-k8s.io", "helm.crossplane.io", "cdi.kubevirt.io", "kubevirt.io", "platform.confluent.io",
        "mirror.openshift.io", "openshift.io", "content.hauler.cattle.io", "kappctrl.k14s.io",
        "packaging.carvel.dev", "application.giantswarm.io", "grafana.integreatly.org", "integreatly.org",
        "embeddedcluster.replicated.com", "helm.fluxcd.io", "flux.weave.works", "kfdef.apps.kubeflow.org",
    ]

    func read() {
        if resource.group == "mirror.openshift.io" { return MirrorReader(pins: pins).readImageSet(resource.node) }
        if resource.isIn("openshift.io") { OpenShiftReader(pins: pins).read(resource.node) }
        guard let spec = resource.spec else { return }
        switch (resource.group, resource.kind) {
        case ("helm.cattle.io", "HelmChart"), ("helm.cattle.io", "HelmChartConfig"): readHelmChart(spec)
        case ("upgrade.cattle.io", "Plan"): readPlan(spec)
        case ("provisioning.cattle.io", "Cluster"): readDistribution(spec["kubernetesVersion"])
        case ("pkg.crossplane.io", _): pins.addImage(spec["package"], depType: "package")
        case ("meta.pkg.crossplane.io", _): (spec["dependsOn"]?.items ?? []).forEach(readDependency)
        case ("tekton.dev", _):
            TektonReader(pins: pins).readAnnotations(resource.node["metadata", "annotations"])
            TektonReader(pins: pins).read(resource.node)
        case ("kargo.akuity.io", "Warehouse"): KargoReader(pins: pins).read(spec)
        case ("operators.coreos.com", "Subscription"): readSubscription(spec)
        case ("olm.operatorframework.io", "ClusterExtension"):
            if let source = spec["source", "catalog"] { readOperator(source["packageName"], source["version"]?.scalar) }
        case ("beat.k8s.elastic.co", "Beat"): readImage("docker.elastic.co/beats/", spec["type"], spec["version"])
        case ("k0s.k0sproject.io", "ClusterConfig"): readK0s(spec)
        case ("k0sctl.k0sproject.io", "Cluster"): if let inner = spec["k0s", "config", "spec"] { readK0s(inner) }
        case ("install.istio.io", "IstioOperator"): readIstio(spec)
        case ("argoproj.io", "ArgoCD"): readArgoCD(spec)
        case ("fluxcd.controlplane.io", "FluxInstance"):
            pins.addImage(spec["distribution", "artifact"], depType: "artifact", unpinned: .ignore)
        case ("operator.cluster.x-k8s.io", _): readProvider(spec)
        case ("addons.cluster.x-k8s.io", "HelmChartProxy"):
            readChart(spec["chartName"], spec["version"], spec["repoURL"], offset: spec.fileOffset)
            for root in spec["valuesTemplate"]?.embedded?.roots ?? [] {
                ImageWalker(pins: pins, place: .values).walk(root)
            }
        case ("helm.crossplane.io", "Release"):
            guard let chart = spec["forProvider", "chart"] else { break }
            readChart(chart["name"], chart["version"], chart["repository"], offset: chart.fileOffset)
        case ("cdi.kubevirt.io", "DataVolume"), ("cdi.kubevirt.io", "DataImportCron"):
            readRegistrySource(spec["source", "registry", "url"])
            readRegistrySource(spec["template", "spec", "source", "registry", "url"])
        case ("kubevirt.io", "VirtualMachine"):
            for item in spec["dataVolumeTemplates"]?.items ?? [] {
                readRegistrySource(item["spec", "source", "registry", "url"])
            }
        case ("platform.confluent.io", _):
            for (_, image) in spec["image"]?.entries ?? .none { pins.addImage(image, unpinned: .ignore) }
        case ("content.hauler.cattle.io", _): MirrorReader(pins: pins).readHauler(spec)
        case ("kappctrl.k14s.io", "App"), ("packaging.carvel.dev", "PackageRepository"),
            ("packaging.carvel.dev", "Package"):
            readFetch(spec["fetch"] ?? spec["template", "spec", "fetch"])
        case ("helm.fluxcd.io", "HelmRelease"), ("flux.weave.works", "HelmRelease"): readOldRelease(spec["chart"])
        case ("kfdef.apps.kubeflow.org", "KfDef"):
            for item in spec["repos"]?.items ?? [] {
                if let address = item["uri"] { RemoteBase.add(address, pins, depType: "manifest") }
            }
        case ("application.giantswarm.io", "App"): readCatalogApp(spec)
        case ("grafana.integreatly.org", "GrafanaDashboard"): readDashboard(spec["grafanaCom"])
        case ("embeddedcluster.replicated.com", "Config"): readK0s(spec)
        default: break
        }
    }

    /// What an App of kapp-controller is made of: one place, or a list of them.
    /// https://carvel.dev/kapp-controller/docs/latest/app-spec/
    private func readFetch(_ fetch: YAMLNode?) {
        guard let fetch else { return }
        for item in fetch.isSequence ? fetch.items : [fetch] {
            if let chart = item["helmChart"] {
                readChart(chart["name"], chart["version"], chart["repository", "url"], offset: chart.fileOffset)
            }
            pins.addImage(item["image", "url"], unpinned: .ignore)
            pins.addRevision(item["git", "ref"], of: item["git", "url"]?.text)
            if let address = item["http", "url"] { RemoteBase.add(address, pins, depType: "http") }
        }
    }

    /// A release of Flux's first version: a chart of a repository, or of a folder in Git.
    /// https://docs.fluxcd.io/projects/helm-operator/en/stable/references/helmrelease-custom-resource/
    private func readOldRelease(_ chart: YAMLNode?) {
        guard let chart else { return }
        readChart(chart["name"], chart["version"], chart["repository"], offset: chart.fileOffset)
        pins.addRevision(chart["ref"], of: chart["git"]?.text)
    }

    /// Catalogs are resources of the management cluster: where they are is not known from here.
    /// https://docs.giantswarm.io/reference/platform-api/crd/apps.application.giantswarm.io/
    private func readCatalogApp(_ spec: YAMLNode) {
        guard let name = spec["name"]?.text, let catalog = spec["catalog"]?.text, let version = spec["version"]?.scalar,
            !name.isEmpty, !version.text.isEmpty
        else { return }
        var dependency = pins.pin(name, version, datasource: "helm", versioning: "helm", depType: "helm-chart")
        dependency.registryURLs = ["@" + catalog]
        dependency.skipReason = dependency.skipReason ?? .unknownRegistry
        pins.add(dependency)
    }

    /// A revision of a dashboard of grafana.com; there is no list of them to ask for.
    /// https://grafana.github.io/grafana-operator/docs/dashboards/
    private func readDashboard(_ dashboard: YAMLNode?) {
        guard let id = dashboard?["id"]?.text, let revision = dashboard?["revision"]?.scalar, !revision.text.isEmpty
        else { return }
        var dependency = pins.pin(
            id, revision, datasource: "grafana-dashboards", versioning: "loose", depType: "dashboard")
        dependency.skipReason = dependency.skipReason ?? .unsupportedDatasource
        pins.add(dependency)
    }

    /// https://docs.k3s.io/helm
    private func readHelmChart(_ spec: YAMLNode) {
        if spec["version"] != nil {
            ChartReference(pins: pins).add(
                spec["chart"], version: spec["version"], repository: spec["repo"]?.text, offset: spec.fileOffset)
        } else if let chart = spec["chart"]?.text, !chart.contains(bytes: "://"), spec["repo"] != nil {
            pins.addChart(chart, version: nil, repository: nil, offset: spec.fileOffset)
        }
        for root in spec["valuesContent"]?.embedded?.roots ?? [] { ImageWalker(pins: pins, place: .values).walk(root) }
    }

    /// A package that a Crossplane package needs, with the versions that it accepts.
    /// https://docs.crossplane.io/latest/concepts/packages/#specify-dependencies
    private func readDependency(_ item: YAMLNode) {
        let keys: [StaticString] = ["provider", "configuration", "function", "package"]
        guard let name = keys.lazy.compactMap({ item[$0]?.text }).first, !name.isEmpty,
            let version = item["version"]?.scalar, !version.text.isEmpty
        else { return }
        pins.add(pins.pin(name, version, datasource: "docker", versioning: "helm", depType: "package-dependency"))
    }

    /// A plan's version is the tag of its upgrade image, or of what that image installs.
    /// https://github.com/rancher/system-upgrade-controller
    private func readPlan(_ spec: YAMLNode) {
        readChannel(spec["channel"]?.scalar)
        guard let version = spec["version"]?.scalar, let image = spec["upgrade", "image"]?.text,
            let name = ImageText(image)?.name
        else { return }
        if name.hasSuffix("k3s-upgrade") {
            addRelease("k3s-io/k3s", version)
        } else if name.hasSuffix("rke2-upgrade") {
            addRelease("rancher/rke2", version)
        } else {
            pins.addImage(name: name, tag: version, depType: "custom-resource", unpinned: .ignore)
        }
    }

    /// `https://update.k3s.io/v1-release/channels/v1.30` follows a minor version; `stable` and `latest` pin nothing.
    /// https://docs.k3s.io/upgrades/automated
    private func readChannel(_ channel: YAMLScalar?) {
        let places = ["https://update.k3s.io/": "k3s-io/k3s", "https://update.rke2.io/": "rancher/rke2"]
        guard let channel, let repository = places.first(where: { channel.text.hasPrefix($0.key) })?.value,
            let slash = channel.text.utf8.lastIndex(of: UInt8(ascii: "/"))
        else { return }
        let start = channel.text.utf8.distance(from: channel.text.utf8.startIndex, to: slash) + 1
        let version = channel.part(start..<channel.text.utf8.count)
        guard version.text.hasPrefix("v"), version.text.dropFirst().first?.isNumber == true else { return }
        var dependency = pins.pin(
            repository, version, datasource: "github-releases", versioning: "semver-coerced", depType: "channel")
        dependency.extractVersion = #"^(?<version>v\d+\.\d+)\."#
        pins.add(dependency)
    }

    /// A chart whose name, version and repository stand in fields of their own.
    ///
    /// Sources: https://cluster-api.sigs.k8s.io/tasks/experimental-features/helm-charts,
    /// https://marketplace.upbound.io/providers/upbound/provider-helm
    private func readChart(_ name: YAMLNode?, _ version: YAMLNode?, _ repository: YAMLNode?, offset: Int) {
        guard let name = name?.text, !name.isEmpty, let address = repository?.text, !address.isEmpty else { return }
        pins.addChart(name, version: version?.scalar, repository: address, offset: offset)
    }

    /// `docker://registry.example.com/disk:1.0.0`, the image that a volume is filled from.
    /// https://github.com/kubevirt/containerized-data-importer/blob/main/doc/image-from-registry.md
    private func readRegistrySource(_ node: YAMLNode?) {
        guard let scalar = node?.scalar, scalar.text.hasPrefix("docker://") else { return }
        pins.addImage(scalar.part(9..<scalar.text.utf8.count), depType: "volume")
    }

    /// The build of a version of Kubernetes says whose release it is: `v1.31.2+rke2r1`.
    private func readDistribution(_ node: YAMLNode?) {
        guard let version = node?.scalar else { return }
        if version.text.contains(bytes: "+rke2") { addRelease("rancher/rke2", version) }
        if version.text.contains(bytes: "+k3s") { addRelease("k3s-io/k3s", version) }
    }

    /// https://olm.operatorframework.io/docs/concepts/crds/subscription/
    private func readSubscription(_ spec: YAMLNode) {
        guard let written = spec["startingCSV"]?.scalar, let mark = written.text.firstRange(of: ".v") else { return }
        let start = written.text.utf8.distance(from: written.text.utf8.startIndex, to: mark.upperBound)
        readOperator(spec["name"], written.part(start..<written.text.utf8.count))
    }

    /// Catalogs of operators are images with a database; nothing here looks into them.
    private func readOperator(_ name: YAMLNode?, _ version: YAMLScalar?) {
        guard let name = name?.text, let version, !version.text.isEmpty else { return }
        var dependency = pins.pin(name, version, datasource: "olm", versioning: "semver", depType: "operator")
        dependency.skipReason = dependency.skipReason ?? .unsupportedDatasource
        pins.add(dependency)
    }

    private func readImage(_ place: String, _ name: YAMLNode?, _ version: YAMLNode?) {
        guard let name = name?.text, !name.isEmpty else { return }
        pins.addImage(name: place + name, tag: version?.scalar, depType: "custom-resource", unpinned: .ignore)
    }

    /// https://docs.k0sproject.io/stable/configuration/
    private func readK0s(_ spec: YAMLNode) {
        var repositories: [String: String] = [:]
        for item in spec["extensions", "helm", "repositories"]?.items ?? [] {
            if let name = item["name"]?.text { repositories[name] = item["url"]?.text }
        }
        let charts = ChartReference(pins: pins, repositories: repositories)
        for chart in spec["extensions", "helm", "charts"]?.items ?? [] {
            charts.add(chart["chartname"], version: chart["version"], offset: chart.fileOffset)
            for root in chart["values"]?.embedded?.roots ?? [] { ImageWalker(pins: pins, place: .values).walk(root) }
        }
        if let images = spec["images"] { readImages(images, depth: 0) }
    }

    /// Mappings of `image` and `version`, one or two levels down.
    private func readImages(_ node: YAMLNode, depth: Int) {
        for (_, value) in node.entries where depth < 4 {
            let image = value.resolved
            if let name = image["image"]?.text, let version = image["version"]?.scalar {
                pins.addImage(name: name, tag: version, depType: "custom-resource", unpinned: .ignore)
            } else {
                readImages(image, depth: depth + 1)
            }
        }
    }

    /// https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/
    private func readIstio(_ spec: YAMLNode) {
        let hub = spec["hub"]?.text ?? "docker.io/istio"
        pins.addImage(name: hub + "/pilot", tag: spec["tag"]?.scalar, depType: "custom-resource", unpinned: .ignore)
    }

    /// https://argocd-operator.readthedocs.io/en/latest/reference/argocd/
    private func readArgoCD(_ spec: YAMLNode) {
        let name = spec["image"]?.text ?? "quay.io/argoproj/argocd"
        pins.addImage(name: name, tag: spec["version"]?.scalar, depType: "custom-resource", unpinned: .ignore)
    }

    /// Providers by the names under which Cluster API knows them.
    /// https://cluster-api-operator.sigs.k8s.io/reference/providers
    private func readProvider(_ spec: YAMLNode) {
        let known = [
            "kubeadm": "kubernetes-sigs/cluster-api", "docker": "kubernetes-sigs/cluster-api",
            "aws": "kubernetes-sigs/cluster-api-provider-aws", "azure": "kubernetes-sigs/cluster-api-provider-azure",
            "gcp": "kubernetes-sigs/cluster-api-provider-gcp",
            "helm": "kubernetes-sigs/cluster-api-addon-provider-helm",
            "openstack": "kubernetes-sigs/cluster-api-provider-openstack",
            "vsphere": "kubernetes-sigs/cluster-api-provider-vsphere",
            "metal3": "metal3-io/cluster-api-provider-metal3", "rke2": "rancher/cluster-api-provider-rke2",
        ]
        guard resource.kind != "CoreProvider", let repository = resource.name.flatMap({ known[$0] }),
            let version = spec["version"]?.scalar
        else { return }
        addRelease(repository, version)
    }

    private func addRelease(_ repository: String, _ version: YAMLScalar) {
        pins.add(
            pins.pin(
                repository, version, datasource: "github-releases", versioning: "semver", depType: "custom-resource"))
    }
}
