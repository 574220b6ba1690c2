public import Domain

/// A forge that can be made from settings alone.
public protocol BuiltInForge: Forge {
    /// Checks `configuration` and makes a client; nothing is sent yet.
    ///
    /// - Throws: ``ForgeError`` `.invalid` or `.unauthorized` for what is missing or cannot be used.
    init(_ configuration: ForgeConfiguration) throws(ForgeError)
}

/// Every kind of forge, in the order of lists. A new one is a file and a line here.
public let builtInForges: [any BuiltInForge.Type] = [
    GitLabForge.self
]
