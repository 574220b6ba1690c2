/// The mutations of GitHub's GraphQL that are served, with the types and fields that its schema gives them.
///
/// - Source: docs.github.com/graphql/reference/mutations and /input-objects.
enum GitHubMutationShape: String, CaseIterable {
    case enable = "enablePullRequestAutoMerge"
    case disable = "disablePullRequestAutoMerge"
    case convertToDraft = "convertPullRequestToDraft"
    case markReady = "markPullRequestReadyForReview"

    /// Reads `mutation($input: TYPE!) { NAME(input: $input) { FIELDS } }`, the only form that is served.
    ///
    /// - Throws: 400 that says what is wrong: another form, a mutation that is not served, a type or field that it does not have.
    init(_ query: String) throws(Refusal) {
        let form =
            /\s*mutation\s*\(\s*\$input\s*:\s*(\w+)!\s*\)\s*\{\s*(\w+)\s*\(\s*input\s*:\s*\$input\s*\)\s*\{([\w\s]+)\}\s*\}\s*/
        guard let match = query.wholeMatch(of: form) else { throw .wrong("query is no mutation of one input") }
        guard let mutation = Self(rawValue: String(match.2)) else { throw .wrong("query: no mutation \(match.2)") }
        guard match.1 == mutation.inputType else { throw .wrong("query: \(match.2) takes a \(mutation.inputType)") }
        let fields = match.3.split(whereSeparator: \.isWhitespace)
        // Fields that are objects need a selection of their own, which the form does not have.
        guard fields == ["clientMutationId"] else { throw .wrong("query: select clientMutationId of \(match.2)") }
        self = mutation
    }

    private var inputType: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() + "Input" }

    /// The request.
    var body: JSONShape {
        .object(
            ["query": .text, "variables": .object(["input": input], required: ["input"])],
            required: ["query", "variables"])
    }

    private var input: JSONShape {
        var fields: [String: JSONShape] = ["pullRequestId": .text, "clientMutationId": .text]
        if self == .enable {
            fields["mergeMethod"] = .choice(["MERGE", "SQUASH", "REBASE"])
            for name in ["authorEmail", "commitBody", "commitHeadline", "expectedHeadOid"] { fields[name] = .text }
        }
        return .object(fields, required: ["pullRequestId"])
    }
}
