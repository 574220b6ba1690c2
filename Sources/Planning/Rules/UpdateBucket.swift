import Domain

/// Which newer versions compete with one another: of each bucket, one is proposed.
struct UpdateBucket: Hashable, Comparable {
    /// Small steps first.
    private var step: Int
    private var major: Int
    private var minor: Int

    init(_ type: UpdateType, _ numbers: VersionNumbers?, _ rules: DependencyOptions) {
        let updates = rules.updates
        let separatesMajors = rules.separateMajorMinor || updates.separateMultipleMajor == true
        major = 0
        minor = 0
        switch type {
        case .major:
            step = separatesMajors ? 2 : 0
            if updates.separateMultipleMajor == true { major = numbers?.major ?? 0 }
        case .minor:
            step = updates.separateMinorPatch == true || updates.separateMultipleMinor == true ? 1 : 0
            if updates.separateMultipleMinor == true { minor = numbers?.minor ?? 0 }
        case .patch, .digest, .pinDigest:
            step = 0
        }
    }

    static func < (a: UpdateBucket, b: UpdateBucket) -> Bool {
        (a.step, a.major, a.minor) < (b.step, b.major, b.minor)
    }
}
