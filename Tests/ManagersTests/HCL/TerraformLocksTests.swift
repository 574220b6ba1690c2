import Domain
import Testing
import TextEdits

@testable import Managers

/// Which lock file serves which files, and how its entries move with them.
@Suite struct TerraformLocksTests {
    private static func main(_ version: String, source: String = "hashicorp/tls", module: String? = nil) -> String {
        let call = module.map { "\nmodule \"m\" {\n  source = \"\($0)\"\n}\n" } ?? ""
        return
            "terraform {\n  required_providers {\n    tls = { source = \"\(source)\", version = \"\(version)\" }\n  }\n}\n"
            + call
    }

    private static func lock(
        _ constraints: String?, _ version: String = "4.0.5", host: String = "registry.terraform.io"
    ) -> String {
        let line = constraints.map { "  constraints = \"\($0)\"\n" } ?? ""
        return
            "provider \"\(host)/hashicorp/tls\" {\n  version     = \"\(version)\"\n\(line)  hashes = [\n    \"zh:00\",\n  ]\n}\n"
    }

    private static func locks(_ files: [String: String]) -> TerraformLocks {
        let scanner = FileScanner()
        return TerraformLocks(
            files.sorted { $0.key < $1.key }.flatMap { scanner.scan(path: $0.key, bytes: Array($0.value.utf8)).facts })
    }

    private static func move(
        _ files: [String: String], to version: String, after: [String: String] = [:]
    ) throws(TerraformLockError) -> TerraformLockMove {
        let before = locks(files)
        let path = files.keys.first(where: TerraformLock.isLock) ?? ""
        let bytes = Array((files[path] ?? "").utf8)
        return try TerraformLockMove(
            TerraformLocks.Place(path: path, address: TerraformLock(bytes: bytes).entries.first?.address ?? ""),
            to: version, in: bytes, before: before, after: before.replacing(after.mapValues { Array($0.utf8) })
        ) { version, range in
            // Enough of Terraform's rules for these tables: the numbers of all lower bounds.
            range.split(separator: ",").allSatisfy { part in
                let words = part.split(separator: " ")
                guard let major = words.last?.split(separator: ".").first, let own = version.split(separator: ".").first
                else { return false }
                return words.first == "~>" || words.count == 1 ? major == own : true
            }
        }
    }

    private static func constraints(_ move: TerraformLockMove, _ lock: String) throws -> String? {
        let bytes = Array(lock.utf8)
        let result = try EditSet(move.edits(hashes: ["zh:ff"])).applied(to: bytes)
        return TerraformLock(bytes: result).entries.first?.constraints
    }

    @Test("a provider is moved although a lock file has it, and the entry is held to its constraints")
    func follows() {
        let tree = FixtureTree([
            "a/main.tf": Self.main("4.0.5"), "b/main.tf": Self.main("4.0.5"),
            "a/.terraform.lock.hcl": Self.lock("4.0.5"),
        ])
        #expect(tree.pins().map(\.file) == ["a/.terraform.lock.hcl", "a/main.tf", "b/main.tf"])
        let entry = tree.pins().first
        #expect(entry?.constraint == "4.0.5" && entry?.depType == "lock" && entry?.isLockEntry == true)
        #expect(Set(tree.pins().map(\.package)).count == 1)
    }

    @Test("an entry that no constraint leads is a pin of its own")
    func lockOnly() {
        let tree = FixtureTree([
            "a/.terraform.lock.hcl": Self.lock(nil),
            "a/main.tf": "resource \"tls_private_key\" \"k\" {\n  algorithm = \"RSA\"\n}\n",
        ])
        let pins = tree.pins()
        #expect(pins.map(\.currentValue) == ["4.0.5"] && pins.map(\.packageName) == ["hashicorp/tls"])
        #expect(pins.first?.constraint == nil)
    }

    @Test("an entry whose constraint only Terraform knows is left alone")
    func open() {
        let tree = FixtureTree([".terraform.lock.hcl": Self.lock("4.0.5"), "main.tf": Self.main("${var.tls}")])
        #expect(tree.pins().isEmpty)
        #expect(tree.scan().dependencies.map(\.skipReason) == [.lockFile, .containsVariable])
    }

