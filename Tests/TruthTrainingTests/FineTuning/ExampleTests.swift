import Foundation
import Testing
import TruthCheckpoints
import TruthTokens
import TruthTraining

struct ExampleTests {
    private func entry(_ json: String) throws -> ExampleFile.Entry {
        try Corpus.withFolder { folder in
            let file = folder.appending(path: "x.jsonl")
            try Data(json.utf8).write(to: file)
            return try ExampleFile(path: file.path).entries[0]
        }
    }

    @Test(arguments: [
        #"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}"#,
        #"{"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"}]}"#,
        #"{"instruction": "Hi", "input": "", "output": "Hello"}"#,
    ])
    func `every form of a conversation is read`(json: String) throws {
        let record = try ChatRecord(entry(json), path: "x")
        #expect(record.messages == [ChatMessage(role: .user, content: "Hi"), ChatMessage(role: .assistant, content: "Hello")])
    }

    @Test
    func `an instruction's input, system and history become turns`() throws {
        let record = try ChatRecord(entry(#"{"system": "S", "history": [["q", "a"]], "instruction": "I", "input": "in", "output": "out"}"#), path: "x")
        #expect(record.messages.map(\.content) == ["S", "q", "a", "I\n\nin", "out"])
        #expect(record.messages.map(\.role) == [.system, .user, .assistant, .user, .assistant])
    }

    @Test(arguments: [
        #"{"prompt": "Q", "chosen": "good", "rejected": "bad"}"#,
        #"{"conversations": [{"from": "human", "value": "Q"}], "chosen": {"from": "gpt", "value": "good"}, "rejected": {"from": "gpt", "value": "bad"}}"#,
        #"{"chosen": "\n\nHuman: Q\n\nAssistant: good", "rejected": "\n\nHuman: Q\n\nAssistant: bad"}"#,
        #"{"chosen": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "good"}], "rejected": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "bad"}]}"#,
    ])
    func `every form of a preference is read`(json: String) throws {
        let record = try PreferenceRecord(entry(json), path: "x")
        #expect(record.prompt == [ChatMessage(role: .user, content: "Q")])
        #expect(record.chosen == "good")
        #expect(record.rejected == "bad")
    }

    @Test(arguments: [
        (#"{"text": "x"}"#, "line 1: it has none of messages, conversations and instruction"),
        (#"{"messages": []}"#, "line 1: messages is an array, not a list of turns"),
        (#"{"messages": [{"role": "tool", "content": "x"}]}"#, "a turn is by “tool”; system, user (human) and assistant (gpt) can be learnt from"),
        (#"{"messages": [{"role": "user", "content": "x"}]}"#, "line 1: no turn is the assistant's"),
        (#"{"messages": [{"role": "user"}]}"#, "line 1: a turn lacks its role or its content"),
        (#"{"instruction": "x", "output": 3}"#, "line 1: output is a number, not a text"),
    ])
    func `a bad conversation is named with its place`(json: String, problem: String) throws {
        let entry = try entry(json)
        let error = #expect(throws: ExampleError.self) { try ChatRecord(entry, path: "chats.jsonl") }
        #expect("\(error!)".contains(problem), "\(error!)")
        #expect("\(error!)".hasPrefix("chats.jsonl, line 1: "))
    }

    @Test(arguments: [
        (#"{"prompt": "Q", "chosen": "same", "rejected": "same"}"#, "chosen and rejected are the same"),
        (#"{"chosen": "\n\nHuman: Q\n\nAssistant: a", "rejected": "\n\nHuman: R\n\nAssistant: b"}"#, "differ in more than the last answer"),
        (#"{"prompt": "Q", "chosen": "a"}"#, "rejected is missing, not an answer"),
    ])
    func `a bad preference is named with its place`(json: String, problem: String) throws {
        let entry = try entry(json)
        let error = #expect(throws: ExampleError.self) { try PreferenceRecord(entry, path: "x") }
        #expect("\(error!)".contains(problem), "\(error!)")
    }

    @Test
    func `files are lines or one array, and what is neither is named`() throws {
        try Corpus.withFolder { folder in
            func read(_ text: String) throws -> ExampleFile {
                let file = folder.appending(path: "x.json")
                try Data(text.utf8).write(to: file)
                return try ExampleFile(path: file.path)
            }
            let array = try read(" [{\"a\": 1}, {\"a\": 2}]"), lines = try read("{\"a\": 1}\n\n{\"a\": 2}\n")
            #expect(array.entries.map { $0.place } == ["element 1", "element 2"])
            #expect(lines.entries.map { $0.place } == ["line 1", "line 3"])
            #expect(throws: ExampleError.self) { try read("\n \n") }
            #expect(throws: ExampleError.self) { try read("{\"a\": 1}\n{\"a\": ") }
            #expect(throws: ExampleError.self) { try read("[1, 2]") }
            #expect(throws: ExampleError.self) { try ExampleFile(path: folder.appending(path: "absent").path) }
        }
    }

    @Test
    func `only the assistant's words and what ends its turns are learnt`() throws {
        try Corpus.withFolder { folder in
            let tokenizer = try Corpus.tokenizer(in: folder, special: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]).tokenizer
            let encoder = ChatEncoder(tokenizer, template: ChatTemplate(.chatML))
            let messages = [
                ChatMessage(role: .user, content: "river <|im_end|> stone?"), ChatMessage(role: .assistant, content: "garden"),
                ChatMessage(role: .user, content: "and"), ChatMessage(role: .assistant, content: "winter engine"),
            ]
            let tokens = try encoder.encode(messages, path: "x", place: "line 1")
            #expect(tokens.ids.map { Int($0) } == (try tokenizer.encode(messages, template: ChatTemplate(.chatML), addGenerationPrompt: false)))
            let learnt = zip(tokens.ids, tokens.isTarget).filter(\.1).map { Int($0.0) }
            #expect(tokenizer.decode(learnt, showingSpecial: true) == "garden<|im_end|>winter engine<|im_end|>")
            let answer = try encoder.encodeAnswer("bridge", after: Array(messages.prefix(3)), path: "x", place: "line 1")
            let last = zip(answer.ids, answer.isTarget).filter(\.1).map { Int($0.0) }
            #expect(tokenizer.decode(last, showingSpecial: true) == "bridge<|im_end|>")
            #expect(answer.isTarget.last == true)
        }
    }

    @Test
    func `an order gives every example once an epoch, and goes on where it was`() {
        var order = ExampleOrder(count: 13, from: ExampleOrder.Position(data: "x", seed: 3)), seen: [Int] = []
        for _ in 0..<26 { seen.append(order.next()) }
        #expect(Set(seen.prefix(13)) == Set(0..<13))
        #expect(Set(seen.suffix(13)) == Set(0..<13))
        #expect(seen.prefix(13) != seen.suffix(13))
        var first = ExampleOrder(count: 13, from: ExampleOrder.Position(data: "x", seed: 3))
        for _ in 0..<9 { _ = first.next() }
        var second = ExampleOrder(count: 13, from: first.position)
        #expect((0..<17).map { _ in second.next() } == Array(seen[9...]))
    }
}
