extension ForgeDialect {
    static let azure: ForgeDialect = {
        var dialect = ForgeDialect(
            service: "azure", realm: "Azure DevOps", pagePath: "/pullrequest/",
            isAPI: { $0.contains("/_apis/") || $0.hasSuffix("/_apis") },
            answer: { try await $0.answerAzure($1) })
        dialect.basePath = "/sandbox"
        dialect.hasSharedNumbers = true
        dialect.followsBranches = false
        dialect.oldPaths = .forgets
        dialect.shape = { refusal in
            if refusal.body["typeKey"] != nil { return refusal.reply }
            let text: String
            if case .string(let said)? = refusal.body["error"] ?? refusal.body["message"] {
                text = said
            } else {
                text = ""
            }
            var reply = Refusal.azure(refusal.status, "VssPropertyValidationException", text).reply
            reply.isViolation = refusal.isViolation
            return reply
        }
        dialect.gitPath = { path in
            let parts = path.split(separator: "/").map(String.init)
            return "/sandbox/" + parts.dropLast().joined(separator: "/") + "/_git/" + (parts.last ?? "")
        }
        return dialect
    }()
}

extension Refusal {
    /// An error as Azure DevOps writes it.
    static func azure(_ status: Int, _ key: String, _ message: String, isViolation: Bool = false) -> Refusal {
        Refusal(
            status,
            [
                "$id": "1", "innerException": .null, "message": .string(message),
                "typeName": .string("Microsoft.TeamFoundation.Git.Server.\(key), Microsoft.TeamFoundation.Git.Server"),
                "typeKey": .string(key), "errorCode": 0, "eventId": 3000,
            ], isViolation: isViolation)
    }
}
