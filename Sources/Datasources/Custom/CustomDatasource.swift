public import Domain
import Foundation
import HTTPTransport

/// Versions from an address of one's own: JSON, YAML, plain text or a web page.
///
/// - Defined in settings by name, and used as `custom.NAME`; a dependency's own registry addresses are asked instead of the
///   defined one.
/// - `json`, `yaml`: versions stand where a JSONPath says (`$.data[*].latest`), else in Renovate's own shape:
///   `{"releases": [{"version", "releaseTimestamp", "isDeprecated", "digest", "isStable"}], "sourceUrl", "homepage"}`.
/// - `plain`: one version a line. `html`: the target of every link.
/// - A pattern cuts the version out of each, and leaves out what does not match.
/// - **Not supported**: Renovate's `transformTemplates` (JSONata) and the format `toml`. A definition that has them is an
///   error when it is used, never an empty list.
/// - An answer without any version is an error too: it is not "nothing newer".
/// - Requests of a package: one; when nothing changed, one with a condition.
///
/// Source: https://docs.renovatebot.com/modules/datasource/custom/ (names and meanings).
public struct CustomDatasource: BuiltInDatasource {
    public static let id: DatasourceID = "custom"
    public static let summary = "Versions from an address of one's own: JSON, YAML, plain text or a web page"
    public static let defaultVersioning: VersioningID = "semver-coerced"
    public static let defaultRegistryURLs: [String] = []

    private let context: DatasourceContext
    private let web: WebAPI
    private let definition: CustomSource?

    /// Made without a definition it reads Renovate's own shape from a dependency's registry addresses.
    public init(_ context: DatasourceContext) { self.init(context, definition: nil) }

    public init(_ context: DatasourceContext, definition: CustomSource?) {
        self.context = context
        self.definition = definition
        web = WebAPI(context)
    }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        let definition = package.customSource ?? definition ?? CustomSource(url: "")
        return try await package.inOrder(definition.url.isEmpty ? [] : [definition.url]) { template in
            let url = template.replacing("{{{packageName}}}", with: package.name)
                .replacing("{{packageName}}", with: package.name)
            guard !url.contains("{{") else {
                throw LookupError(.unsupported, "the address of \(package.name) uses more than {{packageName}}")
            }
            guard let host = try? ForgeHost(registryURL: url) else {
                throw LookupError(.malformed, "the address for \(package.name) is no web address")
            }
            let place = "\(host.origin.authority) for \(package.name)"
            let response = try await fetch(url, place, definition, host)
            do {
                return try read(response, definition, registry: url)
            } catch let error as LookupError {
                throw LookupError(error.code, "\(place): \(error.message)")
            }
        }
    }

    private func fetch(
        _ url: String, _ place: String, _ definition: CustomSource, _ host: ForgeHost
    ) async throws -> HTTPResponse {
        let accept =
            switch definition.format {
            case .json: "application/json"
            case .yaml: "application/yaml, text/yaml, text/plain"
            case .plain: "text/plain"
            case .html: "text/html"
            }
        let question = WebAPI.Question(
            url: url, place: place, accept: accept + ", */*;q=0.5",
            authorization: host.credential(context, repository: String(host.path.dropFirst()))?.authorization)
        // What is wanted here is a web page.
        return definition.format == .html
            ? try await web.send(question, usesCache: true) : try await web.get(question)
    }

    private func read(_ response: HTTPResponse, _ definition: CustomSource, registry: String) throws -> ReleaseList {
        var list = ReleaseList(releases: [], registryURL: registry)
        switch definition.format {
        case .plain:
            let lines = response.body.split { $0 == 0x0A || $0 == 0x0D }
            list.releases = lines.map { Release(version: trimmed(String(decoding: $0, as: UTF8.self))) }
        case .html: list.releases = distinct(pageLinks(response.body)).map { Release(version: $0) }
        case .json, .yaml:
            let document = try DocumentValue.read(response.body, scratchFolder: context.scratchFolder)
            if let path = definition.versions {
                list.releases = try DocumentPath(path).values(in: document).compactMap(\.text)
                    .map { Release(version: $0) }
            } else {
                try readShape(document, &list)
            }
        }
        list.releases = try cut(list.releases.filter { !$0.version.isEmpty }, definition.pattern)
        guard !list.releases.isEmpty else {
            throw LookupError(.malformed, "no version was found in the answer; do versions and pattern fit it?")
        }
        return list
    }

    private func readShape(_ document: DocumentValue, _ list: inout ReleaseList) throws {
        guard case .list(let items)? = document["releases"] else {
            throw LookupError(
                .malformed, "the answer has no list of releases; say by a path where its versions are")
        }
        list.releases = items.compactMap { item in
            guard let version = item["version"]?.text else { return nil }
            return Release(
                version: version, timestamp: timestamp(item["releaseTimestamp"]?.text), digest: item["digest"]?.text,
                isDeprecated: item["isDeprecated"]?.text == "true",
                isStable: (item["isStable"]?.text).map { $0 == "true" })
        }
        list.sourceURL = document["sourceUrl"]?.text
        list.homepageURL = document["homepage"]?.text
    }

    /// Longer texts are no versions, and would give a careless pattern time to waste.
    private static let longest = 512

    private func cut(_ releases: [Release], _ pattern: String?) throws -> [Release] {
        guard let pattern else { return releases }
        guard let match = context.makePattern(pattern) else {
            throw LookupError(.unsupported, "the pattern \(pattern) is no regular expression that is supported")
        }
        return releases.compactMap { release in
            guard release.version.utf8.count <= Self.longest, let version = match(release.version), !version.isEmpty
            else { return nil }
            var release = release
            release.version = version
            return release
        }
    }

    private func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespaces) }
}
