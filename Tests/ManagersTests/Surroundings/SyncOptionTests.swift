import Domain
import Managers
import Testing
import TextEdits

@Suite("A sync option is added to an Application without touching another byte") struct SyncOptionTests {
    private static let option = "ServerSideApply=true"
    private static let head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: argocd\nspec:\n"

    private func found(_ text: String, _ path: String = "apps/argocd.yaml") -> [UpgradeSurroundings.Application.Option]
    {
        readSurroundings(
            of: path, bytes: Array(text.utf8), SurroundingsQuestion(syncOptions: [Self.option])
        ).applications.compactMap { $0.options[Self.option] }
    }

    private func changed(_ text: String, _ path: String = "apps/argocd.yaml") throws -> String {
        guard case .missing(let edit, _)? = found(text, path).first else { return "\(found(text, path))" }
        let bytes = try EditSet([edit]).applied(to: Array(text.utf8))
        return String(decoding: bytes, as: UTF8.self)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var before: String
        var after: String

        init(_ name: String, _ before: String, _ after: String) {
            testDescription = name
            self.before = before
            self.after = after
        }
    }

    static let cases = [
        Case(
            "a list with the dash under the key",
            "  syncPolicy:\n    syncOptions:\n    - CreateNamespace=true\n  project: x\n",
            "  syncPolicy:\n    syncOptions:\n    - CreateNamespace=true\n    - ServerSideApply=true\n  project: x\n"),
        Case(
            "an indented list with comments and quotes",
            "  syncPolicy:\n    syncOptions: # all of it\n      # first\n      - 'A=true' # why\n      # below\n    automated: {}\n",
            "  syncPolicy:\n    syncOptions: # all of it\n      # first\n      - 'A=true' # why\n      - 'ServerSideApply=true'\n      # below\n    automated: {}\n"
        ),
        Case(
            "double quotes, and no line end at the end", "  syncPolicy:\n    syncOptions:\n      - \"A=true\"",
            "  syncPolicy:\n    syncOptions:\n      - \"A=true\"\n      - \"ServerSideApply=true\""),
        Case(
            "a flow list", "  syncPolicy:\n    syncOptions: [ A=true, 'B=true' ] # c\n",
            "  syncPolicy:\n    syncOptions: [ A=true, 'B=true', 'ServerSideApply=true' ] # c\n"),
        Case(
            "an empty flow list", "  syncPolicy:\n    syncOptions: []\n",
            "  syncPolicy:\n    syncOptions: [ServerSideApply=true]\n"),
        Case(
            "a flow list over lines with a comma at its end",
            "  syncPolicy:\n    syncOptions: [\n      A=true,\n    ]\n",
            "  syncPolicy:\n    syncOptions: [\n      A=true, ServerSideApply=true,\n    ]\n"),
        Case(
            "a list that is nothing", "  syncPolicy:\n    syncOptions: # none\n    automated: {}\n",
            "  syncPolicy:\n    syncOptions: [ServerSideApply=true] # none\n    automated: {}\n"),
        Case(
            "null in words", "  syncPolicy:\n    syncOptions: ~\n",
            "  syncPolicy:\n    syncOptions: [ServerSideApply=true]\n"),
        Case(
            "no list", "  syncPolicy:\n    automated:\n      prune: true # yes\n  project: x\n",
            "  syncPolicy:\n    automated:\n      prune: true # yes\n    syncOptions:\n      - ServerSideApply=true\n  project: x\n"
        ),
        Case(
            "no list, and the last entry is a list itself",
            "  syncPolicy:\n    things:\n    - a\n    - b\n",
            "  syncPolicy:\n    things:\n    - a\n    - b\n    syncOptions:\n    - ServerSideApply=true\n"),
        Case(
            "a flow syncPolicy", "  syncPolicy: {automated: {prune: true}}\n",
            "  syncPolicy: {automated: {prune: true}, syncOptions: [ServerSideApply=true]}\n"),
        Case(
            "an empty flow syncPolicy", "  syncPolicy: {}\n", "  syncPolicy: {syncOptions: [ServerSideApply=true]}\n"),
        Case(
            "a syncPolicy that is nothing", "  syncPolicy:\n  project: x\n",
            "  syncPolicy: {syncOptions: [ServerSideApply=true]}\n  project: x\n"),
        Case(
            "no syncPolicy", "  project: x\n  sources:\n  - chart: argo-cd\n",
            "  project: x\n  sources:\n  - chart: argo-cd\n  syncPolicy:\n    syncOptions:\n    - ServerSideApply=true\n"
        ),
        Case(
            "no syncPolicy behind a text with lines",
            "  source:\n    helm:\n      values: |\n        a: b\n        c: d\n\n---\nkind: Other\n",
            "  source:\n    helm:\n      values: |\n        a: b\n        c: d\n  syncPolicy:\n    syncOptions:\n      - ServerSideApply=true\n\n---\nkind: Other\n"
        ),
        Case(
            "four blanks a level, as the document does",
            "    project: x\n    syncPolicy:\n        automated: {}\n",
            "    project: x\n    syncPolicy:\n        automated: {}\n        syncOptions:\n          - ServerSideApply=true\n"
        ),
        Case(
            "the opposite", "  syncPolicy:\n    syncOptions:\n    - \"ServerSideApply=false\" # no\n",
            "  syncPolicy:\n    syncOptions:\n    - \"ServerSideApply=true\" # no\n"),
        Case(
            "letters outside of ASCII before it",
            "  project: \"Größe\" # ü\n  syncPolicy:\n    syncOptions: [É=true]\n",
            "  project: \"Größe\" # ü\n  syncPolicy:\n    syncOptions: [É=true, ServerSideApply=true]\n"),
    ]

