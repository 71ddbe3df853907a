// swift-tools-version:6.1
import PackageDescription

/// What every target is compiled with.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Targets that compute: optimised in debug builds too, or the tests would take hours.
///
/// A debug build keeps what `-O` alone would drop: `assert`, and the checks of a buffer's bounds.
let numeric: [SwiftSetting] =
    strict + [
        .unsafeFlags(["-O"]),
        .unsafeFlags(["-assert-config", "Debug"], .when(configuration: .debug)),
    ]

let package = Package(
    name: "crema",
    products: [
        .executable(name: "crema", targets: ["crema"]),
        .library(name: "CremaC", type: .dynamic, targets: ["CremaC"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird",
            exact: "2.28.1",
            traits: []
        ),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: [
        // C libraries: one system-library target each, imported by one Swift file or folder.
        .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
        .systemLibrary(name: "CSignals"),
        .systemLibrary(name: "CLevelDB", providers: [.apt(["libleveldb-dev"])]),
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .systemLibrary(
            name: "CSodium",
            pkgConfig: "libsodium",
            providers: [.apt(["libsodium-dev"])]
        ),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        .target(
            name: "CremaProto",
            dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
            exclude: ["caffe.proto"],
            swiftSettings: numeric
        ),
        // Opens libvips at run time, so that it links nothing.
        .target(name: "CVips"),
        .target(name: "CLinux"),
        .target(
            name: "CremaData",
            dependencies: [
                "CremaProto", "CLinux", "CLMDB", "CLevelDB", "CSignals", "CVips", "CZlib",
            ],
            swiftSettings: numeric
        ),
        .target(
            name: "CremaEvents",
            dependencies: ["CremaProto", "CremaData", "CLinux"],
            swiftSettings: numeric
        ),
        .target(
            name: "CremaEngine",
            dependencies: ["CremaProto", "CremaData", "CDNNL"],
            swiftSettings: numeric
        ),
        .target(
            name: "CremaRuns",
            dependencies: ["CremaProto", "CremaData", "CremaEvents", "CremaEngine"],
            swiftSettings: numeric
        ),
        .target(
            name: "CremaC",
            dependencies: [
                "CremaProto", "CremaData", "CremaEvents", "CremaEngine", "CremaRuns",
            ],
            swiftSettings: numeric
        ),
        .target(
            name: "CremaJobs",
            dependencies: [
                "CremaProto", "CremaData", "CremaEvents", "CremaEngine", "CremaRuns",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "CremaStudio",
            dependencies: [
                "CremaProto", "CremaData", "CremaEvents", "CremaEngine", "CremaRuns", "CremaJobs",
                "CSodium",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.copy("Templates"), .copy("Public")],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "crema",
            dependencies: [
                "CremaProto", "CremaData", "CremaEvents", "CremaEngine", "CremaRuns", "CremaJobs",
                "CremaStudio",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),

        // What tests of several parts need: recorded arrays, temporary folders.
        .target(
            name: "TestSupport",
            dependencies: ["CremaData"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        // Damaged files, made from a seed: `fuzz` runs as many as asked for, the tests a few.
        .target(
            name: "Fuzzing",
            dependencies: [
                "CremaProto", "CremaData", "CremaEvents", "CremaEngine", "CremaRuns", "CremaJobs",
                "TestSupport",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            path: "Tests/Fuzzing",
            swiftSettings: numeric
        ),
        .executableTarget(
            name: "fuzz",
            dependencies: ["Fuzzing"],
            path: "Tests/FuzzProgram",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "LeNetSteps",
            dependencies: ["CremaEngine", "CremaProto"],
            path: "Benchmarks/LeNetSteps",
            swiftSettings: strict
        ),

        // Reads the repository's files and judges their style; it needs nothing of the product.
        .testTarget(name: "TidyTests", swiftSettings: numeric),
        .testTarget(
            name: "CremaProtoTests",
            dependencies: ["CremaProto", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CremaDataTests",
            dependencies: [
                "CremaData", "TestSupport",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CremaEventsTests",
            dependencies: ["CremaData", "CremaEvents", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CremaEngineTests",
            dependencies: ["CremaEngine", "TestSupport"],
            swiftSettings: numeric
        ),
        .testTarget(
            name: "CremaRunsTests",
            dependencies: ["CremaEngine", "CremaRuns", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CremaFuzzTests",
            dependencies: ["Fuzzing", "TestSupport"],
            swiftSettings: numeric
        ),
        .testTarget(
            name: "CremaJobsTests",
            dependencies: ["CremaJobs", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CremaStudioTests",
            dependencies: [
                "CremaStudio", "crema",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
    ]
)
