// swift-tools-version:6.2
import PackageDescription

/// The language mode and upcoming features that every Swift target is built with.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

func module(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: house)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.init(stringLiteral: name)] + dependencies, resources: resources,
        swiftSettings: house)
}

let package = Package(
    name: "windlass",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "windlass", targets: ["windlass"]),
        .executable(name: "windlass-bench", targets: ["windlass-bench"]),
        // Linked by scripts/fuzz, with libFuzzer's main function.
        .library(name: "windlass-fuzz", type: .static, targets: ["Fuzz"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C libraries, each behind one module map.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Pure: values in, values out.
        module("TextEdits"),
        module("Patterns"),
        module("Domain", ["TextEdits"]),
        module("Versioning", ["Domain", "Patterns"]),
        module("Managers", ["Domain", "Patterns", "TextEdits", yams]),
        module("Planning", ["Domain", "Patterns", "Routes", "TextEdits", "Versioning"]),
        module("Messages", ["Domain"]),
        module("Routes", resources: [.copy("Resources")]),
        module("Settings", ["Domain", yams]),

        // Effects: each conforms to protocols of Domain.
        module("HTTPTransport", ["CCurl", "Domain", "Signing"]),
        module("Signing", ["COpenSSL"]),
        module("GitStore", ["CGit2", "Domain", "HTTPTransport", "Signing"]),
        module("Datasources", ["CZlib", "Domain", "GitStore", "HTTPTransport", "Signing", yams]),
        module("Forges", ["Domain", "HTTPTransport", "Signing"]),
        module("Persistence", ["CPostgres", "Domain", grdb]),
        module("Server", ["Domain", "Signing", hummingbird, logging, serviceLifecycle]),

        // The run, and the loopback world to try it on.
        module(
            "Workflow",
            ["Domain", "TextEdits", "Managers", "Messages", "Planning", "Settings", "Versioning", logging]),
        module("Sandbox", ["Signing", hummingbird, logging, serviceLifecycle, yams], resources: [.copy("Resources")]),

        // The only place that sees both rows.
        module(
            "App",
            [
                "Datasources", "Domain", "Forges", "GitStore", "HTTPTransport", "Managers", "Messages", "Patterns",
                "Persistence",
                "Planning", "Routes", "Sandbox", "Server", "Settings", "TextEdits", "Versioning", "Workflow",
                argumentParser, logging, serviceLifecycle, unixSignals,
            ]),
        .executableTarget(name: "windlass", dependencies: ["App", argumentParser], swiftSettings: house),
        .executableTarget(
            name: "windlass-bench",
            dependencies: [
                "BotTestSupport", "Datasources", "Domain", "GitStore", "HTTPTransport", "Persistence", "Sandbox",
                "Signing",
            ],
            swiftSettings: house),

        // What several suites share: free ports, processes of real servers, temporary folders, repositories.
        .target(
            name: "BotTestSupport", dependencies: ["Domain", "HTTPTransport", "Sandbox", "Signing"],
            path: "Tests/BotTestSupport", swiftSettings: house),
        .target(
            name: "Fuzz", dependencies: ["Domain", "Managers", "Patterns", "Settings", "TextEdits", "Versioning"],
            path: "Tests/Fuzz", swiftSettings: house),
        tests("TextEdits"),
        tests("Patterns"),
        tests("Domain", ["TextEdits"]),
        tests("Versioning", ["Domain"]),
        tests("Managers", ["Domain", "TextEdits"], resources: [.copy("Fixtures")]),
        tests("Planning", ["Domain", "TextEdits", "Versioning"]),
        tests("Routes"),
        tests("Messages", ["Domain", "TextEdits"]),
        tests("Settings", ["Domain"]),
        tests("HTTPTransport", ["BotTestSupport", "Domain"]),
        tests("Signing", ["BotTestSupport"]),
        tests("GitStore", ["BotTestSupport", "Domain", "HTTPTransport", "Signing"]),
        tests("Datasources", ["BotTestSupport", "Domain", "HTTPTransport", "Sandbox"]),
        tests("Forges", ["BotTestSupport", "Domain", "HTTPTransport", "Sandbox"]),
        tests("Persistence", ["BotTestSupport", "Domain", "TextEdits"]),
        tests(
            "Server",
            ["BotTestSupport", "Domain", "HTTPTransport", "Persistence", "Signing", logging, serviceLifecycle]),
        tests("Workflow", ["Domain", "Managers", "Signing", "TextEdits"]),
        tests("Sandbox", ["BotTestSupport", "Domain", "HTTPTransport"], resources: [.copy("Clients")]),
        tests(
            "App",
            [
                "BotTestSupport", "Domain", "HTTPTransport", "Managers", "Persistence", "Routes", "Sandbox", "Settings",
                "Signing", "TextEdits", "Workflow", argumentParser, logging, serviceLifecycle, yams,
            ]),
    ],
    swiftLanguageModes: [.v6]
)
