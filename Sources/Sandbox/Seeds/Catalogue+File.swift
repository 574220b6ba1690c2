import Foundation
import Yams

extension Catalogue {
    /// Reads a catalogue from YAML, in the form that `Resources/catalogue.yaml` explains.
    ///
    /// - Throws: ``SandboxError`` `.seed` for wrong YAML, days that are none, and rolling tags that point at nothing.
    public init(yaml: String) throws(SandboxError) {
        let file: CatalogueFile
        do {
            file = try YAMLDecoder().decode(CatalogueFile.self, from: yaml)
        } catch {
            throw SandboxError(.seed, "The catalogue cannot be read: \(error)")
        }
        self.init()
        for (name, image) in (file.images ?? [:]).sorted(by: { $0.key < $1.key }) {
            images.append(try image.image(name))
        }
        for (name, versions) in (file.ociCharts ?? [:]).sorted(by: { $0.key < $1.key }) {
            ociCharts.append(OCIChart(name, versions: try parse(versions, of: name)))
        }
        for (name, charts) in (file.charts ?? [:]).sorted(by: { $0.key < $1.key }) {
            var repository = ChartRepository(name, charts: [])
            for (chart, entry) in charts.sorted(by: { $0.key < $1.key }) {
                let versions = try parse(entry.versions, of: chart)
                repository.charts.append(Chart(chart, home: entry.home, source: entry.source, versions: versions))
            }
            chartRepositories.append(repository)
        }
        for (name, versions) in (file.providers ?? [:]).sorted(by: { $0.key < $1.key }) {
            providers.append(Provider(name, versions: try parse(versions, of: name)))
        }
    }
}

private struct CatalogueFile: Decodable {
    var images: [String: CatalogueImage]?
    var ociCharts: [String: [String]]?
    var charts: [String: [String: CatalogueChart]]?
    var providers: [String: [String]]?
}

private struct CatalogueChart: Decodable {
    var home: String?
    var source: String?
    var versions: [String]
}

private struct CatalogueImage: Decodable {
    var source: String?
    var tags: [String]
    /// Suffixes: every tag is there with each of them too.
    var lanes: [String]?
    var rolling: [String: String]?

    func image(_ name: String) throws(SandboxError) -> Catalogue.Image {
        let plain = try parse(tags, of: name)
        var all = plain
        for lane in lanes ?? [] {
            all += plain.map { Catalogue.Version($0.version + "-" + lane, released: $0.released) }
        }
        for (tag, target) in rolling ?? [:] where !all.contains(where: { $0.version == target }) {
            throw SandboxError(.seed, "The catalogue's \(name):\(tag) points at \(target), which is not there.")
        }
        return Catalogue.Image(name, source: source, tags: all, rolling: rolling ?? [:])
    }
}

/// Reads lines of version, day and perhaps the version of the application, with `deprecated` at the end or not.
private func parse(_ lines: [String], of name: String) throws(SandboxError) -> [Catalogue.Version] {
    var versions: [Catalogue.Version] = []
    for line in lines {
        var words = line.split(separator: " ").map(String.init)
        let isDeprecated = words.last == "deprecated"
        if isDeprecated { words.removeLast() }
        guard words.count == 2 || words.count == 3, let released = day(words[1]) else {
            throw SandboxError(
                .seed, "The catalogue's \(name) has the line `\(line)`: expected VERSION YYYY-MM-DD [APPVERSION].")
        }
        versions.append(
            Catalogue.Version(
                words[0], released: released, appVersion: words.count > 2 ? words[2] : nil, isDeprecated: isDeprecated))
    }
    return versions
}
