import Domain

extension PinBuilder {
    /// Adds what a field holds that only its name calls an image: a whole reference with a digest, or with a number in its tag.
    ///
    /// Anything else in such a field (a path, a name that is built here, `latest`) says nothing about a version.
    func addVersionedImage(_ scalar: YAMLScalar, depType: String) {
        guard let image = ImageText(scalar.text), !image.hasVariable else { return }
        let bytes = Array(scalar.text.utf8)
        let hasNumber = image.tag.map { tag in bytes[tag].contains { (0x30...0x39).contains($0) } } ?? false
        guard hasNumber || image.digest != nil else { return }
        addImage(scalar, depType: depType, unpinned: .ignore)
    }
}
