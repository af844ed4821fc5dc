// swift-tools-version: 6.2
import PackageDescription

// The rooms that read foreign files, built with libFuzzer's coverage and AddressSanitizer; `scripts/fuzz` runs them.
// The rooms are symbolic links to ../Sources, so that they need no dependency of the main package and share its
// `package` access. To fuzz another reader, add its room's link, and a folder with its fuzzer and one with seeds in Corpus.

let sanitizers = "-sanitize=fuzzer,address"

func room(_ name: String, imports dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func fuzzer(_ name: String, of dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: ["Fuzzing"] + dependencies, swiftSettings: settings, linkerSettings: [.unsafeFlags([sanitizers, "-use-ld=lld"])])
}

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .unsafeFlags([sanitizers]),
]

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    targets: [
        .target(name: "CTruthKernels"),
        room("TruthTensors", imports: ["CTruthKernels"]),
        room("TruthCheckpoints", imports: ["TruthTensors"]),
        room("TruthTemplates", imports: ["TruthCheckpoints"]),
        room("TruthTokens", imports: ["TruthTensors", "TruthCheckpoints", "TruthTemplates"]),
        room("TruthGrammar", imports: ["TruthCheckpoints"]),
        // Of this room only what reads bytes without an outside library.
        .target(
            name: "TruthCorpus",
            sources: [
                "JSON/JSONNames.swift", "JSON/JSONPart.swift", "JSON/JSONScan.swift", "JSON/JSONStream.swift", "JSON/JSONText.swift",
                "JSON/JSONValueScanner.swift", "Bytes/ByteReader.swift", "Bytes/ByteSource.swift", "Bytes/Charset.swift", "Bytes/HeldBytes.swift",
                "Bytes/RecordFault.swift", "Bytes/RecordScanner.swift", "Bytes/UTF8Text.swift", "Formats/CSVRecord.swift", "Formats/EncodedWords.swift",
                "Formats/MailPart.swift", "Formats/TransferEncoding.swift", "String+Plain.swift",
            ],
            swiftSettings: settings),
        .target(name: "CFuzzer"),
        .target(name: "Fuzzing", dependencies: ["CFuzzer"], swiftSettings: settings),
        fuzzer("FuzzGGUF", of: ["TruthCheckpoints"]),
        fuzzer("FuzzSafetensors", of: ["TruthCheckpoints"]),
        fuzzer("FuzzJSON", of: ["TruthCheckpoints"]),
        fuzzer("FuzzTokenizer", of: ["TruthTokens"]),
        fuzzer("FuzzTemplate", of: ["TruthTemplates", "TruthCheckpoints"]),
        fuzzer("FuzzGrammar", of: ["TruthGrammar", "TruthCheckpoints"]),
        fuzzer("FuzzRecords", of: ["TruthCorpus"]),
        fuzzer("FuzzTable", of: ["TruthCorpus"]),
        fuzzer("FuzzMail", of: ["TruthCorpus"]),
    ],
    cLanguageStandard: .c17
)
