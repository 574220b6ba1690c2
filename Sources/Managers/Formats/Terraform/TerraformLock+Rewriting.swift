public import TextEdits

extension TerraformLock.Entry {
    /// Whether the lock would still be whole with these hashes: those of zips for all platforms, or of every platform's files.
    ///
    /// Terraform trusts `zh:` hashes only on installation from a registry; a mirror or a cache needs the `h1:` of its platform.
    public var needsFileHashes: Bool {
        !hashes.isEmpty && !hashes.contains { $0.hasPrefix("zh:") }
    }

    /// The edit that moves this entry to another version, as `terraform init -upgrade` would write it.
    ///
    /// The body is written anew: `version`, `constraints` when there are some, and `hashes` sorted and each once. Comments
    /// inside of the body are lost, as they are with Terraform.
    ///
    /// - Parameters:
    ///   - version: the version, without `v`.
    ///   - constraints: what all modules ask for; see ``TerraformConstraints``. nil when none asks.
    ///   - zipHashes: the SHA-256 of each platform's zip in hexadecimal, from the registry's `SHA256SUMS`.
    ///   - fileHashes: the `h1:` hashes that are known, with or without their scheme.
    ///   - lineBreak: what the file ends its lines with.
    public func edit(
        version: String, constraints: String?, zipHashes: [String], fileHashes: [String] = [], lineBreak: String = "\n"
    ) -> TextEdit {
        let zips = zipHashes.map { $0.hasPrefix("zh:") ? $0 : "zh:" + $0.lowercased() }
        let files = fileHashes.map { $0.hasPrefix("h1:") ? $0 : "h1:" + $0 }
        var lines = ["{"]
        if let constraints, !constraints.isEmpty {
            lines += ["  version     = \"\(version)\"", "  constraints = \"\(constraints)\""]
        } else {
            lines.append("  version = \"\(version)\"")
        }
        let hashes = Set(zips + files).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        if !hashes.isEmpty {
            lines += ["  hashes = ["] + hashes.map { "    \"\($0)\"," } + ["  ]"]
        }
        lines.append("}")
        return TextEdit(bodySpan, lines.joined(separator: lineBreak))
    }

    /// The hashes of a `SHA256SUMS` file that belong to the zips of a version of this provider.
    ///
    /// The file also lists the provider's manifest, which is no package.
    public func zipHashes(inSums text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count == 2, words[0].utf8.count == 64, words[0].utf8.allSatisfy(Self.isHexadecimal) else {
                return nil
            }
            let name = words[1].hasPrefix("*") ? words[1].dropFirst() : words[1]
            return name.hasSuffix(".zip") ? "zh:" + words[0].lowercased() : nil
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }
}
