public import TextEdits

/// What is to be looked for in the files of a repository.
public struct SurroundingsQuestion: Hashable, Sendable {
    /// Fields of values, with dots between keys: `global.gitlabVersion`.
    public var fields: Set<String>
    /// Flags in the scripts of pipelines: `--reuse-values`.
    public var flags: Set<String>
    /// Sync options of Argo CD, and whether they are to be added where they are missing: `ServerSideApply=true`.
    public var syncOptions: Set<String>

    public init(fields: Set<String> = [], flags: Set<String> = [], syncOptions: Set<String> = []) {
        self.fields = fields
        self.flags = flags
        self.syncOptions = syncOptions
    }

    public var isEmpty: Bool { fields.isEmpty && flags.isEmpty && syncOptions.isEmpty }

    public mutating func formUnion(_ other: SurroundingsQuestion) {
        fields.formUnion(other.fields)
        flags.formUnion(other.flags)
        syncOptions.formUnion(other.syncOptions)
    }
}

/// What stands around the pins of a component: values, scripts, and Argo CD's own objects.
public struct UpgradeSurroundings: Hashable, Sendable {
    /// A field of Helm values, wherever they are written.
    public struct Field: Hashable, Sendable {
        /// With dots between keys.
        public var name: String
        public var value: String
        public var file: String
        /// Counted from 1.
        public var line: Int
        /// The charts of the object that it is written in; empty in a file of values.
        public var charts: [String]

        public init(name: String, value: String, file: String, line: Int, charts: [String] = []) {
            self.name = name
            self.value = value
            self.file = file
            self.line = line
            self.charts = charts
        }
    }

    /// A flag in the script of a pipeline.
    public struct Flag: Hashable, Sendable {
        public var name: String
        public var file: String
        /// Counted from 1.
        public var line: Int

        public init(name: String, file: String, line: Int) {
            self.name = name
            self.file = file
            self.line = line
        }
    }

    /// An Application of Argo CD, or the template of an ApplicationSet.
    public struct Application: Hashable, Sendable {
        /// What it is about one wanted option.
        public enum Option: Hashable, Sendable {
            case present(line: Int)
            case missing(TextEdit, line: Int)
            /// It is missing, and cannot be written there; the text says why.
            case unreachable(String)
        }

        public var file: String
        /// Counted from 1.
        public var line: Int
        public var name: String
        /// The bytes of the object in the file.
        public var span: ByteSpan
        public var charts: [String]
        /// The folders that it applies, without `./` and `/` at the ends, each with the address of its repository.
        public var folders: [Folder]
        /// The files of values that it names, as paths of a repository.
        public var valueFiles: [String]
        public var options: [String: Option] = [:]

        public struct Folder: Hashable, Sendable {
            public var path: String
            public var address: String
            /// Whether it takes what is in the folders below too.
            public var isDeep: Bool

            public init(path: String, address: String, isDeep: Bool = false) {
                self.path = path
                self.address = address
                self.isDeep = isDeep
            }
        }

        public init(
            file: String, line: Int, name: String, span: ByteSpan, charts: [String] = [], folders: [Folder] = [],
            valueFiles: [String] = []
        ) {
            self.file = file
            self.line = line
            self.name = name
            self.span = span
            self.charts = charts
            self.folders = folders
            self.valueFiles = valueFiles
        }
    }

    public var fields: [Field] = []
    public var flags: [Flag] = []
    public var applications: [Application] = []

    public init() {}

    public mutating func append(_ other: UpgradeSurroundings) {
        fields += other.fields
        flags += other.flags
        applications += other.applications
    }
}
