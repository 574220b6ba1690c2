public import Domain
import Foundation

/// Images of Compose services.
///
/// **Files**: `compose.yaml`, `docker-compose.yml`, with anything between the words and the ending (`docker-compose.prod.yml`), and any
/// YAML with a top-level `services` whose entries have images.
///
/// **Fields**: `services.*.image`, also below extension fields (`x-*`); `${VARIABLE:-reference}` gives its default.
///
/// **Skipped, with a reason**: variables without a default (`contains-variable`). A service with `build` and `image` names what it
/// builds, which is no pin.
public struct DockerCompose: Manager {
    public static let id: ManagerID = "docker-compose"
    public static let summary = "Images of services in Compose files"
    public static let filePatterns = ["**/{docker-,}compose*.{yaml,yml}"]
    public static let datasources: [DatasourceID] = ["docker"]
    private static let globs = filePatterns.map { Glob($0) }

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        file.bytes.contains(text: "image") && Self.globs.contains { $0.matches(file.path) }
    }

    public func extract(from file: SourceFile) -> Extraction {
        var pins = PinBuilder(file, Self.id)
        for document in YAMLFile.of(file).documents where document.apiVersion == nil {
            for (key, value) in document.root.pairs {
                let name = key.scalar?.text ?? ""
                if name == "services" {
                    for (_, service) in value.pairs { readService(service, &pins) }
                } else if name.hasPrefix("x-") {
                    readService(value, &pins)
                    for (_, service) in value.pairs { readService(service, &pins) }
                }
            }
        }
        return pins.extraction
    }

    private func readService(_ service: YAMLNode, _ pins: inout PinBuilder) {
        guard service["build"] == nil, let image = service["image"]?.scalar else { return }
        let text = image.text
        guard text.hasPrefix("${"), text.hasSuffix("}"), let colon = text.range(of: ":-") else {
            pins.addImage(service["image"])
            return
        }
        let standard = String(text[colon.upperBound...].dropLast())
        let start = text.utf8.distance(from: text.utf8.startIndex, to: colon.upperBound)
        pins.addImage(standard, at: image.span(of: start..<start + standard.utf8.count), line: image.line)
    }
}
