import Domain
import Foundation
import Signing
import Testing

@testable import Server

/// A folder of bodies that vendors publish, with a list beside it that says which header fields go with each.
///
/// It is not part of the project: `WINDLASS_PAYLOADS` names it.
struct PayloadFolder {
    struct Payload: CustomTestStringConvertible, Sendable {
        var file: String
        /// The word in front of the first dot.
        var vendor: String
        var body: [UInt8]
        var fields: [(name: String, value: String)]

        var testDescription: String { file }
    }

    /// One line of `signatures.tsv`.
    struct Vector: CustomTestStringConvertible, Sendable {
        var id, scheme, keyEncoding, key, messageID, timestamp, body, header, value: String
        var isValid: Bool

        var testDescription: String { id }
    }

    static let path = ProcessInfo.processInfo.environment["WINDLASS_PAYLOADS"].flatMap { $0.isEmpty ? nil : $0 }

    /// The sender that each vendor's bodies go to.
    static let senders: [String: SenderID] = [
        "acr": "registry/acr", "aliyun_acr": "registry/aliyun", "argocd": "argocd",
        "artifactory": "registry/artifactory",
        "azure": "azure", "distribution": "registry/oci", "dockerhub": "registry/dockerhub", "ecr": "registry/ecr",
        "cloudevents": "registry/ecr", "flux": "flux", "gar": "registry/gar", "gcr": "registry/gar",
        "generic": "generic", "ghcr": "registry/ghcr", "github": "github", "gitlab": "gitlab",
        "gitlab_registry": "registry/gitlab", "harbor": "registry/harbor", "jfrog": "registry/artifactory",
        "nexus": "registry/nexus", "oci": "registry/oci", "quay": "registry/quay",
    ]

    /// Every body of the folder.
    static func payloads() -> [Payload] {
        guard let path else { return [] }
        let fields = headers(beside: path)
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return files.filter { $0.hasSuffix(".json") }.sorted().compactMap { file in
            guard let data = FileManager.default.contents(atPath: path + "/" + file) else { return nil }
            return Payload(
                file: file, vendor: String(file.prefix { $0 != "." }), body: Array(data), fields: fields[file] ?? [])
        }
    }

    static func vectors() -> [Vector] {
        guard let path else { return [] }
        return rows(of: "signatures.tsv", beside: path).compactMap { row in
            guard row.count >= 10, let body = try? JSONDecoder().decode(String.self, from: Data(row[6].utf8)) else {
                return nil
            }
            return Vector(
                id: row[0], scheme: row[1], keyEncoding: row[2], key: row[3], messageID: row[4], timestamp: row[5],
                body: body, header: row[7], value: row[8], isValid: row[9] == "valid")
        }
    }

    /// The fields whose values are written out; those in angle brackets are made by the test.
    private static func headers(beside path: String) -> [String: [(name: String, value: String)]] {
        var result: [String: [(name: String, value: String)]] = [:]
        for row in rows(of: "index.tsv", beside: path) where row.count > 5 {
            let file = row[0].split(separator: "/").last.map(String.init) ?? row[0]
            result[file] = row[5].components(separatedBy: "; ").compactMap { part in
                guard let colon = part.firstIndex(of: ":"), !part.contains("<"), !part.contains("["),
                    !part.contains("(")
                else { return nil }
                return (String(part[..<colon]), part[part.index(after: colon)...].trimmingCharacters(in: .whitespaces))
            }
        }
        return result
    }

    private static func rows(of name: String, beside path: String) -> [[String]] {
        for folder in [path, path + "/.."] {
            guard let data = FileManager.default.contents(atPath: folder + "/" + name) else { continue }
            return String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst().map {
                $0.components(separatedBy: "\t")
            }
        }
        return []
    }
}

/// The proof that a sender gives with a body, as its vendor documents it.
func proof(_ sender: SenderID, of body: [UInt8], secret: String, at time: Date) throws -> [(String, String)] {
    func hex(_ function: HashFunction) throws -> String {
        hexadecimal(try function.hmac(key: Array(secret.utf8), message: body))
    }
    switch sender {
    case "github", "registry/ghcr": return [("X-Hub-Signature-256", "sha256=" + (try hex(.sha256)))]
    case "gitlab": return [("X-Gitlab-Token", secret)]
    case "azure": return [("Authorization", "Basic " + Data("windlass:\(secret)".utf8).base64EncodedString())]
    case "registry/nexus": return [("X-Nexus-Webhook-Signature", try hex(.sha1))]
    case "registry/artifactory": return [("X-JFrog-Event-Auth", try hex(.sha256))]
    case "flux", "generic": return [("X-Signature", "sha256=" + (try hex(.sha256)))]
    default: return [("Authorization", secret)]
    }
}
