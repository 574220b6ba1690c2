/// The address of a provider or module in a registry: `[host/]namespace/name[/system]`.
///
/// Source: https://developer.hashicorp.com/terraform/language/providers/requirements#source-addresses,
/// https://developer.hashicorp.com/terraform/language/modules/sources#terraform-registry
struct TerraformAddress: Hashable {
    /// The host of the registry; nil for the one that the program asks by itself.
    let host: String?
    /// What the registry knows it by, such as `hashicorp/aws` or `terraform-aws-modules/vpc/aws`.
    let path: String
    private let isOpenTofu: Bool

    /// Reads the source of a provider; `aws` is `hashicorp/aws`. nil for anything else.
    init?(provider source: String, isOpenTofu: Bool) {
        let parts = source.split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: self.init(host: nil, ["hashicorp", parts[0]], isOpenTofu)
        case 2: self.init(host: nil, parts, isOpenTofu)
        case 3: self.init(host: parts[0], Array(parts[1...]), isOpenTofu)
        default: return nil
        }
    }

    /// Reads the source of a module, without a folder inside of it. nil for anything but a registry's address.
    init?(module source: some StringProtocol, isOpenTofu: Bool) {
        let parts = Substring(source).split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 3: self.init(host: nil, parts, isOpenTofu)
        case 4 where parts[0].contains(bytes: ".") || parts[0].contains(bytes: ":") || parts[0] == "localhost":
            self.init(host: parts[0], Array(parts[1...]), isOpenTofu)
        default: return nil
        }
    }

    private init?(host: Substring?, _ parts: [Substring], _ isOpenTofu: Bool) {
        guard parts.allSatisfy(Self.isName), host.map(Self.isHost) != false else { return nil }
        // Terraform would read these as Git repositories.
        if let host, ["github.com", "bitbucket.org"].contains(host) { return nil }
        self.host = host?.lowercased()
        path = parts.joined(separator: "/")
        self.isOpenTofu = isOpenTofu
    }

    /// Whether the provider is a part of the program.
    var isBuiltIn: Bool { host == "terraform.io" && path.hasPrefix("builtin/") || path == "hashicorp/terraform" }

    /// Where to look: a host that is written, or the registry of OpenTofu for its own files.
    var registryURLs: [String] {
        if let host { return [Self.registryURL(of: host)] }
        return isOpenTofu ? ["https://registry.opentofu.org"] : []
    }

    /// The address of a registry by its host, with its port where it has one; on this machine it is spoken to by plain HTTP.
    static func registryURL(of host: String) -> String {
        let isLoopback = host == "localhost" || ["localhost:", "127.", "[::1]"].contains(where: host.hasPrefix)
        return (isLoopback ? "http://" : "https://") + host
    }

    /// The address as a fact names it: what has no host begins with the slash.
    var key: String { (host ?? "") + "/" + path }

    private static func isName(_ part: Substring) -> Bool {
        guard let first = part.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "_") else { return false }
        return part.utf8.allSatisfy { VariableText.isNameByte($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isHost(_ part: Substring) -> Bool {
        !part.isEmpty && part.first != "."
            && part.utf8.allSatisfy {
                VariableText.isNameByte($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
                    || $0 == UInt8(ascii: ":")
            }
    }
}
