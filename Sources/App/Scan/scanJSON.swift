import Domain
import Foundation
import TextEdits

/// The result as one line of JSON; its shape is stable.
func scanJSON(_ result: ScanResult) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(ScanJSON(result)), as: UTF8.self)
}

/// The shape of `scan --format json`. Nulls are written out, so that every dependency has the same fields.
private struct ScanJSON: Encodable {
    var root: String
    var files: Int
    var dependencies: [DependencyJSON]
    var diagnostics: [DiagnosticJSON]

    init(_ result: ScanResult) {
        root = result.root
        files = result.files
        dependencies = result.dependencies.map(DependencyJSON.init)
        diagnostics = result.diagnostics.map(DiagnosticJSON.init)
    }
}

private struct DependencyJSON: Encodable {
    private let dependency: Dependency

    init(_ dependency: Dependency) { self.dependency = dependency }

    private enum Key: String, CodingKey {
        case file, line, manager, depName, datasource, packageName, registryUrls, versioning, currentValue,
            currentDigest
        case depType, skipReason, spans
    }

    private struct Span: Encodable {
        var role: String
        var start: Int
        var end: Int
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(dependency.file, forKey: .file)
        try fields.encode(dependency.line, forKey: .line)
        try fields.encode(dependency.manager.rawValue, forKey: .manager)
        try fields.encode(dependency.depName, forKey: .depName)
        try fields.encode(dependency.datasource.rawValue, forKey: .datasource)
        try fields.encode(dependency.packageName, forKey: .packageName)
        try fields.encode(dependency.registryURLs, forKey: .registryUrls)
        try fields.encode(dependency.versioning.rawValue, forKey: .versioning)
        try fields.encode(dependency.currentValue, forKey: .currentValue)
        try fields.encode(dependency.currentDigest, forKey: .currentDigest)
        try fields.encode(dependency.depType, forKey: .depType)
        try fields.encode(dependency.skipReason?.rawValue, forKey: .skipReason)
        let spans = dependency.spans.map { Span(role: $0.role.rawValue, start: $0.span.start, end: $0.span.end) }
        try fields.encode(spans, forKey: .spans)
    }
}

private struct DiagnosticJSON: Encodable {
    private let diagnostic: Diagnostic

    init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }

    private enum Key: String, CodingKey { case file, line, severity, message }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(diagnostic.file, forKey: .file)
        try fields.encode(diagnostic.line, forKey: .line)
        try fields.encode(diagnostic.severity.rawValue, forKey: .severity)
        try fields.encode(diagnostic.message, forKey: .message)
    }
}
