import Domain
import Testing
import TextEdits

@testable import Managers

/// What holds for every manager of the registry, on its own fixtures.
@Suite struct ManagerContractTests {
    private static let ids = builtInManagers.map { $0.id.rawValue }

    /// What an editor may do to a file without changing its meaning.
    enum Variant: String, CaseIterable {
        case asWritten, carriageReturns, byteOrderMark, noFinalNewline

        func applied(to bytes: [UInt8]) -> [UInt8] {
            switch self {
            case .asWritten: bytes
            case .carriageReturns: bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
            case .byteOrderMark: [0xEF, 0xBB, 0xBF] + bytes
            case .noFinalNewline: bytes.last == 0x0A ? Array(bytes.dropLast()) : bytes
            }
        }
    }

    @Test("ids are unique and in kebab-case, and every manager explains itself")
    func metadata() {
        #expect(Set(Self.ids).count == Self.ids.count)
        for manager in builtInManagers {
            #expect(manager.id.rawValue.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
            #expect(!manager.summary.isEmpty && !manager.datasources.isEmpty)
            #expect(manager.datasources == manager.datasources.sorted())
        }
    }

    @Test("moves exactly the bytes of the golden files", arguments: ids, Variant.allCases)
    func golden(_ id: String, _ variant: Variant) throws {
        let original = try FixtureTree(fixture: id + "/original").mapped(variant.applied)
        let expected = try FixtureTree(fixture: id + "/expected").mapped(variant.applied)
        #expect(!original.files.isEmpty && original.files.keys == expected.files.keys)
        let moved = try original.bumped()
        for (path, bytes) in expected.files.sorted(by: { $0.key < $1.key }) {
            #expect(
                String(decoding: moved.files[path] ?? [], as: UTF8.self) == String(decoding: bytes, as: UTF8.self),
                "\(path)")
        }
    }

    @Test("finds the new value where it was written", arguments: ids, Variant.allCases)
    func roundTrip(_ id: String, _ variant: Variant) throws {
        let original = try FixtureTree(fixture: id + "/original").mapped(variant.applied)
        let moved = try original.bumped()
        let before = original.pins()
        let after = moved.pins()
        #expect(before.map(Self.identity) == after.map(Self.identity))
        for pin in after {
            if pin.currentValue != nil { #expect(pin.currentValue == FixtureTree.value) }
            #expect(pin.currentDigest == FixtureTree.digest(pin))
        }
    }

    @Test("the fixtures of a manager are found by that manager", arguments: ids)
    func ownership(_ id: String) throws {
        let pins = try FixtureTree(fixture: id + "/original").pins()
        #expect(pins.contains { $0.manager.rawValue == id })
        for pin in pins where pin.manager.rawValue == id {
            let known = try #require(builtInManagers.first { $0.id == pin.manager })
            #expect(known.datasources.contains(pin.datasource), "\(pin)")
        }
    }

    @Test("leaves alone what pins nothing that can be moved", arguments: ids, Variant.allCases)
    func leave(_ id: String, _ variant: Variant) throws {
        let tree = try FixtureTree(fixture: id + "/leave").mapped(variant.applied)
        #expect(!tree.files.isEmpty)
        #expect(tree.pins().map { "\($0.file):\($0.line) \($0.depName)" } == [])
    }

    @Test("spans lie in their file, hold the value, and do not overlap", arguments: ids)
    func spans(_ id: String) throws {
        let tree = try FixtureTree(fixture: id + "/original")
        for pin in tree.pins() {
            let texts = zip(pin.spans, tree.texts(of: pin))
            for (part, text) in texts { #expect(text == (part.role == .value ? pin.currentValue : pin.currentDigest)) }
            #expect(!pin.spans.isEmpty)
        }
    }

    private static func identity(_ pin: Dependency) -> String {
        "\(pin.file):\(pin.line) \(pin.manager) \(pin.depName) \(pin.packageName) \(pin.datasource) \(pin.registryURLs)"
    }
}
