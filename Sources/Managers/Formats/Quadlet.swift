public import Domain
import TextEdits

/// Units of Podman that systemd starts.
///
/// **Files**: `*.container`, `*.image`, `*.volume`, `*.pod` and `*.build` that hold a section of Podman.
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
    public static let filePatterns = ["**/*.{container,image,volume}"]
    public static let datasources: [DatasourceID] = ["docker"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        [".container", ".image", ".volume"].contains(where: file.traits.name.hasSuffix) && file.mentions("Image=")
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
