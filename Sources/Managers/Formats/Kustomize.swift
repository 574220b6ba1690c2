public import Domain
import Foundation

/// Kustomize's images, remote bases and charts.
///
/// **Files**: `kustomization.yaml`, `kustomization.yml`, `Kustomization`, and any YAML of kind `Kustomization` or `Component` of
/// `kustomize.config.k8s.io`.
///
/// **Fields**: `images[]` with `newTag`, `digest` and `newName`, also with tag and digest together; `resources`, `bases` and `components`
/// that are Git addresses with `?ref=` or `?version=`; `helmCharts[]`.
///
/// **Skipped, with a reason**: remote bases on a commit of unknown tag stay as they are; images without `newTag` and `digest` rename only.
public struct Kustomize: Manager {
    public static let id: ManagerID = "kustomize"
    public static let summary = "images, remote bases and helmCharts of kustomizations"
    public static let filePatterns = ["**/kustomization.{yaml,yml}", "**/Kustomization"]
    public static let datasources: [DatasourceID] = ["docker", "helm", "git-tags", "github-tags", "gitlab-tags"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        ["kustomization.yaml", "kustomization.yml", "Kustomization"].contains(file.name)
            || (isYAML(file) && file.bytes.contains(text: "kustomize.config.k8s.io"))
    }

    public func extract(from file: SourceFile) -> Extraction {
        var pins = PinBuilder(file, Self.id)
        let isNamed = file.name.lowercased().hasPrefix("kustomization")
        for document in YAMLFile.of(file).documents {
            guard document.group == "kustomize.config.k8s.io" || (isNamed && document.group.isEmpty) else { continue }
            for image in document.root["images"]?.items ?? [] { Self.addImage(image, &pins) }
            for key in ["resources", "bases", "components"] {
                for item in document.root[key]?.items ?? [] { addBase(item, &pins) }
            }
            for chart in document.root["helmCharts"]?.items ?? [] { addChart(chart, &pins) }
        }
        return pins.extraction
    }

    /// An element of `images`, as Flux's and Argo CD's kustomizations have them too.
    static func addImage(_ image: YAMLNode, _ pins: inout PinBuilder) {
        guard let name = image["newName"]?.text ?? image["name"]?.text else { return }
        let tag = image["newTag"]
        let digest = image["digest"]
        guard tag?.scalar != nil || digest?.scalar != nil else { return }
        let plain = ImageReference(name)?.name ?? name
        pins.addImage(name: plain, tag: tag, digest: digest, line: image.line)
    }

    private func addBase(_ node: YAMLNode, _ pins: inout PinBuilder) {
        guard let scalar = node.scalar, let mark = scalar.text.lastIndex(of: "?") else { return }
        let query = scalar.text[scalar.text.index(after: mark)...]
        for parameter in query.split(separator: "&") {
            guard let equals = parameter.firstIndex(of: "="), ["ref", "version"].contains(parameter[..<equals]) else { continue }
            let value = parameter[parameter.index(after: equals)...]
            let start = scalar.text.utf8.distance(from: scalar.text.utf8.startIndex, to: value.startIndex)
            let reference = YAMLScalar(
                text: String(value), style: scalar.style, line: scalar.line, span: scalar.span(of: start..<start + value.utf8.count))
            pins.addGitReference(
                repository: repository(String(scalar.text[..<mark])),
                reference: YAMLNode(.scalar(reference), line: scalar.line), depType: "base")
        }
    }

    /// `https://github.com/o/r//folder` and `github.com/o/r/folder` name the repository `o/r`.
    private func repository(_ address: String) -> String {
        var text = address
        let hasScheme = text.contains("://") || text.contains("@")
        if !hasScheme { text = "https://" + text }
        let start = text.range(of: "://")?.upperBound ?? text.startIndex
        if let double = text[start...].range(of: "//") { text = String(text[..<double.lowerBound]) }
        guard let hostEnd = text[start...].firstIndex(of: "/") else { return text }
        let host = text[start..<hostEnd]
        if host.hasSuffix("github.com") || host.hasSuffix("gitlab.com"), !text.contains(".git") {
            let parts = text[text.index(after: hostEnd)...].split(separator: "/").prefix(2)
            return text[...hostEnd] + parts.joined(separator: "/")
        }
        return text
    }

    private func addChart(_ chart: YAMLNode, _ pins: inout PinBuilder) {
        guard let name = chart["name"]?.text else { return }
        pins.addChart(name: name, version: chart["version"], repository: chart["repo"]?.text, line: chart.line)
        if let values = chart["valuesInline"] { HelmValues.walk(values, &pins) }
    }
}
