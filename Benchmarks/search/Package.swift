// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "search",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "truthgpt", path: "../..")],
    targets: [
        .executableTarget(
            name: "search", dependencies: [.product(name: "TruthAnswers", package: "truthgpt"), .product(name: "TruthModels", package: "truthgpt")],
            swiftSettings: [.swiftLanguageMode(.v6)])
    ]
)
