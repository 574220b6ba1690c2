import Domain
import HTTPTransport

/// Who is who on one GitHub: our own user, and the people that settings name, each asked for once.
///
/// Two questions at the same moment may both be sent; errors are not remembered.
actor GitHubDirectory {
    private let api: ForgeAPI
    /// The API as the app itself, where there is one.
    private let app: ForgeAPI?
    /// The outer nil means "not asked yet".
    private var bot: Int??
    private var login: String?
    /// The names of the members of teams, by name in lower case; nil for those that cannot be listed.
    private var teams: [String: [String]?] = [:]
    /// Names in lower case, by repository.
    private var people: [String: [String: ForgeUser?]] = [:]

    init(api: ForgeAPI, app: ForgeAPI? = nil) {
        self.api = api
        self.app = app
    }

    /// The id of the user that the token belongs to; nil for tokens of apps and of jobs, which are no user's.
    func botID() async throws -> Int? {
        if let bot { return bot }
        let call = APICall(.get, ["user"], to: "ask whose token this is")
        if let app {
            let id = try await appUser(app)
            bot = .some(id)
            return id
        }
        do {
            let user: GitHubUser = try await api.read(call)
            guard let id = user.id else {
                throw ForgeError(.malformed, "Could not \(call.purpose): GitHub at \(api.root) answered without an id.")
            }
            bot = .some(id)
            login = user.login
            return id
        } catch let error as ForgeError where error.code == .forbidden {
            bot = .some(nil)
            return nil
        }
    }

    /// The name of that user.
    func botLogin() async throws -> String? {
        _ = try await botID()
        return login
    }

    /// The id of the user `slug[bot]` that an app's pull requests are by.
    private func appUser(_ app: ForgeAPI) async throws -> Int? {
        let found: GitHubAppAnswer = try await app.read(APICall(.get, ["app"], to: "ask for the name of the app"))
        guard let slug = found.slug else { return nil }
        let user: GitHubUser = try await api.read(
            APICall(.get, ["users", slug + "[bot]"], to: "look up the user of the app \(slug)"))
        login = user.login
        return user.id
    }

    /// The names of the members of a team `organisation/team`; nil where there is none, or the credential may not list them.
    func members(ofTeam name: String) async throws -> [String]? {
        let parts = name.split(separator: "/").map(String.init)
        guard parts.count == 2 else { return nil }
        let key = name.lowercased()
        if let known = teams[key] { return known }
        do {
            let found: [GitHubUser] = try await api.readPages(
                APICall(
                    .get, ["orgs", parts[0], "teams", parts[1], "members"], to: "list the members of the team \(name)"))
            let names = found.compactMap(\.login)
            teams[key] = .some(names)
            return names
        } catch let error as ForgeError where error.code == .notFound || error.code == .forbidden {
            teams[key] = .some(nil)
            return nil
        }
    }

    /// Finds somebody who can be assigned in `repository`, with or without `@`, in any case.
    func user(named name: String, in repository: ForgeRepository) async throws -> ForgeUser? {
        let name = String(name.drop { $0 == "@" })
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_[]".contains($0)) })
        else {
            return nil
        }
        let key = name.lowercased()
        if let known = people[repository.id]?[key] { return known }
        var found: ForgeUser? = ForgeUser(id: name, name: name)
        do {
            try await api.send(
                APICall(
                    .get, repository.apiPath + ["assignees", name],
                    to: "ask whether \(name) can be assigned in \(repository.path)"))
        } catch let error as ForgeError where error.code == .notFound {
            found = nil
        }
        people[repository.id, default: [:]][key] = .some(found)
        return found
    }
}

extension ForgeRepository {
    /// The path of a GitHub repository below the root of the API.
    var apiPath: [String] { ["repos"] + id.split(separator: "/").map(String.init) }
}
