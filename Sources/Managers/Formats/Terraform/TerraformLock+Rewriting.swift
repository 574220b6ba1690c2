public import TextEdits

extension TerraformLock.Entry {
    /// The edits that move this entry to another version, as `terraform init -upgrade` would write it.
    ///
    /// Only the values of `version`, `constraints` and `hashes` are written, so that comments beside them stay. An entry that
    /// lacks one of these is written anew as a whole.
    ///
    /// - Parameters:
    ///   - version: the version, without `v`.
    ///   - constraints: what all modules ask for; see ``TerraformConstraints``. nil when none asks.
    ///   - hashes: each as `scheme:value`; they are sorted, and each is written once.
    ///   - lineBreak: what the file ends its lines with.
    public func edits(
        version: String, constraints: String?, hashes: [String], lineBreak: String = "\n"
    ) -> [TextEdit] {
        let hashes = Set(hashes).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let list = (["["] + hashes.map { "    \"\($0)\"," } + ["  ]"]).joined(separator: lineBreak)
        let wanted = constraints.flatMap { $0.isEmpty ? nil : $0 }
        guard (wanted == nil) == (self.constraints == nil), (wanted == nil) == (constraintsSpan == nil),
            let hashesSpan, !hashes.isEmpty
        else {
            return [TextEdit(bodySpan, body(version, wanted, hashes.isEmpty ? nil : list, lineBreak))]
        }
        var edits: [TextEdit] = []
        if version != self.version { edits.append(TextEdit(versionSpan, version)) }
        if let constraintsSpan, let wanted, wanted != self.constraints {
            edits.append(TextEdit(constraintsSpan, wanted))
        }
        if hashes != self.hashes { edits.append(TextEdit(hashesSpan, list)) }
        return edits
    }

    private func body(_ version: String, _ constraints: String?, _ list: String?, _ lineBreak: String) -> String {
        var lines = ["{"]
        if let constraints {
            lines += ["  version     = \"\(version)\"", "  constraints = \"\(constraints)\""]
        } else {
            lines.append("  version = \"\(version)\"")
        }
        if let list { lines.append("  hashes = " + list) }
        lines.append("}")
        return lines.joined(separator: lineBreak)
    }
}
