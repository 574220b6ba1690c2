/// What an installation says about itself.
public enum RunningState: Hashable, Sendable {
    /// No settings say where to ask.
    case notAsked
    /// It did not answer, or not with a version; the text says what happened.
    case silent(String)
    /// It answers with this version, and its background migrations are at this.
    case runs(version: String, BackgroundMigrations)
}

/// How far the work is that an upgrade leaves behind in the database.
public enum BackgroundMigrations: Hashable, Sendable {
    /// The component has none.
    case none
    case finished
    /// How many are not finished, and the name of one.
    case unfinished(count: Int, example: String)
    /// The name of one that failed.
    case failed(String)
    /// They could not be read; the text says why.
    case unreadable(String)
}
