import BotTestSupport
import Datasources
import Domain
import Foundation
import HTTPTransport

extension HTTPRequest {
    func answer(
        _ status: Int = 200, _ body: String = "", type: String = "application/json", headers: HTTPFields = [:]
    ) -> HTTPResponse {
        var headers = headers
        headers.add("Content-Type", type)
        return HTTPResponse(status: status, headers: headers, body: Array(body.utf8), url: url)
    }

    func tags(_ tags: [String], link: String? = nil) -> HTTPResponse {
        let list = tags.map { "\"\($0)\"" }.joined(separator: ",")
        return answer(200, "{\"name\":\"x\",\"tags\":[\(list)]}", headers: link.map { ["Link": $0] } ?? [:])
    }

    /// The value of a parameter of the query.
    func query(_ name: String) -> String? {
        URLComponents(string: url)?.queryItems?.first { $0.name == name }?.value
    }

    var path: String { URLComponents(string: url)?.path ?? "" }
}

/// Runs `work` and returns the code of its ``LookupError``; nil when it succeeds.
func lookupCode<T>(_ work: () async throws -> T) async throws -> LookupError.Code? {
    do {
        _ = try await work()
        return nil
    } catch let error as LookupError {
        return error.code
    }
}

extension Package {
    static func image(_ name: String, _ registryURLs: String...) -> Package {
        Package(datasource: "docker", name: name, registryURLs: registryURLs)
    }

    static func chart(_ name: String, _ registryURLs: String...) -> Package {
        Package(datasource: "helm", name: name, registryURLs: registryURLs)
    }
}
