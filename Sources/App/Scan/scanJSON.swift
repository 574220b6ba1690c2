import Domain
import TextEdits

/// The result as JSON on one line; its shape is stable. Nulls are written out, so that every dependency has the same fields.
func write(_ result: ScanResult, to json: inout JSONText) {
    json.object { json in
        json.name("root")
        json.value(result.root)
        json.name("files")
        json.value(result.files)
        json.name("dependencies")
        json.array(result.dependencies) { write($1, to: &$0) }
        json.name("diagnostics")
        json.array(result.diagnostics) { write($1, to: &$0) }
    }
}

private func write(_ dependency: Dependency, to json: inout JSONText) {
    json.object { json in
        json.name("file")
        json.value(dependency.file)
        json.name("line")
        json.value(dependency.line)
        json.name("manager")
        json.value(dependency.manager.rawValue)
        json.name("depName")
        json.value(dependency.depName)
        json.name("datasource")
        json.value(dependency.datasource.rawValue)
        json.name("packageName")
        json.value(dependency.packageName)
        json.name("registryUrls")
        json.array(dependency.registryURLs) { $0.value($1) }
        json.name("versioning")
        json.value(dependency.versioning.rawValue)
        json.name("currentValue")
        json.value(dependency.currentValue)
        json.name("currentDigest")
        json.value(dependency.currentDigest)
        json.name("depType")
        json.value(dependency.depType)
        json.name("skipReason")
        json.value(dependency.skipReason?.rawValue)
        json.name("spans")
        json.array(dependency.spans) { json, place in
            json.object { json in
                json.name("role")
                json.value(place.role.rawValue)
                json.name("start")
                json.value(place.span.start)
                json.name("end")
                json.value(place.span.end)
            }
        }
    }
}

private func write(_ diagnostic: Diagnostic, to json: inout JSONText) {
    json.object { json in
        json.name("file")
        json.value(diagnostic.file)
        json.name("line")
        json.value(diagnostic.line)
        json.name("severity")
        json.value(diagnostic.severity.rawValue)
        json.name("message")
        json.value(diagnostic.message)
    }
}
