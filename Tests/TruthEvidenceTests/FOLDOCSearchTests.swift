import Foundation
import Testing
import TruthCorpus
import TruthEvidence

/// The folder with `foldoc.dict.dz` and `foldoc.index`: set TRUTHGPT_TEST_FOLDOC to run these tests.
let foldocFolder = ProcessInfo.processInfo.environment["TRUTHGPT_TEST_FOLDOC"]

@Suite(.enabled(if: foldocFolder != nil, "set TRUTHGPT_TEST_FOLDOC to the folder with foldoc.dict.dz and foldoc.index"))
struct FOLDOCSearchTests {
    @Test func `natural questions find their entry first`() throws {
        let folder = try TestFolder()
        let store = try EvidenceStore(path: folder.file("evidence.sqlite"))
        let clock = ContinuousClock()
        var report = AddReport()
        let importing = try clock.measure {
            report = try store.add(try DocumentReader(path: foldocFolder! + "/foldoc.index"))
        }
        print("import: \(report) in \(importing)")
        let statistics = try store.statistics()
        print("\(statistics)")

        var ranks: [Int?] = []
        var times: [Duration] = []
        for (question, title) in Self.questions {
            var hits: [SearchHit] = []
            times.append(try clock.measure { hits = try store.search(question, limit: 10) })
            let rank = hits.firstIndex { ([$0.passage.title!] + $0.passage.aliases).map { $0.lowercased() }.contains(title.lowercased()) }
            ranks.append(rank)
            if rank != 0 { print("\(question) → \(rank.map(String.init) ?? "none"): \(hits.prefix(3).map { $0.passage.title! })") }
        }
        let first = ranks.count { $0 == 0 }
        print("first: \(first) of \(ranks.count), in ten: \(ranks.count { $0 != nil }), p50 \(times.sorted()[times.count / 2]), worst \(times.max()!)")
        for question in Self.foreign + Self.questions.map(\.0) {
            let best = try store.search(question, limit: 5).map(\.coverage).max() ?? 0
            print("coverage \((best * 100).rounded() / 100) \(question)")
        }
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
        ("Who is Linus Torvalds?", "Linus Torvalds"), ("What is lambda calculus?", "lambda-calculus"), ("What is recursion?", "recursion"),
        ("What are linked lists?", "linked list"), ("What is a Turing machine?", "Turing Machine"), ("What is a cache?", "cache"),
        ("What is RAID?", "RAID"), ("What is the difference between RAM and ROM?", "RAM"), ("What is SQL?", "SQL"),
        ("What is a relational database?", "relational database"), ("Who is Donald Knuth?", "Donald Knuth"), ("What is TeX?", "TeX"),
        ("What is a neural network?", "artificial neural network"), ("What is Moore's Law?", "Moore's Law"), ("What is a stack?", "stack"),
        ("What is polymorphism?", "polymorphism"), ("What is big-endian?", "big-endian"), ("What is the Ackermann function?", "Ackermann's function"),
        ("What is public-key encryption?", "public-key encryption"), ("What is RSA?", "RSA"), ("What is a firewall?", "firewall"),
        ("When was ENIAC built?", "ENIAC"), ("What was the first high-level language?", "Fortran"), ("What is a mutex?", "mutex"),
        ("What is a finite state machine?", "Finite State Machine"), ("What is bubble sort?", "bubble sort"), ("What is Lisp?", "Lisp"),
        ("Who wrote Emacs?", "Emacs"), ("What is DNS?", "DNS"), ("What is packet switching?", "packet switching"),
    ]
}
