import Foundation

extension SandboxSeed {
    /// Repositories of Kubernetes manifests with as many pins as asked for, for measurements; the same arguments give the same seed.
    ///
    /// The projects are `bench/gitops-1` and so on, the images `bench/package-1` and so on, with 24 tags each.
    ///
    /// - Parameters:
    ///   - repositories: how many projects; at least one.
    ///   - dependencies: how many pins in all projects together, spread evenly.
    ///   - packages: how many images they are spread over; at least one.
    ///   - outdated: how many of these packages are pinned at a version that is not the newest; nil is all.
    ///   - pinsPerFile: how many pins one file has.
    public static func generated(
        repositories: Int = 1, dependencies: Int, packages: Int, outdated: Int? = nil, pinsPerFile: Int = 10
    ) -> SandboxSeed {
        let packages = max(1, packages)
        let outdated = min(outdated ?? packages, packages)
        var files = [[SeedFile]](repeating: [], count: max(1, repositories))
        let perFile = max(1, pinsPerFile)
        for (number, start) in stride(from: 0, to: dependencies, by: perFile).enumerated() {
            let pins = (start..<min(start + perFile, dependencies)).map { pin in
                (package: pin % packages, tag: pin % packages < outdated ? "1.2.0" : "1.3.5")
            }
            let project = number % files.count
            let path = "apps/group-\(files[project].count / 50 + 1)/app-\(files[project].count + 1).yaml"
            files[project].append(SeedFile(path, manifest(number, pins)))
        }
        let projects = files.enumerated().map { index, files in
            SeedProject("bench/gitops-\(index + 1)", files: files + [SeedFile("README.md", "# Generated\n")])
        }
        let images = (0..<packages).map { Catalogue.Image("bench/package-\($0 + 1)", tags: tags) }
        return SandboxSeed(projects: projects, catalogue: Catalogue(images: images))
    }

    /// `1.0.0` to `1.3.5`.
    private static var tags: [Catalogue.Version] {
        (0..<24).map { number in
            Catalogue.Version(
                "1.\(number / 6).\(number % 6)",
                released: SeedCommit.firstTime.addingTimeInterval(TimeInterval(number - 30) * 86_400))
        }
    }

    private static func manifest(_ number: Int, _ pins: [(package: Int, tag: String)]) -> String {
        var lines = [
            "apiVersion: apps/v1", "kind: Deployment", "metadata:", "  name: app-\(number + 1)", "spec:",
            "  selector:", "    matchLabels: {app: app-\(number + 1)}", "  template:", "    metadata:",
            "      labels: {app: app-\(number + 1)}", "    spec:", "      containers:",
        ]
        for (place, pin) in pins.enumerated() {
            lines += [
                "        - name: container-\(place + 1)",
                "          image: @REGISTRY@/bench/package-\(pin.package + 1):\(pin.tag)",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
