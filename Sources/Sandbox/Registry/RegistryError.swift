/// The registry's refusals, in the shape of the distribution specification.
///
/// - Source: OCI distribution specification 1.1, section "Error codes".
enum RegistryError {
    static func refusal(
        _ status: Int, _ code: String, _ message: String, detail: JSONValue = .null, headers: [Reply.Header] = [],
        isViolation: Bool = false
    ) -> Refusal {
        Refusal(
            status, ["errors": [["code": .string(code), "message": .string(message), "detail": detail]]],
            headers: headers, isViolation: isViolation)
    }

    static func unknownName(_ name: String) -> Refusal {
        refusal(404, "NAME_UNKNOWN", "repository name not known to registry", detail: ["name": .string(name)])
    }

    static func unknownManifest(_ reference: String) -> Refusal {
        refusal(404, "MANIFEST_UNKNOWN", "manifest unknown", detail: ["reference": .string(reference)])
    }

    /// A request that no correct client sends.
    static func wrong(_ message: String) -> Refusal {
        refusal(400, "UNSUPPORTED", message, isViolation: true)
    }
}
