import Domain

/// Reads a chart repository's index from a file, as a stream.
///
/// Unknown fields are passed over; a version without a number is left out, as Helm does.
/// - Throws: ``LookupError`` `.malformed`, saying what is wrong but not where the file came from.
/// Source: https://helm.sh/docs/topics/chart_repository/#the-index-file and helm.sh/helm pkg/repo (IndexFile).
func readChartIndex(file: Int32) throws -> ChartIndex {
    let events = try YAMLEvents(file: file)
    var index = ChartIndex()
    var hasEntries = false
    try events.readMapping(try events.next(), "it is not a chart index") {
        guard events.isScalar("entries") else { return try events.skip(try events.next()) }
        hasEntries = true
        let value = try events.next()
        // Helm writes `entries: {}` for an empty repository; others leave the value out.
        if value == .scalar, events.scalar.isEmpty { return }
        try events.readMapping(value, "its entries are not a mapping") {
            let name = events.scalar
            index.add(name, try readVersions(events, name))
        }
    }
    guard hasEntries else { throw LookupError(.malformed, "it has no entries") }
    return index
}

private func readVersions(_ events: YAMLEvents, _ chart: String) throws -> [ChartEntry] {
    var entries: [ChartEntry] = []
    let value = try events.next()
    if value == .scalar, events.scalar.isEmpty { return [] }
    guard value == .sequenceStart else { throw LookupError(.malformed, "its entry \(chart) is not a list") }
    while true {
        let item = try events.next()
        if item == .sequenceEnd { return entries }
        guard item == .mappingStart else {
            try events.skip(item)
            continue
        }
        let entry = try readEntry(events, item)
        if !entry.version.isEmpty { entries.append(entry) }
    }
}

private func readEntry(_ events: YAMLEvents, _ start: YAMLEvents.Event) throws -> ChartEntry {
    var entry = ChartEntry()
    try events.readMapping(start, "a version is not a mapping") {
        if events.isScalar("version") {
            entry.version = try events.readText() ?? ""
        } else if events.isScalar("created") {
            entry.created = try events.readText().flatMap(secondsSince1970(rfc3339:))
        } else if events.isScalar("appVersion") {
            entry.appVersion = try events.readText()
        } else if events.isScalar("deprecated") {
            entry.isDeprecated = try events.readText() == "true"
        } else if events.isScalar("home") {
            entry.home = try events.readText()
        } else if events.isScalar("sources") {
            entry.source = try readFirst(events)
        } else if events.isScalar("annotations") {
            try readAnnotations(events, &entry)
        } else {
            try events.skip(try events.next())
        }
    }
    return entry
}

/// Reads those annotations that tell what changed; anything but a mapping tells nothing.
private func readAnnotations(_ events: YAMLEvents, _ entry: inout ChartEntry) throws {
    let start = try events.next()
    guard start == .mappingStart else { return try events.skip(start) }
    try events.readMapping(start, "") {
        if events.isScalar("artifacthub.io/changes") {
            entry.changes = try events.readText()
        } else if events.isScalar("artifacthub.io/links") {
            entry.links = try events.readText()
        } else {
            try events.skip(try events.next())
        }
    }
}

/// The first text of a list; nil when there is none.
private func readFirst(_ events: YAMLEvents) throws -> String? {
    guard try events.next() == .sequenceStart else { return nil }
    var first: String?
    while true {
        let item = try events.next()
        if item == .sequenceEnd { return first }
        if item == .scalar, first == nil { first = events.scalar }
        try events.skip(item)
    }
}

extension YAMLEvents {
    /// Reads a mapping whose start was `start`; `readValue` is called with a key as the scalar and reads its value.
    fileprivate func readMapping(_ start: Event, _ problem: String, _ readValue: () throws -> Void) throws {
        guard start == .mappingStart else { throw LookupError(.malformed, problem) }
        while true {
            let key = try next()
            if key == .mappingEnd { return }
            guard key == .scalar else {
                try skip(key)
                try skip(try next())
                continue
            }
            try readValue()
        }
    }

    /// Reads a value; nil when it is not a text or is null.
    fileprivate func readText() throws -> String? {
        let value = try next()
        guard value == .scalar else {
            try skip(value)
            return nil
        }
        let text = scalar
        return text.isEmpty ? nil : text
    }
}
