public import Domain
public import HTTPTransport

/// Asks one installation which version runs, and what its upgrade left to be done.
///
/// Sources: https://docs.gitlab.com/api/version/, https://docs.gitlab.com/api/admin/batched_background_migrations/,
/// https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/.
public struct InstallationProbe: Sendable {
    /// Where an installation says what it is.
    public struct Address: Hashable, Sendable {
        /// The address of the installation, without trailing slash.
        public var url: String
        public var token: Secret?
        /// The path behind ``url`` that answers with JSON.
        public var path: String
        /// The JSONPath of the version in it.
        public var field: String
        /// Whether the API of GitLab's background migrations is asked as well.
        public var hasMigrations: Bool

        public init(url: String, token: Secret?, path: String, field: String, hasMigrations: Bool) {
            self.url = url
            self.token = token
            self.path = path
            self.field = field
            self.hasMigrations = hasMigrations
        }

        /// How a component is asked when its owner says no more than where; nil when that is not known.
        public static func standard(for component: ComponentID, url: String, token: Secret?) -> Address? {
            switch component {
            case "gitlab":
                Address(url: url, token: token, path: "/api/v4/version", field: "$.version", hasMigrations: true)
            case "argo-cd":
                Address(url: url, token: token, path: "/api/version", field: "$.Version", hasMigrations: false)
            case "windlass":
                Address(url: url, token: token, path: "/version", field: "$.version", hasMigrations: false)
            default: nil
            }
        }
    }

    private let http: any HTTPClient
    /// For short-lived files, on a disk.
    private let scratchFolder: String

    public init(http: any HTTPClient, scratchFolder: String) {
        self.http = http
        self.scratchFolder = scratchFolder
    }

    /// - Throws: only `CancellationError`; an installation that does not answer is an answer.
    public func ask(_ address: Address) async throws -> RunningState {
        do {
            let document = try await get(address, path: address.path)
            guard let text = try DocumentPath(address.field).values(in: document).first?.text,
                let version = Self.version(in: text)
            else {
                return .silent("\(address.url)\(address.path) answers without a version at \(address.field)")
            }
            return .runs(version: version, address.hasMigrations ? try await migrations(address) : .none)
        } catch let error as CancellationError {
            throw error
        } catch {
            return .silent("\(error)")
        }
    }

    /// The numbers at the beginning, such as `2.9.3` of `v2.9.3+6eba5be`; nil when there are not three.
    static func version(in text: String) -> String? {
        let start = text.drop { $0 == "v" }.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let parts = start.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.count <= 9 }) else { return nil }
        return String(start)
    }

    /// Those of both databases; an installation with one database refuses the name of the other.
    private func migrations(_ address: Address) async throws -> BackgroundMigrations {
        var open: [String] = []
        for database in ["main", "ci"] {
            do {
                let path = "/api/v4/admin/batched_background_migrations?database=\(database)"
                guard case .list(let items) = try await get(address, path: path) else {
                    return .unreadable("\(address.url)\(path) does not answer with a list")
                }
                for item in items {
                    let name = item["job_class_name"]?.text ?? "without a name"
                    switch item["status"]?.text {
                    case "finished"?, "finalized"?: continue
                    case "failed"?: return .failed(name)
                    default: open.append(name)
                    }
                }
            } catch let error as CancellationError {
                throw error
            } catch let error as Refusal where database == "ci" && error.status == 400 {
                continue
            } catch {
                return .unreadable("\(error)")
            }
        }
        guard let first = open.first else { return .finished }
        return .unfinished(count: open.count, example: first)
    }

    private struct Refusal: Error, CustomStringConvertible {
        var status: Int
        var url: String
        var description: String {
            let advice =
                switch status {
                case 401, 403: ": the token is missing, wrong or not enough"
                default: ""
                }
            return "\(url) answers \(status)\(advice)"
        }
    }

    private func get(_ address: Address, path: String) async throws -> DocumentValue {
        var request = HTTPRequest(.get, address.url + path, responseLimit: 4 << 20, timeout: .seconds(20))
        request.headers["Accept"] = "application/json"
        if let token = address.token { request.authorization = Secret("Bearer " + token.reveal()) }
        let response = try await http.send(request)
        guard response.status == 200 else { throw Refusal(status: response.status, url: address.url + path) }
        return try DocumentValue.read(response.body, scratchFolder: scratchFolder)
    }
}
