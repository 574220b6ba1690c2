/// What Git LFS puts in place of a large file: a short text that names the real content.
public enum LFSPointer {
    /// Whether `bytes` are such a text, and not the file itself. Source: git-lfs, docs/spec.md.
    public static func isLFSPointer(_ bytes: [UInt8]) -> Bool {
        bytes.count < 1024 && bytes.starts(with: Array("version https://git-lfs.github.com/spec/".utf8))
    }
}
