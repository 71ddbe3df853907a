// swift-tools-version:6.1
import PackageDescription

/// What every target is compiled with.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Targets that compute: optimised in debug builds too, or the tests would take hours.
let numeric: [SwiftSetting] = strict + [.unsafeFlags(["-O"])]

let package = Package(
    name: "crema",
    products: [
        .executable(name: "crema", targets: ["crema"]),
        .library(name: "CremaC", type: .dynamic, targets: ["CremaC"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    ],
    targets: [
        // C libraries: one system-library target each, imported by one Swift file or folder.
        .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        .target(
            name: "CremaProto",
            dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
            exclude: ["caffe.proto"],
            swiftSettings: numeric),
        // Opens libvips at run time, so that it links nothing.
        .target(name: "CVips"),
        .target(
            name: "CremaData",
            dependencies: ["CremaProto", "CLMDB", "CVips", "CZlib"],
            swiftSettings: numeric),
        .target(
            name: "CremaEngine",
            dependencies: ["CremaProto", "CremaData", "CDNNL"],
            swiftSettings: numeric),
        .target(
            name: "CremaC",
            dependencies: ["CremaProto", "CremaData", "CremaEngine"],
            swiftSettings: numeric),
        .target(
            name: "CremaJobs",
            dependencies: ["CremaProto", "CremaData", "CremaEngine"],
            swiftSettings: strict),
        .executableTarget(
            name: "crema",
            dependencies: [
                "CremaData", "CremaEngine", "CremaJobs",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // What tests of several parts need: recorded arrays, temporary folders.
        .target(
            name: "TestSupport", dependencies: ["CremaData"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .executableTarget(
            name: "LeNetSteps", dependencies: ["CremaEngine", "CremaProto"],
            path: "Benchmarks/LeNetSteps", swiftSettings: strict),

        .testTarget(
            name: "CremaProtoTests", dependencies: ["CremaProto", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "CremaDataTests",
            dependencies: [
                "CremaData", "TestSupport",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "CremaEngineTests", dependencies: ["CremaEngine", "TestSupport"],
            swiftSettings: numeric),
        .testTarget(
            name: "CremaJobsTests", dependencies: ["CremaJobs", "TestSupport"],
            swiftSettings: strict),
    ]
)
