public import Domain

/// Finds in one file what an upgrade of a component depends on; pure, and the order of files does not matter.
///
/// Values are read where they stand: in files of values, in `values` and `valuesObject` of Argo CD and Flux, as `parameters`, and
/// behind `--set` in scripts. A file that cannot be parsed gives nothing.
public func readSurroundings(
    of path: String, bytes: [UInt8], _ question: SurroundingsQuestion
) -> UpgradeSurroundings {
    let file = SourceFile(path: path, bytes: bytes)
    var found = UpgradeSurroundings()
    if ScriptReader.isScript(path) {
        let reader = ScriptReader(file: file, question: question)
        found.flags = reader.flags()
        found.fields = reader.fields()
    }
    guard file.traits.isYAML else { return found }
    if !question.fields.isEmpty { found.fields += ValueFinder(file: file, wanted: question.fields).find() }
    if !question.syncOptions.isEmpty || !question.fields.isEmpty, file.mentions("argoproj.io"),
        file.mentions("Application", rare: 1)
    {
        found.applications = ArgoApplicationReader(file: file, wanted: question.syncOptions).read()
    }
    return found
}

/// Whether a file of this path can hold anything of the kind, so that it is worth reading.
public func mayHoldSurroundings(_ path: String) -> Bool {
    let lower = path.lowercased()
    return [".yaml", ".yml", ".json"].contains { lower.hasSuffix($0) } || ScriptReader.isScript(path)
}
