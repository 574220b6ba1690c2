import Domain

/// A patch written as text: resources to merge, or operations with `path` and `value`.
///
/// Patches of Flux's resources carry whole releases, so charts in them are read too.
enum KustomizePatch {
    static func read(_ root: YAMLNode, _ pins: PinBuilder) {
        if root.isMapping {
            if let resource = KubernetesResource(root), resource.isIn("toolkit.fluxcd.io"), let spec = resource.spec {
                FluxResource(resource: resource, spec: spec, pins: pins).read()
            } else {
                ImageWalker(pins: pins, place: .resource).walk(root)
            }
        }
        for operation in root.items { readOperation(operation, pins) }
    }

    private static func readOperation(_ operation: YAMLNode, _ pins: PinBuilder) {
        guard let value = operation["value"] else { return }
        if value.isScalar {
            let path = operation["path"]?.text?.lowercased() ?? ""
            if path.hasSuffix("image") { pins.addImage(value, unpinned: .ignore) }
        } else {
            ImageWalker(pins: pins, place: .resource).walk(value)
        }
    }
}
