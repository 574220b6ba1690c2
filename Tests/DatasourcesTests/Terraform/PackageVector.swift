import Foundation

/// Packages of providers with their hashes.
///
/// Made with Python's `zipfile`, and the hashes with its `hashlib`: for each file in the order of names the line
/// `sha256(content).hexdigest() + "  " + name + "\n"`, then `"h1:" + base64(sha256(all lines))`. Go's own `dirhash.HashDir` gave
/// the same for the unpacked files.
struct PackageVector: Sendable {
    var zip: [UInt8]
    /// In hexadecimal.
    var sha256: String
    var h1: String

    private init(_ base64: String, sha256: String, h1: String) {
        zip = Array(Data(base64Encoded: base64) ?? Data())
        self.sha256 = sha256
        self.h1 = h1
    }

    /// Three deflated files, one of them in a folder with an entry of its own.
    static let deflated = PackageVector(
        "UEsDBBQAAAAAAIMYIlgAAAAAAAAAAAAAAAAFAAAAZG9jcy9QSwMEFAAAAAgAgxgiWEjpBLeGAAAA0AcAACAAAAB0ZXJyYWZvcm0t"
            + "cHJvdmlkZXItdGxzX3Y0LjEuMF94NY3UIQrCYACG4QMI6x5gzWJYlBVXFDQsmX6wGAwiA1GbYZ7AsOYNBkt2gyfQCxg0LJjsu8Lz"
            + "XOH9+EIwa/REMzRFP/RFBzRAfTRBc6TdUlSiD2pQhnRXF/RHG7RHObqjG8I7CCu0QAlaoha90QOd0RXt0BHVqIdeaIQKNEZbdEIx"
            + "GqIKRagDUEsDBBQAAAAIAIMYIlgWT+/xDwAAAA0AAAALAAAATElDRU5TRS50eHRzK0pNVSjJVygtTtXjAgBQSwMEFAAAAAgAgxgi"
            + "WOv10L0KAAAACAAAAAsAAABkb2NzL2EgYi5tZFNW8MsvSS3mAgBQSwECFAMUAAAAAACDGCJYAAAAAAAAAAAAAAAABQAAAAAAAAAA"
            + "AAAAgAEAAAAAZG9jcy9QSwECFAMUAAAACACDGCJYSOkEt4YAAADQBwAAIAAAAAAAAAAAAAAA7YEjAAAAdGVycmFmb3JtLXByb3Zp"
            + "ZGVyLXRsc192NC4xLjBfeDVQSwECFAMUAAAACACDGCJYFk/v8Q8AAAANAAAACwAAAAAAAAAAAAAA7YHnAAAATElDRU5TRS50eHRQ"
            + "SwECFAMUAAAACACDGCJY6/XQvQoAAAAIAAAACwAAAAAAAAAAAAAA7YEfAQAAZG9jcy9hIGIubWRQSwUGAAAAAAQABADzAAAAUgEA"
            + "AAAA",
        sha256: "3fe016d028897812959206887211dd795997e6a787edb6cacdae44ffe47a1387",
        h1: "h1:zb0E/jdLd9u/aOD8nG47lx+aN+C6zz63XqnoC1kKqis=")

    /// Two stored files, one of them empty, and a comment behind the directory.
    static let stored = PackageVector(
        "UEsDBBQAAAAAAIMYIliDCRZ7EwAAABMAAAAgAAAAdGVycmFmb3JtLXByb3ZpZGVyLXRsc192NC4xLjBfeDUjIS9iaW4vc2gKZWNo"
            + "byB0bHMKUEsDBBQAAAAAAIMYIlgAAAAAAAAAAAAAAAAMAAAAQ0hBTkdFTE9HLm1kUEsBAhQDFAAAAAAAgxgiWIMJFnsTAAAAEwAA"
            + "ACAAAAAAAAAAAAAAAO2BAAAAAHRlcnJhZm9ybS1wcm92aWRlci10bHNfdjQuMS4wX3g1UEsBAhQDFAAAAAAAgxgiWAAAAAAAAAAA"
            + "AAAAAAwAAAAAAAAAAAAAAO2BUQAAAENIQU5HRUxPRy5tZFBLBQYAAAAAAgACAIgAAAB7AAAADABtYWRlIGJ5IGhhbmQ=",
        sha256: "a8df7835580f279210d11798c3a83052b0081004b3d284449c3b765ba663616f",
        h1: "h1:AZufzMlLKieHlso2ManAr9Wpoghkove4DuY49h8P1dg=")