    @Test("constraints of modules in the repository lead entries too, at any depth and in circles")
    func modules() {
        let files = [
            "env/prod/main.tf": "module \"net\" {\n  source = \"../../modules/net\"\n}\n",
            "modules/net/main.tf": "module \"keys\" {\n  source = \"./keys\"\n}\n",
            "modules/net/keys/main.tf": Self.main("~> 4.0", module: "../../../env/prod"),
            "env/prod/.terraform.lock.hcl": Self.lock("~> 4.0"),
            "other/.terraform.lock.hcl": Self.lock(nil),
        ]
        let tree = FixtureTree(files)
        #expect(
            tree.pins().map(\.file) == [
                "env/prod/.terraform.lock.hcl", "modules/net/keys/main.tf", "other/.terraform.lock.hcl",
            ])
        #expect(tree.pins().map(\.constraint) == ["~> 4.0", nil, nil])
        let pin = tree.pins().dropFirst().first
        #expect(pin.map { Self.locks(files).places(of: $0).map(\.path) } == ["env/prod/.terraform.lock.hcl"])
    }

    @Test("a module at the root of the repository is found")
    func root() {
        let files = [
            "examples/all/main.tf": "module \"this\" {\n  source = \"../../\"\n}\n", "versions.tf": Self.main("~> 4.0"),
            "examples/all/.terraform.lock.hcl": Self.lock("~> 4.0"),
        ]
        let pin = FixtureTree(files).pins().first { !$0.isLockEntry }
        #expect(pin.map { Self.locks(files).places(of: $0).map(\.path) } == ["examples/all/.terraform.lock.hcl"])
    }

    @Test("the lock file says which registry a provider without a host comes from")
    func registry() {
        let tree = FixtureTree([
            "main.tf": Self.main("4.0.5"), ".terraform.lock.hcl": Self.lock("4.0.5", host: "registry.opentofu.org"),
        ])
        let pins = tree.pins()
        #expect(pins.map(\.registryURLs) == [["https://registry.opentofu.org"], ["https://registry.opentofu.org"]])
    }

    @Test(
        "what modules from elsewhere ask for stays in the constraints",
        arguments: [
            ("~> 4.0", "~> 4.0", "~> 5.0", "~> 5.0"), ("~> 4.0", ">= 3.0.0, ~> 4.0", "~> 5.0", ">= 3.0.0, ~> 5.0"),
            (">= 4.0, != 4.0.3", ">= 4.0.0, != 4.0.3", ">= 5.0, != 4.0.3", "!= 4.0.3, >= 5.0.0"),
            ("4.0.5", "4.0.5", "5.1.0", "5.1.0"),
        ])
    func constraints(_ old: String, _ locked: String, _ new: String, _ expected: String) throws {
        let files = ["main.tf": Self.main(old), ".terraform.lock.hcl": Self.lock(locked)]
        let move = try Self.move(files, to: "5.1.0", after: ["main.tf": Self.main(new)])
        #expect(try Self.constraints(move, Self.lock(locked)) == expected)
        #expect(move.question?.lockedVersion == "4.0.5" && move.question?.package.name == "hashicorp/tls")
    }

    @Test("constraints of all files of the folder are joined")
    func joined() throws {
        let files = [
            "a.tf": Self.main("~> 4.0"), "b.tf": Self.main(">= 3.1"),
            ".terraform.lock.hcl": Self.lock(">= 3.1.0, ~> 4.0"),
        ]
        let move = try Self.move(files, to: "5.1.0", after: ["a.tf": Self.main("~> 5.0")])
        #expect(try Self.constraints(move, Self.lock(">= 3.1.0, ~> 4.0")) == ">= 3.1.0, ~> 5.0")
    }

    @Test("the hashes of a version that is locked already stay, extra ones too")
    func unchanged() throws {
        let lock = Self.lock("~> 4.0", "5.1.0").replacing("\"zh:00\",", with: "\"h1:x=\",\n    \"zh:00\",")
        let files = ["main.tf": Self.main("~> 4.0"), ".terraform.lock.hcl": lock]
        let move = try Self.move(files, to: "5.1.0", after: ["main.tf": Self.main("~> 5.0")])
        #expect(move.question == nil)
        let result = try EditSet(move.edits(hashes: nil)).applied(to: Array(lock.utf8))
        #expect(String(decoding: result, as: UTF8.self) == lock.replacing("~> 4.0", with: "~> 5.0"))
    }

    @Test(
        "says why an entry cannot move",
        arguments: [
            (
                Self.lock("~> 3.0, ~> 4.0"), "~> 5.0",
                "modules that are not in this repository, or an older state of it, ask for ~> 3.0"
            ),
            (Self.lock("~> 4.0"), "${var.v}", "the constraints on registry.terraform.io/hashicorp/tls cannot be read"),
            (Self.lock("~> 4.0"), "~> 6.0", "together the modules ask for ~> 6.0"),
            (Self.lock("~> 4.0") + "provider {\n", "~> 5.0", "cannot be read as Terraform writes it"),
        ])
    func refused(_ lock: String, _ new: String, _ reason: String) throws {
        let files = ["main.tf": Self.main("~> 4.0"), ".terraform.lock.hcl": lock]
        let error = #expect(throws: TerraformLockError.self) {
            try Self.move(files, to: "5.1.0", after: ["main.tf": Self.main(new)])
        }
        #expect(error?.message.contains(reason) == true)
        #expect(error?.message.hasPrefix(".terraform.lock.hcl") == true)
    }

    @Test("providers of other hosts are not mixed up")
    func hosts() {
        let files = [
            "main.tf": Self.main("~> 4.0", source: "registry.example.com/hashicorp/tls"),
            ".terraform.lock.hcl": Self.lock(nil),
        ]
        let pins = FixtureTree(files).pins()
        #expect(pins.map(\.file) == [".terraform.lock.hcl", "main.tf"])
        let locks = Self.locks(files)
        #expect(pins.map { locks.places(of: $0).count } == [1, 0])
    }
}
