import Domain
import TextEdits

/// Reads the Applications of a file: what they install, and which sync options they have.
///
/// Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
struct ArgoApplicationReader {
    let file: SourceFile
    let wanted: Set<String>

    func read() -> [UpgradeSurroundings.Application] {
        file.resources.all.compactMap { resource in
            guard resource.group == "argoproj.io", let spec = Self.spec(of: resource) else { return nil }
            return application(resource, spec)
        }
    }

    /// The `spec` entry that an Application is made of: its own, or that of an ApplicationSet's template.
    static func spec(of resource: KubernetesResource) -> (key: YAMLNode, value: YAMLNode)? {
        switch resource.kind {
        case "Application": resource.node.written("spec")
        case "ApplicationSet":
            resource.node.written("spec")?.value.written("template")?.value.written("spec")
        default: nil
        }
    }

    private func application(
        _ resource: KubernetesResource, _ spec: (key: YAMLNode, value: YAMLNode)
    ) -> UpgradeSurroundings.Application? {
        let range = resource.node.range
        let body = spec.value.resolved
        let sources = [body["source"]].compactMap(\.self) + (body["sources"]?.items ?? [])
        var result = UpgradeSurroundings.Application(
            file: file.path, line: file.line(at: resource.node.fileOffset), name: resource.name ?? "",
            span: ByteSpan(start: range.lowerBound, end: range.upperBound),
            charts: sources.compactMap { $0["chart"]?.text }.compactMap {
                $0.split(separator: "/").last.map(String.init)
            })
        for source in sources {
            if let path = source["path"]?.text {
                result.folders.append(
                    UpgradeSurroundings.Application.Folder(
                        path: Self.plain(path), address: source["repoURL"]?.text ?? "",
                        isDeep: source["directory", "recurse"]?.text == "true"))
            }
            result.valueFiles += (source["helm", "valueFiles"]?.items ?? []).compactMap(\.text).map { file in
                // `$values/` stands for the root of another source.
                let rooted = file.hasPrefix("$") ? String(file.drop { $0 != "/" }) : file
                return Self.plain(
                    file.hasPrefix("$") || file.hasPrefix("/")
                        ? rooted : Self.plain(source["path"]?.text ?? "") + "/" + rooted)
            }
        }
        for option in wanted {
            result.options[option] = SyncOptionEdit(
                file: file, resource: resource, spec: spec, option: option
            ).find()
        }
        return result
    }

    /// A path without `.` and `..`, and without `/` at its ends.
    private static func plain(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}

extension YAMLNode {
    /// The entry of a key that is written in this mapping itself, the last one when it is there twice.
    func written(_ key: StaticString) -> (key: YAMLNode, value: YAMLNode)? {
        guard isMapping else { return nil }
        var found: (YAMLNode, YAMLNode)?
        for entry in entries where entry.key.reads(key) { found = (entry.key, entry.value) }
        return found
    }
}
