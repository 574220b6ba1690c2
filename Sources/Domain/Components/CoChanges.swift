public import TextEdits

/// What a hop of a component changes in the repository beside its pins, and what a person should see to there.
public struct CoChanges: Hashable, Sendable {
    /// A change that goes into the same commit.
    public struct Change: Hashable, Sendable {
        public var file: String
        /// Counted from 1.
        public var line: Int
        public var edit: TextEdit
        /// What it does, as a clause: `adds ServerSideApply=true`.
        public var text: String

        public init(file: String, line: Int, edit: TextEdit, text: String) {
            self.file = file
            self.line = line
            self.edit = edit
            self.text = text
        }
    }

    /// A place that a person should look at before the merge.
    public struct Finding: Hashable, Sendable {
        public var file: String
        /// Counted from 1.
        public var line: Int
        public var text: String
        /// The document that says why.
        public var source: String

        public init(file: String, line: Int, text: String, source: String) {
            self.file = file
            self.line = line
            self.text = text
            self.source = source
        }
    }

    /// Something that has to be so and that nobody but a person can say; the merge request waits for it.
    public struct Demand: Hashable, Sendable, Identifiable {
        /// kebab-case.
        public var id: String
        public var text: String
        public var source: String

        public init(id: String, text: String, source: String) {
            self.id = id
            self.text = text
            self.source = source
        }

        /// The box that a person ticks.
        public var control: BodyControl { BodyControl("confirm=\(id)") }
    }

    /// Something that has to be so, and that the repository shows to be so.
    public struct Proof: Hashable, Sendable {
        /// As in ``MergeRequestMemory/Hop/Check/subject``.
        public var subject: String
        public var result: String

        public init(subject: String, result: String) {
            self.subject = subject
            self.result = result
        }
    }

    public var changes: [Change] = []
    public var findings: [Finding] = []
    public var demands: [Demand] = []
    public var proofs: [Proof] = []

    public init() {}

    /// The edits to each file.
    public var edits: [String: EditSet] {
        changes.reduce(into: [:]) { $0[$1.file, default: EditSet()].add($1.edit) }
    }

    /// The demands that `description` does not show as ticked.
    public func open(in description: String) -> [Demand] {
        demands.filter { !$0.control.isTicked(in: description) }
    }
}
