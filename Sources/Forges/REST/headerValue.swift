import Domain

/// The value of a token, checked to fit into one line of a header.
///
/// - Throws: ``ForgeError`` `.unauthorized` for an empty token and for one with blanks, line ends or other than ASCII.
func headerValue(of token: Secret, named name: String, for address: ForgeAddress) throws(ForgeError) -> String {
    let value = token.reveal()
    guard !value.isEmpty, value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        throw ForgeError(
            .unauthorized,
            "The credential \(name) for \(address.root) is empty or has blanks or line ends in it: check where it comes from."
        )
    }
    return value
}
