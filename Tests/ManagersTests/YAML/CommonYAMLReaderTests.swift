import Testing

@testable import Managers

/// The fast reader reads as libyaml does, or not at all.
@Suite struct CommonYAMLReaderTests {
    private func isRead(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBufferPointer { CommonYAMLReader.read($0, base: 0) != nil }
    }

    @Test(
        "reads what files are mostly written in",
        arguments: [
            "", "\n", "# only a comment\n", "a: 1\n", "a: 1", "a:\n", "a:\nb:\n", "a:\n\n  b: 1\n\n\nc: 2\n",
            "---\na: 1\n---\n---\n# nothing\n---\nb: 2\n", "a: 1\n---\n", "---", "- a\n- b\n", "-\n- a\n-\n",
            "a:\n- b\n- c: 1\n  d: 2\n-\ne: 3\n", "a:\n  - - 1\n    - 2\n  -   - 3\n", "- a:\n  - b\n- c\n",
            "a: 'it''s' # c\nb: \"x\\\"y\\n\"\n'c': \"d\"\n\"e f\": g h # i\n", "a b : c\n", "a: b#c:d\n",
            "a: -1\nb: -x\n",
            ".hidden:\n  x: 1\n", "a: |\n  x\n   y\n\n  z\n\n\nb: >-\n  x\nc: |2\n   x\n", "a: |\n\n\n  x", "a: |-2\n    x\n", "a: >2+\n   x\n", "a: |",
            "a: |\nb: 1\n", "- |\n x\n- >+\n x\n\n", "a: |  # why\n  x\n# below\nb: 1\n",
            "a:\n  b: |\n    x\n   \n  c: 1",
            "a: {b: 1, 'c': [1, \"2\", -3], d: {}, e: [], f: g h}\n", "[1, 2, ]\n", "{\"a\":1,\"b\":{\"c\":[]}}\n",
            "{\n\t\"a\": [\n\t\t1, # one\n\t\t2\n\t]\n}\n", "a: [x,\n  y,\n    z]\nb: 1\n", "- {a: b}\n- [c]\n",
            "a: [x:y, http://z]\n",
            "a:\n  plain below\nb:\n  \"quoted below\"\nc:\n  [flow, below]\nd:\n  |\n  block below\n",
            "ключ: значение # é\n",
            "a:\n  b:\n    c:\n      d: 1\ne: 2\n", "- name: x\n  image: y:1\n\n  env:\n  - name: z\n    value: \"\"\n",
            "a: ''\n",
            "a: x,y]z}\n", "a: 1 # x\n   # deeper\nb: 2\n", "a:   \n  b: 1\n", "a: b: c\n".replacing(": c", with: ":c"),
        ])
    func common(_ text: String) {
        #expect(isRead(text))
        #expect(YAMLReaders.agree(on: Array(text.utf8)))
    }

    @Test(
        "leaves the rest to libyaml",
        arguments: [
            "a: &x 1\nb: *x\n", "a: !!str 1\n", "? a\n: b\n", "a: 1\r\n", "a:\t1\n", "a: x\ty\n", "a: one\n  two\n",
            "a: 'one\n  two'\n",
            "a: \"\\x41\"\n", "%YAML 1.1\n---\na: 1\n", "--- a\n", "a: 1\n...\n", "scalar\n", "a: {b: }\n",
            "a: [b: c]\n", "a: {b}\n",
            "{{ x }}: 1\n", "a: {{ x }}\n", "a: b: c\n", "a: 'b': c\n", "a: [1, 2\n", "a: \"b\n", "a: 1\n b: 2\n",
            "  a: 1\n b: 2\n",
            "a: 1\n- b\n", "- a\nb: 1\n", "a: |x\n  y\n", "a: |--\n  y\n", "a: |11\n  y\n", "a: |-+1\n  y\n", "a: |\n \tx\n  y\n".replacing(" \t", with: "\t"), "a: @x\n",
            "a: \u{0}\n",
            "a: \u{2028}b\n", "a: \u{FEFF}b\n", "a: \u{85}b\n", "[a]: b\n", "{a: b}: c\n", ": a\n", "a: - b\n",
            "a: 'b'#c\n", "'a':b\n",
            "a: {b: c,\n--- d}\n", String(repeating: "- ", count: 200) + "a\n",
            String(repeating: "a", count: 1_100) + ": b\n",
        ])
    func rest(_ text: String) {
        #expect(!isRead(text))
    }

    @Test(
        "leaves what is not UTF-8 to libyaml", arguments: [[0x61, 0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80]])
    func encodings(_ bytes: [UInt8]) {
        #expect(bytes.withUnsafeBufferPointer { CommonYAMLReader.read($0, base: 0) == nil })
    }

    @Test("adds where the text begins in its stream")
    func base() throws {
        let bytes = Array("a: [b]\n".utf8)
        let found = try #require(bytes.withUnsafeBufferPointer { CommonYAMLReader.read($0, base: 100) })
        #expect(found.records.map(\.start) == [100, 100, 103, 104])
        #expect(found.records.map(\.end) == [107, 101, 106, 105])
    }

    @Test("reads every golden file as libyaml does, also with bytes changed, and most of them itself")
    func golden() throws {
        var random = SplitMix(state: 1)
        var read = 0
        var asked = 0
        for (path, bytes) in try FixtureTree(fixture: "").files where bytes.count < 20_000 {
            #expect(YAMLReaders.agree(on: bytes), "\(path)")
            if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
                asked += 1
                if isRead(String(decoding: bytes, as: UTF8.self)) { read += 1 }
            }
            for _ in 0..<40 {
                let changed = random.changed(bytes)
                #expect(YAMLReaders.agree(on: changed), "\(path): \(String(decoding: changed, as: UTF8.self))")
            }
        }
        #expect(Double(read) / Double(asked) > 0.6)
    }
}

/// Numbers that are the same in every run (https://prng.di.unimi.it/splitmix64.c).
private struct SplitMix {
    var state: UInt64

    mutating func next(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % UInt64(max(1, limit)))
    }

    /// `bytes` with one to three places deleted, doubled, or replaced by what means something in YAML.
    mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
        let marks = Array("\n  --:,[]{}#&*!|>'\"%@`?\t.a1\r".utf8)
        var result = bytes
        for _ in 0...next(below: 3) where !result.isEmpty {
            let place = next(below: result.count)
            switch next(below: 4) {
            case 0: result.remove(at: place)
            case 1: result.insert(marks[next(below: marks.count)], at: place)
            case 2: result[place] = marks[next(below: marks.count)]
            default:
                let end = min(place + next(below: 30), result.count)
                result.insert(contentsOf: result[place..<end], at: next(below: result.count))
            }
        }
        return result
    }
}
