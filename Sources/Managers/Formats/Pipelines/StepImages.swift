import Domain

/// Images of steps, in pipelines where a group of steps is a list, or a mapping by name.
struct StepImages {
    let pins: PinBuilder

    /// Reads the groups of `root` under `keys`; each step has its image in `image`.
    func read(_ root: YAMLNode, keys: [(key: StaticString, depType: String)]) {
        for (key, depType) in keys {
            guard let group = root[key] else { continue }
            for step in group.items + group.entries.map({ $0.value.resolved })
            where step.isMapping && pins.isFirstVisit(step) {
                guard let image = step["image"]?.scalar, !image.text.isEmpty else { continue }
                pins.addImage(image, depType: depType)
            }
        }
    }
}
