// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "reading",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "truthgpt", path: "../..")],
    targets: [
        .executableTarget(
            name: "reading", dependencies: [.product(name: "TruthCorpus", package: "truthgpt")], swiftSettings: [.swiftLanguageMode(.v6)])
    ]
)
