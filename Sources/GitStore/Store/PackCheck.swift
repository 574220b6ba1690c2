import Foundation

/// A cheap look at a pack and its index: both are whole when each ends with the pack's checksum where it should.
///
/// Source: gitformat-pack. The content is checked by libgit2 when an object is read.
enum PackCheck {
    /// What is wrong with the pack at `path`, or nil.
    static func fault(_ path: String) -> String? {
        guard let pack = FileHandle(forReadingAtPath: path),
            let index = FileHandle(forReadingAtPath: String(path.dropLast(5)) + ".idx")
        else { return "it or its index is missing" }
        guard let begin = try? pack.read(upToCount: 4), begin == Data("PACK".utf8) else { return "it is no pack" }
        // A pack ends with its checksum; an index with that of the pack and its own.
        guard let checksum = tail(of: pack, from: 20, length: 20), let expected = tail(of: index, from: 40, length: 20)
        else { return "it or its index is cut off" }
        return checksum == expected ? nil : "it is cut off or changed"
    }

    private static func tail(of file: FileHandle, from distance: UInt64, length: Int) -> Data? {
        guard let end = try? file.seekToEnd(), end >= distance,
            (try? file.seek(toOffset: end - distance)) != nil,
            let data = try? file.read(upToCount: length), data.count == length
        else { return nil }
        return data
    }
}
