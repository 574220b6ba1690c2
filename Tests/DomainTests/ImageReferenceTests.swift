import Domain
import Testing

@Suite("Image references")
struct ImageReferenceTests {
    private static let digest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)

    @Test(
        "takes a reference apart",
        arguments: [
            ("nginx", "nginx", nil, "docker.io", "library/nginx"),
            ("nginx:1.25", "nginx", "1.25", "docker.io", "library/nginx"),
            ("bitnami/redis:7.2.4-debian-12-r3", "bitnami/redis", "7.2.4-debian-12-r3", "docker.io", "bitnami/redis"),
            ("docker.io/nginx:1", "docker.io/nginx", "1", "docker.io", "library/nginx"),
            ("index.docker.io/a/b:1", "index.docker.io/a/b", "1", "docker.io", "a/b"),
            ("ghcr.io/a/b/c:v1", "ghcr.io/a/b/c", "v1", "ghcr.io", "a/b/c"),
            ("localhost/app:x", "localhost/app", "x", "localhost", "app"),
            ("localhost:5000/app", "localhost:5000/app", nil, "localhost:5000", "app"),
            (
                "registry.example.com:5000/a/b:1.0", "registry.example.com:5000/a/b", "1.0",
                "registry.example.com:5000", "a/b"
            ),
            ("127.0.0.1:5000/app:1", "127.0.0.1:5000/app", "1", "127.0.0.1:5000", "app"),
            ("Registry.Example.com/app:A_b.C-1", "Registry.Example.com/app", "A_b.C-1", "Registry.Example.com", "app"),
            ("my-org/my_app__x--y.z", "my-org/my_app__x--y.z", nil, "docker.io", "my-org/my_app__x--y.z"),
        ] as [(String, String, String?, String, String)])
    func parses(text: String, name: String, tag: String?, host: String, repository: String) throws {
        for digest in [nil, Self.digest] {
            let whole = text + (digest.map { "@" + $0 } ?? "")
            let reference = try #require(ImageReference(whole))
            #expect(reference.text == whole)
            #expect(reference.name == name)
            #expect(reference.tag == tag)
            #expect(reference.digest == digest)
            #expect(reference.host == host)
            #expect(reference.repository == repository)
            let bytes = Array(whole.utf8)
            #expect(reference.tagRange.map { String(decoding: bytes[$0], as: UTF8.self) } == tag)
            #expect(reference.digestRange.map { String(decoding: bytes[$0], as: UTF8.self) } == digest)
        }
    }

    @Test(
        "refuses what is no reference",
        arguments: [
            "", " ", "/", "nginx:", ":1", "nginx:1:2", "nginx@", "nginx@sha256", "nginx@sha256:", "nginx@sha256:abc",
            "nginx@sha256:0123456789ABCDEF0123456789ABCDEF", "nginx 1", "nginx:1 ", "Nginx", "a//b", "/a", "a/", "a/B",
            "nginx:.1", "nginx:-1", "nginx:é", "-a", "a-", "_a", "a..b", "a._b", "a___b", "a.-b", "./app:1", "../app:1",
            ".../app", "-x.io/app", "x-.io/app", "x..io/app", "x.io:/app", "x.io:y/app", "x.io:1:2/app",
            "my_registry.io/app",
            "${IMAGE}", "{{ .Values.image }}", "https://example.com/app", "nginx:\(String(repeating: "1", count: 129))",
            String(repeating: "a", count: 1025), "nginx\u{0}", "nginx\n",
        ])
    func refuses(text: String) {
        #expect(ImageReference(text) == nil)
    }

    @Test("long names and tags up to the limits are read")
    func limits() {
        #expect(ImageReference("nginx:" + String(repeating: "1", count: 128)) != nil)
        #expect(ImageReference(String(repeating: "a", count: 1024)) != nil)
    }

    @Test("any bytes may come in", .timeLimit(.minutes(5)))
    func noise() {
        var state: UInt64 = 1
        let alphabet = Array("ab1:@/.-_sha256éA ".unicodeScalars)
        for _ in 0..<5000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<30 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            guard let reference = ImageReference(String(text)) else { continue }
            let rebuilt =
                reference.name + (reference.tag.map { ":" + $0 } ?? "") + (reference.digest.map { "@" + $0 } ?? "")
            #expect(rebuilt == reference.text)
        }
    }

    @Test("tells tags and digests")
    func parts() {
        #expect(ImageReference.isTag("1.2.3-alpine") && ImageReference.isTag("_x"))
        #expect(!ImageReference.isTag("") && !ImageReference.isTag("a+b") && !ImageReference.isTag(".a"))
        #expect(ImageReference.isDigest(Self.digest))
        #expect(ImageReference.isDigest("sha512:" + String(repeating: "0", count: 128)))
        for text in [
            "", "sha256:", ":" + String(repeating: "0", count: 64), "sha256:" + String(repeating: "g", count: 64),
        ] {
            #expect(!ImageReference.isDigest(text))
        }
    }
}
