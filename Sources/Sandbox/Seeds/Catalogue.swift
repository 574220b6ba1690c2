public import Foundation

/// What the registry and the chart repositories offer.
public struct Catalogue: Hashable, Sendable {
    /// Repositories of images.
    public var images: [Image]
    /// Helm charts in the container registry.
    public var ociCharts: [OCIChart]
    /// Repositories with an `index.yaml`.
    public var chartRepositories: [ChartRepository]
    /// Providers of Terraform.
    public var providers: [Provider]

    /// Describes what is offered; by default nothing.
    public init(
        images: [Image] = [], ociCharts: [OCIChart] = [], chartRepositories: [ChartRepository] = [],
        providers: [Provider] = []
    ) {
        self.images = images
        self.ociCharts = ociCharts
        self.chartRepositories = chartRepositories
        self.providers = providers
    }

    /// A version with its day of release.
    public struct Version: Hashable, Sendable {
        public var version: String
        public var released: Date
        /// The version of what is inside a chart.
        public var appVersion: String?
        public var isDeprecated: Bool
        /// What the annotation `artifacthub.io/changes` of a chart says.
        public var changes: String?

        public init(_ version: String, released: Date, appVersion: String? = nil, isDeprecated: Bool = false) {
            self.version = version
            self.released = released
            self.appVersion = appVersion
            self.isDeprecated = isDeprecated
        }
    }

    /// A repository of images.
    public struct Image: Hashable, Sendable {
        public var repository: String
        /// Where the source code is; a label of the image.
        public var source: String?
        public var tags: [Version]
        /// Tags that point at what another tag points at, such as `latest`.
        public var rolling: [String: String]

        public init(_ repository: String, source: String? = nil, tags: [Version], rolling: [String: String] = [:]) {
            self.repository = repository
            self.source = source
            self.tags = tags
            self.rolling = rolling
        }
    }

    /// A repository of one chart in the container registry.
    public struct OCIChart: Hashable, Sendable {
        public var repository: String
        public var versions: [Version]

        public init(_ repository: String, versions: [Version]) {
            self.repository = repository
            self.versions = versions
        }
    }

    /// A provider of Terraform, with a package of each version for each platform.
    public struct Provider: Hashable, Sendable {
        /// Namespace and type, such as `hashicorp/random`.
        public var name: String
        public var versions: [Version]
        /// Such as `linux_amd64`.
        public var platforms: [String]

        public init(
            _ name: String, versions: [Version],
            platforms: [String] = ["darwin_arm64", "linux_amd64", "linux_arm64", "windows_amd64"]
        ) {
            self.name = name
            self.versions = versions
            self.platforms = platforms
        }
    }

    /// A chart repository with an `index.yaml`.
    public struct ChartRepository: Hashable, Sendable {
        public var name: String
        public var charts: [Chart]

        public init(_ name: String, charts: [Chart]) {
            self.name = name
            self.charts = charts
        }
    }

    /// A chart of a repository.
    public struct Chart: Hashable, Sendable {
        public var name: String
        public var home: String?
        public var source: String?
        public var versions: [Version]

        public init(_ name: String, home: String? = nil, source: String? = nil, versions: [Version]) {
            self.name = name
            self.home = home
            self.source = source
            self.versions = versions
        }
    }
}
