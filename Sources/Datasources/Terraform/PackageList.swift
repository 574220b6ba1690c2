import Domain
import HTTPTransport

/// The list of SHA-256 sums that the publisher of a provider signs: one line a file.
///
/// Source: https://developer.hashicorp.com/terraform/internals/provider-registry-protocol ("shasums_url").
struct PackageList: Hashable {
    /// The sums in lower-case hexadecimal, by the names of files.
    let sums: [String: String]

    /// Reads the list; nil when it holds no sum at all, as a web page would.
    init?(_ text: String) {
        var sums: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count == 2, words[0].utf8.count == 64, bytes(hexadecimalOrNil: words[0]) else { continue }
            // A star stands before names of files that were read as bytes.
            let name = words[1].hasPrefix("*") ? words[1].dropFirst() : words[1]
            sums[String(name)] = words[0].lowercased()
        }
        guard !sums.isEmpty else { return nil }
        self.sums = sums
    }

    /// What a lock file holds of it: every sum, that of the manifest too, as `terraform init` writes them.
    var hashes: [String] { Set(sums.values).sorted().map { "zh:" + $0 } }
}

private func bytes(hexadecimalOrNil text: Substring) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }
}

/// A system that packages of providers are made for, such as `linux_amd64`.
struct PackagePlatform: Hashable, Sendable, Decodable {
    var os: String
    var arch: String

    var text: String { os + "_" + arch }
    /// Whether both can stand in an address.
    var isSafe: Bool { isPathPart(Substring(os)) && isPathPart(Substring(arch)) }

    /// Those that most people work on, the most usual first: where a lock file's hashes are looked for.
    static let usual = ["linux_amd64", "darwin_arm64", "darwin_amd64", "linux_arm64", "windows_amd64"]
}

/// What a registry answers about the package of one platform.
struct PackageAnswer: Decodable, Sendable {
    /// What some registries know of all packages at once.
    struct Known: Decodable, Sendable { var hashes: [String]? }

    var filename: String
    var downloadURL: String
    var sumsURL: String
    var sum: String
    /// By platform; OpenTofu's registry has it.
    var packages: [String: Known]?

    private enum CodingKeys: String, CodingKey {
        case filename, packages
        case downloadURL = "download_url"
        case sumsURL = "shasums_url"
        case sum = "shasum"
    }
}
