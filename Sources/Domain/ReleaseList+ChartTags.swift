extension ReleaseList {
    /// The list with Helm's versions in place of tags: a chart in an OCI registry has `_` in its tag where its version has `+`.
    ///
    /// Only right for charts: an image's tag may hold a `_` of its own.
    /// Source: https://helm.sh/docs/topics/registries/ ("oci:// ... plus sign").
    public func readingChartTags() -> ReleaseList {
        var list = self
        for index in list.releases.indices where list.releases[index].version.contains("_") {
            list.releases[index].tag = list.releases[index].version
            list.releases[index].version = list.releases[index].version.replacing("_", with: "+")
        }
        return list
    }
}
