// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: the 6 language mode, unsafe code marked, no warning left standing.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A room: one subject, one folder in `Sources`, importing only rooms below it.
func room(_ name: String, imports dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(of name: String, imports dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, resources: resources, swiftSettings: settings)
}

let package = Package(
    name: "truthgpt",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "truthgpt", targets: ["truthgpt"]),
        .library(name: "TruthCorpus", targets: ["TruthCorpus"]),
        .library(name: "TruthModels", targets: ["TruthModels"]),
        .library(name: "TruthAnswers", targets: ["TruthAnswers", "TruthClaims", "TruthEvidence", "TruthCorpus"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        .target(name: "CTruthKernels"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLibArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        // CLD2's larger tables (libcld2_full) come first, so that they stand in for the smaller ones of libcld2.
        .target(name: "CTruthLanguages", linkerSettings: [.linkedLibrary("cld2_full"), .linkedLibrary("cld2")]),
        room("TruthTensors", imports: ["CTruthKernels"]),
        room("TruthCheckpoints", imports: ["TruthTensors"]),
        room("TruthTemplates", imports: ["TruthCheckpoints"]),
        room("TruthTokens", imports: ["TruthTensors", "TruthCheckpoints", "TruthTemplates"]),
        room("TruthGrammar", imports: ["TruthCheckpoints"]),
        room("TruthModels", imports: ["TruthTensors", "TruthCheckpoints", "TruthTokens", "TruthGrammar"]),
        room(
            "TruthCorpus",
            imports: [
                "CZlib", "CLibArchive", "CLibXML2", "CTruthLanguages", .product(name: "Crypto", package: "swift-crypto"), .product(name: "Yams", package: "Yams"),
            ]),
        room(
            "TruthEvidence",
            imports: [
                "TruthTensors", "TruthCorpus", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        room(
            "TruthTraining",
            imports: [
                "TruthTensors", "TruthCheckpoints", "TruthCorpus", "TruthTokens", "TruthModels", .product(name: "Yams", package: "Yams"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        room("TruthClaims", imports: ["TruthEvidence"]),
        room("TruthAnswers", imports: ["TruthClaims", "TruthEvidence", "TruthModels", "TruthTokens"]),
        room(
            "TruthServer",
            imports: [
                "TruthAnswers", "TruthClaims", "TruthEvidence", "TruthModels", "TruthTokens", "TruthCheckpoints", "TruthGrammar",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Page")]),
        room(
            "TruthCommands",
            imports: [
                "TruthServer", "TruthAnswers", "TruthClaims", "TruthEvidence", "TruthCorpus", "TruthModels", "TruthTokens",
                "TruthTraining", "TruthCheckpoints", "TruthTensors", "TruthGrammar",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(name: "truthgpt", dependencies: ["TruthCommands"], swiftSettings: settings),
        tests(of: "TruthTensors", resources: [.copy("Goldens")]),
        tests(of: "TruthCheckpoints", imports: ["TruthTensors"], resources: [.copy("Goldens")]),
        tests(of: "TruthTemplates", imports: ["TruthCheckpoints"], resources: [.copy("Goldens")]),
        tests(of: "TruthTokens", imports: ["TruthCheckpoints"], resources: [.copy("Goldens")]),
        tests(of: "TruthGrammar", imports: ["TruthCheckpoints"]),
        tests(of: "TruthModels", imports: ["TruthTensors", "TruthCheckpoints", "TruthTokens", "TruthGrammar"], resources: [.copy("Goldens")]),
        tests(of: "TruthTraining", imports: ["TruthCorpus", "TruthTokens", "TruthModels", "TruthTensors", "TruthCheckpoints"], resources: [.copy("Goldens")]),
        tests(of: "TruthCorpus"),
        tests(of: "TruthEvidence", imports: ["TruthCorpus"]),
        tests(of: "TruthClaims", imports: ["TruthEvidence"]),
        tests(of: "TruthAnswers", imports: ["TruthClaims", "TruthEvidence", "TruthCorpus", "TruthModels", "TruthTokens"]),
        tests(
            of: "TruthServer",
            imports: [
                "TruthAnswers", "TruthClaims", "TruthEvidence", "TruthModels", "TruthTokens", "TruthCheckpoints", "TruthGrammar",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ]),
        tests(of: "TruthCommands", imports: [.product(name: "ArgumentParser", package: "swift-argument-parser")]),
    ],
    cLanguageStandard: .c17,
    cxxLanguageStandard: .cxx17
)
