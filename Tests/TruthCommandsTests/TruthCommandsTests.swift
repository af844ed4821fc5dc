import ArgumentParser
import Foundation
import Testing
import TruthCommands

@Suite struct ArgumentTests {
    @Test func `help names every command`() {
        let help = Truthgpt.helpMessage()
        for command in ["serve", "chat", "ask", "check", "search", "evidence", "corpus", "tokenizer", "models", "complete", "perplexity", "bench", "doctor"] {
            #expect(help.contains("\n  \(command) "), "\(command)")
        }
    }

    @Test(arguments: [
        (["ask", " "], "The question is empty"),
        (["ask", "x", "--max-tokens", "0"], "--max-tokens is 0"),
        (["ask", "x", "--slots", "0"], "--slots is 0"),
        (["ask", "x", "--context", "3"], "--context is 3"),
        (["ask", "x", "--format", "xml"], "xml"),
        (["serve", "--port", "70000"], "--port is 70000"),
        (["search", "x", "--limit", "0"], "--limit is 0"),
        (["search", "x", "--as-of", "yesterday"], "--as-of is \"yesterday\", which is no date"),
        (["search", "x", "--mode", "magic"], "magic"),
        (["corpus", "clean"], "Name the files"),
        (["corpus", "clean", "x"], "--output"),
        (["evidence", "remove"], "Give either identities or --source"),
        (["corpus", "forget"], "Give one of --author, --id, --source and --query"),
        (["corpus", "forget", "--author", "a", "--source", "b"], "Give one of --author, --id, --source and --query"),
        (["corpus", "add"], "path"),
        (["evidence", "list", "--limit", "0"], "--limit is 0"),
        (["bench", "--repetitions", "0"], "--repetitions is 0"),
        (["corpus", "shards"], "Give the tokenizer with --tokenizer"),
        (["corpus", "shards", "--tokenizer", "x", "--memory", "0"], "--memory is 0"),
        (["tokenizer", "train"], "--output"),
        (["tokenizer", "train", "--output", "x", "--threads", "0"], "--threads is 0"),
        (["tokenizer", "train", "--output", "x", "--pre-tokenizer", "words"], "smollm"),
        (["tokenizer", "encode", "--tokenizer", "x", "--times", "0"], "--times is 0"),
        (["models", "unknown"], "unknown"),
    ])
    func `wrong arguments are named`(arguments: [String], expected: String) {
        let error = #expect(throws: (any Error).self) { try Truthgpt.parseAsRoot(arguments) }
        #expect(error.map { Truthgpt.message(for: $0) }?.contains(expected) == true)
    }
}

@Suite struct DataDirectoryTests {
    @Test func `a path counts before the variable, the variable before XDG, XDG before the home directory`() {
        func location(_ path: String?, _ environment: [String: String]) -> String {
            DataDirectory.location(path: path, environment: environment)
        }
        let both = ["TRUTHGPT_DATA": "/variable", "XDG_DATA_HOME": "/xdg"]
        #expect(location("/option", both) == "/option")
        #expect(location(nil, both) == "/variable")
        #expect(location(nil, ["XDG_DATA_HOME": "/xdg"]) == "/xdg/truthgpt")
        // The specification says that a relative path is ignored.
        #expect(location(nil, ["XDG_DATA_HOME": "xdg"]).hasSuffix("/.local/share/truthgpt"))
    }

    @Test func `the model is the one named, or the only one there`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let directory = try DataDirectory(path: folder.path, environment: [:])
        #expect(throws: DataDirectoryError.noModel(folder: directory.modelsPath)) { try directory.modelPath(explicit: nil, environment: [:]) }
        #expect(try directory.modelPath(explicit: "/a.gguf", environment: ["TRUTHGPT_MODEL": "/b.gguf"]) == "/a.gguf")
        #expect(try directory.modelPath(explicit: nil, environment: ["TRUTHGPT_MODEL": "/b.gguf"]) == "/b.gguf")
        for name in ["one.gguf", "two.gguf"] {
            #expect(FileManager.default.createFile(atPath: directory.modelsPath + "/" + name, contents: Data()))
            if name == "one.gguf" {
                #expect(try directory.modelPath(explicit: nil, environment: [:]) == directory.modelsPath + "/one.gguf")
            }
        }
        #expect(throws: DataDirectoryError.severalModels(folder: directory.modelsPath, names: ["one.gguf", "two.gguf"])) {
            try directory.modelPath(explicit: nil, environment: [:])
        }
    }

    @Test func `a directory that can't be made is named, with the reason`() {
        let error = #expect(throws: DataDirectoryError.self) { try DataDirectory(path: "/dev/null/data", environment: [:]) }
        #expect(error?.description.contains("/dev/null/data") == true)
    }
}

@Suite struct OutputTests {
    @Test func `columns are aligned and no line ends in spaces`() {
        let table = Output.table([["NAME", "SIZE"], ["a", "1"], ["long name", "1234"]], rightAligned: [1])
        #expect(table == "NAME       SIZE\na             1\nlong name  1234")
        #expect(Output.table([["A", "B"], ["x", ""]]) == "A  B\nx")
    }

    @Test func `sizes are shown in the unit that reads best`() {
        #expect(Output.bytes(0) == "0 B")
        #expect(Output.bytes(999) == "999 B")
        #expect(Output.bytes(98_362_432) == "98.4 MB")
    }
}