    /// Written as a stream: sizes stand behind the data and in the directory only.
    static let streamed = PackageVector(
        "UEsDBBQACAAIAIMYIlgAAAAAAAAAAAAAAAAgAAAAdGVycmFmb3JtLXByb3ZpZGVyLXRsc192NC4wLjVfeDUrySlWKBnFo3gUj+Ih"
            + "gAFQSwcIsrmJMA8AAACwBAAAUEsDBBQACAAIAIMYIlgAAAAAAAAAAAAAAAALAAAATElDRU5TRS50eHRzK0pNVSjJVygtTtXjAgBQ"
            + "SwcIFk/v8Q8AAAANAAAAUEsBAhQDFAAIAAgAgxgiWLK5iTAPAAAAsAQAACAAAAAAAAAAAAAAAO2BAAAAAHRlcnJhZm9ybS1wcm92"
            + "aWRlci10bHNfdjQuMC41X3g1UEsBAhQDFAAIAAgAgxgiWBZP7/EPAAAADQAAAAsAAAAAAAAAAAAAAO2BXQAAAExJQ0VOU0UudHh0"
            + "UEsFBgAAAAACAAIAhwAAAKUAAAAAAA==",
        sha256: "a0ecadcbf2f82ff293eef0d5928c50a769fd9bce1ecbf7b1686848094420f2b3",
        h1: "h1:vfTGH0am3LXU92Q7NlWNwpiS2OLh2RhHM21nlhDrmfc=")

    /// Archives that no installer should unpack, in Base64.
    static let refused: [(name: String, base64: String, reason: String)] = [
        (
            "parent",
            "UEsDBBQAAAAAAIMYIliDFtyMAQAAAAEAAAAEAAAALi4veHhQSwECFAMUAAAAAACDGCJYgxbcjAEAAAABAAAABAAAAAAAAAAAAAAA"
                + "7YEAAAAALi4veFBLBQYAAAAAAQABADIAAAAjAAAAAAA=",
            "no package of a provider has"
        ),
        (
            "absolute",
            "UEsDBBQAAAAAAIMYIliDFtyMAQAAAAEAAAACAAAAL3h4UEsBAhQDFAAAAAAAgxgiWIMW3IwBAAAAAQAAAAIAAAAAAAAAAAAAAO2B"
                + "AAAAAC94UEsFBgAAAAABAAEAMAAAACEAAAAAAA==",
            "no package of a provider has"
        ),
        (
            "backslash",
            "UEsDBBQAAAAAAIMYIliDFtyMAQAAAAEAAAADAAAAYVxieFBLAQIUAxQAAAAAAIMYIliDFtyMAQAAAAEAAAADAAAAAAAAAAAAAADt"
                + "gQAAAABhXGJQSwUGAAAAAAEAAQAxAAAAIgAAAAAA",
            "no package of a provider has"
        ),
        (
            "symlink",
            "UEsDBBQAAAAAAIMYIlgKuR8pCwAAAAsAAAAEAAAAbGluay9ldGMvcGFzc3dkUEsBAhQDFAAAAAAAgxgiWAq5HykLAAAACwAAAAQA"
                + "AAAAAAAAAAAAAP+hAAAAAGxpbmtQSwUGAAAAAAEAAQAyAAAALQAAAAAA",
            "no package of a provider has"
        ),
        (
            "twice",
            "UEsDBBQAAAAAAIMYIli379yDAQAAAAEAAAABAAAAeDFQSwMEFAAAAAAAgxgiWA2+1RoBAAAAAQAAAAEAAAB4MlBLAQIUAxQAAAAA"
                + "AIMYIli379yDAQAAAAEAAAABAAAAAAAAAAAAAACAAQAAAAB4UEsBAhQDFAAAAAAAgxgiWA2+1RoBAAAAAQAAAAEAAAAAAAAAAAAA"
                + "AIABIAAAAHhQSwUGAAAAAAIAAgBeAAAAQAAAAAAA",
            "twice"
        ),
        (
            "empty",
            "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==",
            "the archive is empty"
        ),
    ]
}
