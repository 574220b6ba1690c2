import Foundation
import Glibc

/// Makes threads share few heaps: a process that mostly waits should not keep one for each of them.
///
/// Looked up by name, because malloc.h is not part of the Glibc module.
/// Source: mallopt(3), M_ARENA_MAX.
func keepMemoryTogether() {
    typealias Function = @convention(c) (Int32, Int32) -> Int32
    let arenaMaximum: Int32 = -8
    guard let symbol = dlsym(nil, "mallopt") else { return }
    _ = unsafeBitCast(symbol, to: Function.self)(arenaMaximum, 2)
}

/// Gives back to the system what only a busy time needed: free memory, and pages of the program that were read once.
///
/// Those pages are read-only and backed by the program's file; one that is needed again is found in the system's cache.
/// Source: malloc_trim(3), madvise(2), proc_pid_maps(5).
func giveBackMemory() {
    typealias Function = @convention(c) (Int) -> Int32
    if let symbol = dlsym(nil, "malloc_trim") { _ = unsafeBitCast(symbol, to: Function.self)(0) }
    guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return }
    for line in maps.split(separator: "\n") {
        // `55d0-55f0 r-xp 00000000 08:01 1234 /usr/local/bin/windlass`; code is never written to.
        let fields = line.split(separator: " ")
        guard fields.count >= 6, fields[1] == "r-xp", fields[5].hasPrefix("/") else { continue }
        let bounds = fields[0].split(separator: "-").compactMap { UInt(String($0), radix: 16) }
        guard bounds.count == 2, bounds[0] < bounds[1], let start = UnsafeMutableRawPointer(bitPattern: bounds[0])
        else {
            continue
        }
        madvise(start, Int(bounds[1] - bounds[0]), MADV_DONTNEED)
    }
}
