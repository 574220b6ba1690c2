/// What a request to the sandbox is about.
public enum RequestKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// The forge's API, without changing anything.
    case forgeRead = "forge-read"
    /// The forge's API, by a method that changes something; also when it was refused.
    case forgeWrite = "forge-write"
    /// Tokens of an app's installation.
    case forgeToken = "forge-token"
    /// `info/refs`: capabilities, and before protocol v2 the list of references.
    case gitDiscovery = "git-discovery"
    /// Protocol v2's `ls-refs`.
    case gitLsRefs = "git-ls-refs"
    case gitFetch = "git-fetch"
    /// `git-receive-pack`.
    case gitPush = "git-push"
    /// Tags, manifests, blobs and the ping of the container registry.
    case registry
    /// The token endpoint of the container registry.
    case registryToken = "registry-token"
    case chart
    /// The registry of Terraform's providers, and their packages.
    case terraform
    /// Pages for people.
    case page
}
