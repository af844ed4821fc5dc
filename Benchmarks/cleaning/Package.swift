// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "cleaning",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "truthgpt", path: "../..")],
    targets: [
        .executableTarget(
            name: "cleaning", dependencies: [.product(name: "TruthCorpus", package: "truthgpt")], path: "Sources", swiftSettings: [.swiftLanguageMode(.v6)])
    ]
)