    @Test("in each layout", arguments: cases) func layout(_ item: Case) throws {
        #expect(try changed(Self.head + item.before) == Self.head + item.after)
        let crlf = (Self.head + item.before).replacing("\n", with: "\r\n")
        #expect(try changed(crlf) == (Self.head + item.after).replacing("\n", with: "\r\n"))
        let mark = "\u{FEFF}# ours\n---\n"
        #expect(try changed(mark + Self.head + item.before) == mark + Self.head + item.after)
        // Once it is there, there is nothing to do.
        guard case .present? = found(Self.head + item.after).first else {
            Issue.record("\(found(Self.head + item.after))")
            return
        }
    }

    @Test func `JSON keeps being JSON`() throws {
        let text =
            #"{"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{"name":"a"},"spec":{"project":"x"}}"#
        #expect(
            try changed(text)
                == #"{"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{"name":"a"},"spec":{"project":"x", "syncPolicy": {"syncOptions": ["ServerSideApply=true"]}}}"#
        )
    }

    @Test func `an ApplicationSet has it in its template, and of several documents only the one without it is changed`()
        throws
    {
        let set =
            "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: s\nspec:\n  template:\n    spec:\n      project: x\n"
        #expect(
            try changed(set)
                == set + "      syncPolicy:\n        syncOptions:\n          - ServerSideApply=true\n")
        let two =
            Self.head + "  syncPolicy:\n    syncOptions: [ServerSideApply=true]\n---\n" + Self.head + "  project: x\n"
        let all = found(two)
        #expect(all.count == 2)
        #expect(all.first == .present(line: 7))
        guard case .missing(let edit, _)? = all.last else {
            Issue.record("\(all)")
            return
        }
        #expect(edit.span.start == two.utf8.count - 1)
    }

    @Test(
        "what cannot be changed safely is not, and says why",
        arguments: [
            ("  x: &p\n    automated: {}\n  syncPolicy: *p\n", "anchor"),
            ("  x: &p\n    syncPolicy:\n      automated: {}\n  <<: *p\n", "merged"),
            ("  syncPolicy: &p\n    automated: {}\n  other: *p\n", "anchor"),
            ("  syncPolicy:\n    syncOptions: &o [A=true]\n  other: *o\n", "anchor"),
            ("  syncPolicy:\n    syncOptions: [A=true]\n  project: {{ .Values.project }}\n", "template"),
            ("  syncPolicy: text\n", "anchor"),
            ("  syncPolicy:\n    syncOptions:\n    - >-\n      ServerSideApply=false\n      more\n", ""),
        ])
    func unreachable(_ text: String, _ reason: String) throws {
        guard case .unreachable(let why)? = found(Self.head + text).first else {
            Issue.record("\(found(Self.head + text))")
            return
        }
        #expect(why.contains(reason))
    }

    @Test(
        "bad input gives nothing, and ends",
        arguments: [
            "", "\u{0}", "kind: Application\napiVersion: argoproj.io/v1alpha1\nspec: [",
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n",
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: *nowhere\n",
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: " + String(repeating: "[", count: 10_000),
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: "
                + String(repeating: "a: &a [*a, *a]\n", count: 500),
            String(repeating: "apiVersion: argoproj.io/v1alpha1\nkind: Application\n---\n", count: 3_000),
        ])
    func hostile(_ text: String) {
        for option in found(text) {
            if case .missing(let edit, _) = option { #expect(edit.span.end <= text.utf8.count) }
        }
    }

    @Test func `bytes that are no UTF-8 stay as they are, and nothing is written`() {
        var bytes = Array((Self.head + "  project: x\n").utf8)
        bytes += [0x20, 0x20, 0x78, 0x3A, 0x20, 0xFF, 0xFE, 0x0A]
        let found = readSurroundings(
            of: "a.yaml", bytes: bytes, SurroundingsQuestion(syncOptions: [Self.option])
        ).applications
        #expect(found.isEmpty)
    }
}
