import Domain
import Testing

@Suite struct CommitMessageOptionsTests {
    private func subject(_ edit: (inout CommitMessageOptions) -> Void) -> String {
        var options = CommitMessageOptions()
        edit(&options)
        return options.subject(
            usual: ("nginx", "to 1.27.3", ""), values: ["depName": "nginx", "newVersion": "1.27.3"])
    }

    @Test func `parts that nothing is said of are the usual ones`() {
        #expect(subject { _ in } == "Update nginx to 1.27.3")
        #expect(subject { $0.prefix = "[deps]" } == "[deps] Update nginx to 1.27.3")
    }

    @Test func `semantic commits begin with type and scope`() {
        #expect(subject { $0.semanticCommits = .enabled } == "chore(deps): update nginx to 1.27.3")
        let fix = subject {
            $0.semanticCommits = .enabled
            $0.semanticType = "fix"
            $0.semanticScope = ""
        }
        #expect(fix == "fix: update nginx to 1.27.3")
        let bare = subject {
            $0.semanticCommits = .enabled
            $0.semanticType = ""
            $0.semanticScope = ""
        }
        #expect(bare == "update nginx to 1.27.3")
    }

    @Test func `templates are filled in, and one that cannot be is left out`() {
        let filled = subject {
            $0.action = "Bump"
            $0.topic = "{{lowercase depName}}"
            $0.extra = "({{#if newVersion}}{{{newVersion}}}{{else}}?{{/if}})"
        }
        #expect(filled == "Bump nginx (1.27.3)")
        #expect(subject { $0.topic = "{{depName" } == "Update nginx to 1.27.3")
    }
}
