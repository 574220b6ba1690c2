/// SplitMix64: the same seed gives the same tests everywhere. Source: https://prng.di.unimi.it/splitmix64.c
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    /// A number as versions have it: mostly small, at times a date, a leading zero, or larger than any machine's integer.
    mutating func number() -> String {
        switch Int.random(in: 0..<20, using: &self) {
        case 0: "20240" + String(Int.random(in: 101...931, using: &self))
        case 1: "0" + String(Int.random(in: 0...9, using: &self))
        case 2: "99999999999999999999999" + String(Int.random(in: 0...9, using: &self))
        case 3: String(Int.random(in: 1990...2099, using: &self))
        default: String(Int.random(in: 0...12, using: &self))
        }
    }

    /// A text made of pieces that versions are made of, valid or not.
    mutating func versionText() -> String {
        let pieces = [
            "-", "-", ".", ".", "_", "+", "v", "rc", "-rc.", "-alpha", "beta", "M1", "-SNAPSHOT", "-alpine",
            "-alpine3.",
            "-debian-12-r", "-ls", "_p", "-ce.", "-k3s", "g1a2b3c4", "1a2b3c4", "x", "*", "~", "^", ">=", " ", ",",
            "||",
            "jammy", "bookworm", "v1beta", "apps/", "T", "Z", "-jdk", "final", "w", "=", "<", "!",
        ]
        var text = pick(["", "", "", "v", "ubuntu-v", "release-", "apps/v", "RELEASE.", "go"])
        text += number()
        for _ in 0..<Int.random(in: 0...3, using: &self) { text += "." + number() }
        for _ in 0..<Int.random(in: 0...3, using: &self) {
            text += pick(pieces)
            if Bool.random(using: &self) { text += number() }
        }
        return text
    }

    /// Any bytes, as text; broken sequences become replacement characters.
    mutating func noise(length: Int) -> String {
        let isText = Bool.random(using: &self)
        let alphabet = Array("0123456789.-_+vxrcabef*~^<>=!|,() []{}\\/".utf8)
        let bytes = (0..<length).map { _ in isText ? pick(alphabet) : UInt8.random(in: 0...255, using: &self) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
