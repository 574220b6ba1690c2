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
}
