import Domain
import Testing
import Versioning

@Suite struct BumpedTests {
    @Test(arguments: [
        ("1.2.3", "1.2.4-0", "1.2.4", "1.3.0", "2.0.0"),
        ("1.2.3-rc.1", "1.2.3-rc.2", "1.2.3", "1.3.0", "2.0.0"),
        ("1.3.0-rc.1", "1.3.0-rc.2", "1.3.0", "1.3.0", "2.0.0"),
        ("2.0.0-rc", "2.0.0-rc.0", "2.0.0", "2.0.0", "2.0.0"),
        ("1.0.0-beta.9.x", "1.0.0-beta.10.x", "1.0.0", "1.0.0", "1.0.0"),
        ("v0.0.9+build.7", "v0.0.10-0", "v0.0.10", "v0.1.0", "v1.0.0"),
        ("0.0.99999999999999999999", "0.0.100000000000000000000-0", "0.0.100000000000000000000", "0.1.0", "1.0.0"),
    ])
    func `counts one step on`(version: String, preRelease: String, patch: String, minor: String, major: String) {
        let steps: [(BumpStep, String)] = [
            (.prerelease, preRelease), (.patch, patch), (.minor, minor), (.major, major),
        ]
        for (step, expected) in steps { #expect(bumped(version, by: step) == expected, "\(step)") }
    }

    @Test(arguments: ["", "1", "1.2", "latest", "1.2.3.4", "01.2.3", "{{ version }}"])
    func `what is no semantic version has no next one`(text: String) {
        for step in BumpStep.allCases { #expect(bumped(text, by: step) == nil) }
    }
}
