// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "embeddings",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "truthgpt", path: "../..")],
    targets: [
        .executableTarget(
            name: "embeddings", dependencies: [.product(name: "TruthModels", package: "truthgpt")], swiftSettings: [.swiftLanguageMode(.v6)])
    ]
)
