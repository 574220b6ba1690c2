public import Domain
import Foundation

/// The latest version of each release line of a product, from endoflife.date.
///
/// - Names: the product as the address of its page spells it, such as `amazon-eks` or `kubernetes`.
/// - Registry addresses: `https://endoflife.date/api` (the default).
/// - Versions: the latest of each line; of a line without one the line itself, as for `amazon-eks`.
/// - A line whose support has ended (`eol`) is deprecated.
/// - Requests of a package: one; when nothing changed, one with a condition.
///
/// Source: https://endoflife.date/docs/api/ (`GET /api/{product}.json`).
public struct EndOfLifeDate: BuiltInDatasource {
    public static let id: DatasourceID = "endoflife-date"
    public static let summary = "The latest version of each release line, from endoflife.date"
    public static let defaultVersioning: VersioningID = "loose"
    public static let defaultRegistryURLs = ["https://endoflife.date/api"]

    private let context: DatasourceContext
    private let web: WebAPI

    public init(_ context: DatasourceContext) {
        self.context = context
        web = WebAPI(context)
    }

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        guard isPathPart(package.name[...]) else {
            throw LookupError(.malformed, "\(package.name) is no product of endoflife.date")
        }
        return try await package.inOrder(Self.defaultRegistryURLs) { registry in
            let host = try ForgeHost(registryURL: registry)
            let lines = try await web.get(
                [Line].self,
                WebAPI.Question(
                    url: "\(host.url)/\(package.name).json", place: "\(host.origin.authority) for \(package.name)"))
            let now = context.now()
            return ReleaseList(
                releases: lines.map { line in
                    Release(
                        version: line.latest ?? line.cycle.text,
                        timestamp: timestamp(line.latest == nil ? line.releaseDate : line.latestReleaseDate),
                        isDeprecated: line.eol?.hasCome(now) == true || line.discontinued?.hasCome(now) == true)
                }, registryURL: registry, homepageURL: "https://endoflife.date/" + package.name)
        }
    }

    private struct Line: Decodable, Sendable {
        var cycle: Word
        var latest: String?
        var releaseDate: String?
        var latestReleaseDate: String?
        var eol: Word?
        var discontinued: Word?
    }

    /// A text, a number or a truth value: the API writes all of them.
    private enum Word: Decodable, Sendable {
        case text(String)
        case flag(Bool)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .text("\(try container.decode(Double.self))")
            }
        }

        var text: String {
            switch self {
            case .text(let text): text
            case .flag(let flag): "\(flag)"
            }
        }

        func hasCome(_ now: Date) -> Bool {
            switch self {
            case .flag(let flag): flag
            case .text(let text): timestamp(text).map { $0 <= now } ?? false
            }
        }
    }
}
