public import Domain
import TextEdits

/// Units of Podman that systemd starts.
///
/// **Files**: `*.container`, `*.image` and `*.volume`, also as templates (`.j2`), and `*.conf` in a folder `NAME.container.d` and its like.
///
/// **Fields**: `Image=` in `[Container]`, `[Image]` and `[Volume]`.
///
/// **Skipped, with a reason**: names of other units (`x.image`, `x.build`) are left out; specifiers and variables
/// (`contains-variable`).
///
/// Source: https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html
public struct Quadlet: Manager {
    public static let id: ManagerID = "quadlet"
    public static let summary = "images of Podman's systemd units"
    public static let filePatterns = [
        "**/*.{container,image,volume}{,.j2}", "**/*.{container,image,volume}.d/*.conf",
    ]
    public static let datasources: [DatasourceID] = ["docker"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        isUnit(file) && file.mentions("Image=")
    }

    /// A unit, a template of one, or what a folder `NAME.container.d` adds to it.
    private func isUnit(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        let endings = [".container", ".image", ".volume"]
        let template = [".j2", ".jinja2", ".tmpl", ".tpl", ".template"].first(where: name.hasSuffix)
        if endings.contains(where: name.dropLast(template?.count ?? 0).hasSuffix) { return true }
        return name.hasSuffix(".conf") && endings.contains { file.folder.hasSuffix($0 + ".d") }
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        let bytes = file.bytes
        var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var isInSection = false
        while offset < bytes.count {
            let end = ByteText.lineEnd(bytes, from: offset)
            var line = offset..<end
            while let last = bytes[line].last, ByteText.isSpace(last) { line = line.lowerBound..<(line.upperBound - 1) }
            if bytes[line].first == UInt8(ascii: "[") {
                isInSection = ["[Container]", "[Image]", "[Volume]"].contains { bytes[line].elementsEqual($0.utf8) }
            } else if isInSection, bytes[line].starts(with: "Image".utf8) {
                addImage(line, pins)
            }
            offset = end + 1
        }
        return pins.extraction
    }

    private func addImage(_ line: Range<Int>, _ pins: PinBuilder) {
        let bytes = pins.file.bytes
        var start = line.lowerBound + 5
        while start < line.upperBound, ByteText.isBlank(bytes[start]) { start += 1 }
        guard start < line.upperBound, bytes[start] == UInt8(ascii: "="), line.count <= 4096 else { return }
        start += 1
        while start < line.upperBound, ByteText.isBlank(bytes[start]) { start += 1 }
        let text = ByteText.string(bytes, start..<line.upperBound)
        guard !text.hasSuffix(".image"), !text.hasSuffix(".build"), !text.isEmpty else { return }
        pins.addImage(YAMLScalar(text: text, map: .verbatim(at: start, count: line.upperBound - start)))
    }
}
