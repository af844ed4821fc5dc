// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "verdicts",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "truthgpt", path: "../..")],
    targets: [
        .executableTarget(
            name: "verdicts", dependencies: [.product(name: "TruthAnswers", package: "truthgpt"), .product(name: "TruthModels", package: "truthgpt")], swiftSettings: [.swiftLanguageMode(.v6)])
    ]
)
