import BotTestSupport
import Foundation
import Sandbox
import Testing

@Suite("Generated seeds")
struct GeneratedSeedTests {
    @Test(
        "there are as many pins, packages and projects as asked for",
        arguments: [(1, 1000, 300), (3, 95, 7), (2, 1, 1)])
    func counts(repositories: Int, dependencies: Int, packages: Int) {
        let seed = SandboxSeed.generated(repositories: repositories, dependencies: dependencies, packages: packages)
        let texts = seed.projects.flatMap(\.commits).flatMap(\.files).map { file in
            if case .bytes(let bytes) = file.content { String(decoding: bytes, as: UTF8.self) } else { "" }
        }
        let images = texts.flatMap { $0.matches(of: /image: (\S+):/).map { String($0.output.1) } }
        #expect(seed.projects.count == repositories)
        #expect(images.count == dependencies)
        #expect(Set(images).count == min(packages, dependencies))
        #expect(seed.catalogue.images.count == packages)
    }

    @Test("only as many packages as asked for are behind")
    func outdated() {
        let seed = SandboxSeed.generated(dependencies: 60, packages: 20, outdated: 5)
        let text = seed.projects[0].commits[0].files.map { file in
            if case .bytes(let bytes) = file.content { String(decoding: bytes, as: UTF8.self) } else { "" }
        }.joined()
        #expect(text.matches(of: /:1\.2\.0\n/).count == 15)
        #expect(text.matches(of: /:1\.3\.5\n/).count == 45)
    }

    @Test("the same arguments give the same seed")
    func deterministic() {
        let make = { SandboxSeed.generated(repositories: 2, dependencies: 40, packages: 7) }
        #expect(make().projects == make().projects)
        #expect(make().catalogue == make().catalogue)
    }

    @Test("a tree has the files, bytes and pins that its summary says, the same each time")
    func tree() throws {
        let folder = try TemporaryFolder()
        let summary = try SandboxTree.write(files: 200, to: folder.path + "/a")
        let again = try SandboxTree.write(files: 200, to: folder.path + "/b")
        #expect(summary == again)
        #expect(summary.files == 200)
        #expect(summary.pins == 20 * (4 * 3 + 2 + 1 + 1 + 1))
        let walk = try #require(FileManager.default.enumerator(atPath: folder.path + "/a"))
        var bytes = 0
        while let name = walk.nextObject() as? String {
            guard name.hasSuffix(".yaml") else { continue }
            let content = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/a/\(name)"))
            #expect(content == (try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/b/\(name)"))))
            bytes += content.count
        }
        #expect(bytes == summary.bytes)
    }
}
