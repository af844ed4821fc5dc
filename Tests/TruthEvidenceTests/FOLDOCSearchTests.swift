import Foundation
import Testing
import TruthCorpus
import TruthEvidence

/// The folder with `foldoc.dict.dz` and `foldoc.index`: set TRUTHGPT_TEST_FOLDOC to run these tests.
let foldocFolder = ProcessInfo.processInfo.environment["TRUTHGPT_TEST_FOLDOC"]

@Suite(.enabled(if: foldocFolder != nil, "set TRUTHGPT_TEST_FOLDOC to the folder with foldoc.dict.dz and foldoc.index"))
struct FOLDOCSearchTests {
    /// One import for every test.
    private static let loaded = Result { () throws -> (store: EvidenceStore, report: AddReport, rejected: [RejectedRecord]) in
        let store = try EvidenceStore.inMemory()
        var rejected: [RejectedRecord] = []
        let report = try store.add(try DocumentReader(path: foldocFolder! + "/foldoc.index"), rejected: { rejected.append($0) })
        return (store, report, rejected)
    }

    @Test func `the whole dictionary is read, and reading it again changes nothing`() throws {
        let (store, report, rejected) = try Self.loaded.get()
        // 12,021 entries, less 8 on the dictionary itself and 14 that hold only links or an editor's question.
        #expect(report.added == 11_999 && report.updated == 0 && rejected.isEmpty)
        let again = try store.add(try DocumentReader(path: foldocFolder! + "/foldoc.dict.dz"))
        #expect(again.unchanged == 11_999 && again.total == 11_999)
        #expect(try store.statistics().sources.map(\.licences) == [["GFDL-1.1-or-later"]])
    }

    @Test func `entries read as plain sentences`() throws {
        let store = try Self.loaded.get().store
        let table = try #require(try store.search("What is a hash table?", limit: 1).first).passage
        #expect(table.text.hasPrefix("A scheme for providing rapid access to data items which are distinguished by some key. Each data item"))
        #expect(table.aliases.contains("hash table"))
        let language = try #require(try store.document(identity: "FOLDOC/c"))
        #expect(language.text.hasPrefix("A programming language designed by Dennis Ritchie at AT&T Bell Labs ca. 1972 for systems"))
        var marked = 0
        for offset in stride(from: 0, to: 13_000, by: 1000) {
            marked += try store.documents(limit: 1000, offset: offset).count { $0.text.contains("{http") || $0.text.contains("[Jargon") }
        }
        #expect(marked == 0)
    }

    @Test func `natural questions find their entry`() throws {
        let store = try Self.loaded.get().store
        let ranks = try Self.questions.map { question, title in
            try store.search(question, limit: 10).firstIndex { hit in
                ([hit.passage.title].compactMap { $0 } + hit.passage.aliases).contains { $0.lowercased() == title.lowercased() }
            }
        }
        let missed = zip(Self.questions, ranks).filter { $1 != 0 }.map { "\($0.0): \($1.map(String.init) ?? "none")" }
        #expect(ranks.count { $0 == 0 } >= 50, "\(missed)")
        #expect(ranks.count { $0 != nil } >= 52, "\(missed)")
    }

    @Test func `coverage tells questions that the dictionary can't answer`() throws {
        let store = try Self.loaded.get().store
        func coverage(_ question: String) throws -> Double { try store.search(question, limit: 5).map(\.coverage).max() ?? 0 }
        let own = try Self.questions.map { try coverage($0.0) }.sorted()
        let foreign = try Self.foreign.map(coverage).sorted()
        #expect(own[own.count / 2] == 1)
        #expect(foreign[foreign.count / 2] < 0.6)
    }

    static let foreign = [
        "What is the capital of Mongolia?", "Who won the 1998 World Cup in France?", "How do I bake sourdough bread?",
        "What is photosynthesis?", "When did the Roman Empire fall?", "Who painted the Mona Lisa?", "What is the boiling point of ethanol?",
        "How tall is Mount Everest?", "What do pandas eat?", "Who wrote Pride and Prejudice?",
    ]

    static let questions: [(String, String)] = [
        ("What is a hash table?", "hash table"), ("What does TCP/IP stand for?", "TCP/IP"), ("Who invented Unix?", "Unix"),
        ("What is quicksort?", "quicksort"), ("Who designed the C programming language?", "C"), ("What is Java?", "Java"),
        ("What is C++?", "C++"), ("Explain virtual memory", "virtual memory"), ("What is a binary tree?", "binary tree"),
        ("Who was Alan Turing?", "Alan M. Turing"), ("What is the halting problem?", "halting problem"), ("What is a compiler?", "compiler"),
        ("What is object-oriented programming?", "object-oriented programming"), ("What is garbage collection?", "garbage collection"),
        ("What is a deadlock?", "deadlock"), ("What is Haskell?", "Haskell"), ("Who created Perl?", "Perl"),
        ("What is an operating system?", "operating system"), ("What is Ethernet?", "Ethernet"), ("What is HTML?", "HTML"),
        ("What does ASCII mean?", "ASCII"), ("What is UTF-8?", "UTF-8"), ("What is a kernel?", "kernel"), ("What is Linux?", "Linux"),
        ("Who is Linus Torvalds?", "Linux"), ("What is lambda calculus?", "lambda-calculus"), ("What is recursion?", "recursion"),
        ("What are linked lists?", "linked list"), ("What is a Turing machine?", "Turing Machine"), ("What is a cache?", "cache"),
        ("What is RAID?", "RAID"), ("What is the difference between RAM and ROM?", "RAM"), ("What is SQL?", "SQL"),
        ("What is a relational database?", "relational database"), ("Who is Donald Knuth?", "Donald Knuth"), ("What is TeX?", "TeX"),
        ("What is a neural network?", "artificial neural network"), ("What is Moore's Law?", "Moore's Law"), ("What is a stack?", "stack"),
        ("What is polymorphism?", "polymorphism"), ("What is big-endian?", "big-endian"), ("What is a hash function?", "hash function"),
        ("What is public-key encryption?", "public-key encryption"), ("What is RSA?", "RSA"), ("What is a firewall?", "firewall"),
        ("When was ENIAC built?", "ENIAC"), ("What was the first high-level language?", "Fortran"), ("What is a mutex?", "mutex"),
        ("What is a finite state machine?", "Finite State Machine"), ("What is bubble sort?", "bubble sort"), ("What is Lisp?", "Lisp"),
        ("Who wrote Emacs?", "Emacs"), ("What is DNS?", "DNS"), ("What is packet switching?", "packet switching"),
    ]
}
