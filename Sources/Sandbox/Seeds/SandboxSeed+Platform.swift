import Foundation
import Yams

extension SandboxSeed {
    /// A realistic platform: `platform/gitops` with GitLab, Argo CD, ingress and more, `apps/shop`, and all that they pin.
    ///
    /// Every pin can be looked up in this world, and most have something newer.
    ///
    /// - Parameter omitted: repositories of images that the registry shall not have, to show what an unknown package looks
    ///   like, such as `restic/restic`.
    /// - Throws: ``SandboxError`` `.seed` when the files that come with the program are missing.
    public static func platform(omitting omitted: Set<String> = []) throws(SandboxError) -> SandboxSeed {
        let resources = try SandboxResources()
        let file: ProjectsFile
        do {
            file = try YAMLDecoder().decode(ProjectsFile.self, from: try resources.text("projects.yaml"))
        } catch let error as SandboxError {
            throw error
        } catch {
            throw SandboxError(.seed, "The sandbox's projects.yaml cannot be read: \(error)")
        }
        var projects: [SeedProject] = []
        for entry in file.projects { projects.append(try entry.project(resources)) }
        var catalogue = try Catalogue(yaml: try resources.text("catalogue.yaml"))
        catalogue.images.removeAll { omitted.contains($0.repository) }
        return SandboxSeed(projects: projects, catalogue: catalogue)
    }
}

/// `Resources/projects.yaml`.
private struct ProjectsFile: Decodable {
    var projects: [Entry]

    struct Entry: Decodable {
        var path: String
        var folder: String
        var description: String
        var topics: [String]
        /// Modes are said here, because not every way of copying files keeps them.
        var executables: [String]
        var symlinks: [String: String]

        func project(_ resources: SandboxResources) throws(SandboxError) -> SeedProject {
            var files: [SeedFile] = []
            for name in try resources.files(below: folder) {
                let mode: SeedFile.Mode = executables.contains(name) ? .executable : .regular
                files.append(SeedFile(name, bytes: try resources.bytes("\(folder)/\(name)"), mode: mode))
            }
            for (name, target) in symlinks.sorted(by: { $0.key < $1.key }) {
                files.append(SeedFile(name, target, mode: .symlink))
            }
            let commit = SeedCommit("Bring everything that runs into Git", files: files)
            return SeedProject(path, description: description, topics: topics, commits: [commit])
        }
    }
}
