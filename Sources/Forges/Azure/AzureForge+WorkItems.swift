public import Domain
import HTTPTransport

/// The dashboard, as a work item of the project: Azure's repositories have no issues of their own.
///
/// It is a `Task`, which every process has, tagged `windlass`, and its title ends with the repository's name. Its description
/// is HTML, which every version keeps: the text stands in one block as it is, so that nothing of it is lost or rendered. A
/// person puts an `x` between the brackets of a line.
/// - Source: learn.microsoft.com/rest/api/azure/devops/wit.
extension AzureForge {
    private static let tag = "windlass"

    public func findIssue(titled title: String, in repository: ForgeRepository) async throws -> ForgeIssue? {
        let name = Self.title(title, repository)
        let purpose = "look for the work item \(name)"
        let query =
            "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.CreatedBy] = @me "
            + "AND [System.Tags] CONTAINS '\(Self.tag)' AND [System.Title] = '\(name.replacing("'", with: "''"))' "
            + "ORDER BY [System.Id]"
        let found: AzureQueryResult = try await reading(
            .azure(.post, Self.path(repository) + ["wiql"], body: AzureQuery(query: query), to: purpose))
        guard let number = found.workItems?.first?.id else { return nil }
        let item: AzureWorkItem = try await reading(
            .azure(
                .get, Self.path(repository) + ["workitems", String(number)],
                query: [("fields", "System.Title,System.Description")], to: purpose))
        return ForgeIssue(
            number: number, title: title, text: PlainHTML.text(of: item.fields?.description ?? ""),
            webURL: "\(api.root)/\(repository.azurePath[0])/_workitems/edit/\(number)")
    }

    public func createIssue(_ title: String, text: String, in repository: ForgeRepository) async throws {
        let name = Self.title(title, repository)
        try await change(
            .post, ["$Task"],
            [
                AzureFieldChange("System.Title", name), AzureFieldChange("System.Description", PlainHTML.of(text)),
                AzureFieldChange("System.Tags", Self.tag),
            ], repository, to: "create the work item \(name)")
    }

    public func updateIssue(_ number: Int, text: String, in repository: ForgeRepository) async throws {
        try await change(
            .patch, [String(number)], [AzureFieldChange("System.Description", PlainHTML.of(text))], repository,
            to: "change the work item #\(number)")
    }

    private static func title(_ title: String, _ repository: ForgeRepository) -> String {
        "\(title): \(repository.path.split(separator: "/").last ?? "")"
    }

    private static func path(_ repository: ForgeRepository) -> [String] { [repository.azurePath[0], "_apis", "wit"] }

    private func change(
        _ method: HTTPMethod, _ path: [String], _ changes: [AzureFieldChange], _ repository: ForgeRepository,
        to purpose: String
    ) async throws {
        var call = APICall.azure(
            method, Self.path(repository) + ["workitems"] + path, body: changes, to: purpose)
        call.contentType = "application/json-patch+json"
        let _: AzureWorkItem = try await reading(call)
    }

    /// Reads an answer about work items. A token that may not touch them is answered with 401 like one that is wrong; by now it
    /// is known to be right for pull requests, so the run goes on.
    private func reading<T: Decodable>(_ call: APICall) async throws -> T {
        do {
            return try await api.read(call)
        } catch let error as ForgeError where error.code == .unauthorized {
            throw ForgeError(
                .forbidden, "\(error.message) For the dashboard it needs the scope Work items: read & write.")
        }
    }
}

/// Text in HTML, line by line, and back.
enum PlainHTML {
    static func of(_ text: String) -> String {
        let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        return "<pre>\(escaped)</pre>"
    }

    /// The text, also when an editor has put every line into an element of its own.
    static func text(of html: String) -> String {
        var text = ""
        var rest = html[...]
        while let start = rest.firstIndex(of: "<") {
            text += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ">") else {
                rest = rest[start...]
                break
            }
            let element = rest[start...end].lowercased().filter { !$0.isWhitespace }
            if ["<br>", "<br/>", "</div>", "</p>"].contains(element) { text += "\n" }
            rest = rest[rest.index(after: end)...]
        }
        text += rest
        let entities = [
            ("&nbsp;", " "), ("\u{A0}", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"),
        ]
        for (entity, character) in entities { text = text.replacing(entity, with: character) }
        return text.replacing("&amp;", with: "&")
    }
}

struct AzureQuery: Encodable, Sendable {
    var query: String
}

struct AzureQueryResult: Decodable, Sendable {
    struct Item: Decodable, Sendable {
        var id: Int?
    }

    var workItems: [Item]?
}

struct AzureWorkItem: Decodable, Sendable {
    struct Fields: Decodable, Sendable {
        var description: String?

        enum CodingKeys: String, CodingKey { case description = "System.Description" }
    }

    var id: Int?
    var fields: Fields?
}

/// One step of a JSON Patch (RFC 6902).
struct AzureFieldChange: Encodable, Sendable {
    var op = "add"
    var path: String
    var value: String

    init(_ field: String, _ value: String) {
        path = "/fields/" + field
        self.value = value
    }
}
