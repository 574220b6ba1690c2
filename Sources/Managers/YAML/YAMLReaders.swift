/// The two readers of YAML side by side: what the fast one reads, libyaml must read alike.
package enum YAMLReaders {
    /// Whether both read `bytes` into the same records; true when the fast one leaves them to libyaml.
    package static func agree(on bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { text in
            guard let common = CommonYAMLReader.read(text, base: 0) else { return true }
            var composer = YAMLComposer(text, base: 0)
            guard composer.run() == nil, !composer.looksTemplated else { return false }
            return composer.records == common.records && composer.roots == common.roots
        }
    }
}
