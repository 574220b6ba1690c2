/// Makes the part of a branch name that stands for a package or a group: lower case, and nothing that a reference name may not hold.
///
/// Letters, digits, `.`, `_` and `-` stay; everything else becomes one `-`. `ghcr.io/stefanprodan/podinfo` gives
/// `ghcr.io-stefanprodan-podinfo`. Source of what is not allowed: git-check-ref-format(1).
func branchSlug(_ name: String) -> String {
    var slug = ""
    for character in name.lowercased() {
        let isKept = character.isASCII && (character.isLetter || character.isNumber || "._".contains(character))
        if isKept {
            if character == ".", slug.last == "." { continue }
            slug.append(character)
        } else if slug.last != "-" {
            slug.append("-")
        }
    }
    while let last = slug.last, "-.".contains(last) { slug.removeLast() }
    slug = String(slug.drop { "-.".contains($0) })
    if slug.hasSuffix(".lock") { slug += "-" }
    return slug.isEmpty ? "update" : String(slug.prefix(120))
}
