/// The words that mean something in container tags. All in lower case.
enum DockerWords {
    /// Pre-release words and how near to the release they are.
    static let preReleases: [String: Int] = [
        "dev": 0, "snapshot": 0, "nightly": 0, "daily": 0, "canary": 0, "edge": 0,
        "unstable": 0, "experimental": 0, "next": 0, "insiders": 0, "pr": 0, "wip": 0,
        "alpha": 1, "a": 1, "ea": 1, "eap": 1,
        "beta": 2, "b": 2,
        "m": 3, "milestone": 3,
        "pre": 4, "preview": 4, "prerelease": 4, "tp": 4,
        "rc": 5, "c": 5, "cr": 5,
    ]

    /// Pre-release words that are only meant when a number is attached to them.
    static let needNumber: Set<String> = ["a", "b", "c", "m", "pr"]

    /// Pre-release words that must also stand right at the version: `1.2.3b2`, but not `1.2.3-b06`, which is a build.
    static let needNumberBefore: Set<String> = ["b", "c"]

    /// Words that say "released" and nothing else.
    static let releases: Set<String> = ["final", "ga", "release"]

    /// Systems whose version in a tag moves together with the version of the software.
    static let bases: Set<String> = [
        "alpine", "debian", "deb", "ubuntu", "ubu", "ubi", "rhel", "el", "fc", "fedora", "centos", "rocky",
        "rockylinux", "almalinux", "alma", "amzn", "amazonlinux", "al", "ol", "oraclelinux", "photon", "wolfi",
        "opensuse", "leap", "sles", "bci", "azurelinux", "mariner",
    ]

    /// Words whose number counts builds of one version.
    static let counters: Set<String> = [
        "r", "rev", "revision", "ls", "build", "b", "bld", "k3s", "rke2r", "rancher", "eksbuild", "gke", "ce", "ee",
        "u", "fix", "sp", "post", "release", "dfsg", "hardened", "flannel", "eks", "up", "ts", "gdr",
    ]

    /// Words whose number counts patches on top of a release; a tag without them is the release itself.
    static let patches: Set<String> = ["p", "pl", "patch", "hotfix", "security"]

    /// Words that hold digits but no version. The longer ones come first.
    static let opaque: [String] = [
        "arm64v8", "arm32v5", "arm32v6", "arm32v7", "amd64v2", "amd64v3", "amd64", "arm64", "armv5", "armv6", "armv7l",
        "armv7", "armv8", "aarch64", "x86_64", "x86-64", "x86", "x64", "i386", "i686", "ppc64le", "ppc64el",
        "ppc64", "s390x", "riscv64", "mips64le", "mips64el", "mips64", "loong64", "loongarch64", "win32", "win64",
    ].sorted { $0.utf8.count > $1.utf8.count }

    /// Words with a digit inside that a number may follow at once, as in `k3s1` and `rke2r1`.
    static let mixed: [String] = ["rke2r", "rke2", "k3s", "k0s", "k8s"]

    /// Words that say that a tag moves by itself. A small number behind them is that of another thing, as in `lts-jdk17`.
    static let rolling: Set<String> = ["latest", "stable", "lts", "mainline", "current", "production", "rolling"]

    /// Words before a hash that make digits alone a hash too.
    static let hashes: Set<String> = ["sha", "sha1", "sha256", "git", "commit"]
}
