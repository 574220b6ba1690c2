import Foundation
import Sandbox

extension Bench {
    /// How long `windlass --version` takes: the least that every command costs.
    func measureStartUp() throws {
        let times = try (0..<20).map { _ in try run([windlass, "--version"]).seconds * 1000 }
        Row(name: "version_startup_ms", value: median(times), unit: "ms").print()
    }

    /// Scanning a tree of 5,000 files on one core.
    func measureScan() throws {
        let tree = folder + "/tree"
        let summary = try SandboxTree.write(files: 5000, to: tree)
        let taskset = try path(of: "taskset")
        let runs = try (0..<5).map { _ in try run([taskset, "-c", "0", windlass, "scan", "--format", "json", tree]) }
        let seconds = median(runs.map(\.seconds))
        Row(name: "scan_5000_files_s", value: seconds, unit: "s").print()
        Row(name: "scan_files_per_s", value: 5000 / seconds, unit: "files/s").print()
        Row(name: "scan_mb_per_s", value: Double(summary.bytes) / 1e6 / seconds, unit: "MB/s").print()
        Row(name: "scan_peak_rss_mb", value: median(runs.map { Double($0.peakMemory) / 1e6 }), unit: "MB").print()
    }

    /// Scanning 10,000 YAML files on one core, against git streaming the same blobs out of a pack.
    ///
    /// git reads and prints; a scan also parses. What makes the comparison fair is that both start as a process, read every
    /// byte once and write their result.
    func measureScanAgainstGit() throws {
        let tree = folder + "/tree-10000"
        try SandboxTree.write(files: 10_000, to: tree)
        let git = [try path(of: "git"), "-C", tree, "-c", "user.name=bench", "-c", "user.email=bench@windlass.invalid"]
        for arguments in [
            ["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Tree"], ["repack", "-a", "-d", "-q"],
        ] {
            _ = try run(git + arguments)
        }
        let listing = try run(git + ["ls-tree", "-r", "HEAD", "--format=%(objectname)"]).output
        let ids = folder + "/blobs"
        try Data(listing).write(to: URL(fileURLWithPath: ids))
        let core = [try path(of: "taskset"), "-c", "0"]
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<7 {
            theirs.append(try run(core + git + ["cat-file", "--batch"], input: ids).seconds)
            ours.append(try run(core + [windlass, "scan", "--format", "json", tree]).seconds)
        }
        Row(name: "scan_10000_files_s", value: median(ours), unit: "s").print()
        Row(name: "git_cat_file_10000_blobs_s", value: median(theirs), unit: "s").print()
        Row(name: "scan_vs_cat_file_ratio", value: median(ours) / median(theirs), unit: "ratio").print()
    }
}
