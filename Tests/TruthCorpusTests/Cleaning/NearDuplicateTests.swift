import Foundation
import Testing
import TruthCorpus

@Suite struct NearDuplicateTests {
    private func keys(_ text: String, _ settings: NearDuplicateSettings) -> [UInt64] {
        var hasher = BandHasher(settings)
        var keys: [UInt64] = []
        hasher.keys(of: Array(text.utf8).span, into: &keys)
        return keys
    }

    private func areSame(_ a: String, _ b: String, _ name: NearDuplicateSettings.Name) -> Bool {
        zip(keys(a, NearDuplicateSettings(name)), keys(b, NearDuplicateSettings(name))).contains { $0 == $1 }
    }

    @Test func `the share of equal minima estimates the overlap of the words`() {
        // One hash a band: each key is a minimum, and equal with the probability of the overlap (Jaccard).
        let settings = NearDuplicateSettings(wordsPerShingle: 1, bands: 1024, hashesPerBand: 1, comparesAsPosts: false)
        for shared in [10, 50, 90] {
            let a = (0..<100).map { "word\(Self.letters($0))" }.joined(separator: " ")
            let b = (0..<100).map { "word\(Self.letters($0 < shared ? $0 : $0 + 1000))" }.joined(separator: " ")
            let equal = zip(keys(a, settings), keys(b, settings)).count { $0 == $1 }
            let overlap = Double(shared) / Double(200 - shared)
            // Four standard deviations of a share of 1024.
            #expect(abs(Double(equal) / 1024 - overlap) < 4 * (overlap * (1 - overlap) / 1024).squareRoot())
        }
    }

    /// Numbers as letters: digits count for nothing in a comparison.
    private static func letters(_ number: Int) -> String { String(String(number).unicodeScalars.map { Character(Unicode.Scalar($0.value + 49)!) }) }

    @Test func `a post is known again behind RT, with other links, names, case, accents and emoji`() {
        let post = "The new café opens tomorrow morning at nine, come and see us there https://t.co/abc"
        for copy in ["RT @someone: \(post)", post.uppercased(), "The new cafe opens tomorrow morning at nine come and see us there 🎉 https://t.co/xyz"] {
            #expect(areSame(post, copy, .posts), "\(copy)")
        }
        #expect(!areSame(post, "An entirely different sentence about the weather in the mountains today", .posts))
    }

    @Test func `documents with a changed sentence are the same, others not`() {
        let document = prose(sentences: 60)
        #expect(areSame(document, document.replacingOccurrences(of: "number7", with: "another"), .documents))
        #expect(!areSame(document, prose(sentences: 60, seed: 2), .documents))
    }

    @Test func `texts without words have no keys, short ones are compared whole`() {
        #expect(keys("… !!! 🎉", NearDuplicateSettings(.posts)).isEmpty)
        #expect(areSame("Good!", "good", .documents))
        #expect(!areSame("Good morning", "Good night", .documents))
    }

    @Test(arguments: [1, 100, 4 << 20])
    func `groups are the same whatever is sorted at a time`(bufferedRecords: Int) throws {
        let folder = try TestFolder()
        var finder = try NearDuplicateFinder(settings: NearDuplicateSettings(.posts), folder: folder.path + "/signatures", bufferedRecords: bufferedRecords)
        let posts = (0..<40).map { "post about subject\(Self.letters($0)) with several words of its own\(Self.letters($0 * 7)) in it" }
        for post in posts + posts.map({ "RT @x: \($0)" }) { try finder.add(Array(post.utf8).span) }
        var groups = try finder.finish()
        for index in 0..<40 {
            #expect(groups.first(of: UInt32(40 + index)) == groups.first(of: UInt32(index)))
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/signatures"))
    }

    @Test func `joining many leaves the first document in the lead`() {
        var sets = DisjointSets(count: 1000)
        var random = SeededNumbers(1)
        for index in (1..<1000).shuffled(using: &random) { sets.join(UInt32(index), UInt32(index / 2)) }
        #expect((0..<1000).allSatisfy { sets.first(of: UInt32($0)) == 0 })
    }

    @Test func `an index finds what was added before, also after opening it again and merging`() throws {
        let folder = try TestFolder()
        let settings = NearDuplicateSettings(.posts)
        func post(_ number: Int) -> String { "subject\(Self.letters(number)) is what this post tells about\(Self.letters(number * 3)) in several words" }
        for batch in 0..<12 {
            let index = try NearDuplicateIndex(folder: folder.path + "/index", settings: settings)
            try index.add((0..<50).map { index.signature(of: post(batch * 50 + $0), document: UInt32(batch * 50 + $0)) })
        }
        let index = try NearDuplicateIndex(folder: folder.path + "/index", settings: settings)
        for number in stride(from: 0, to: 600, by: 7) {
            #expect(try index.documents(like: index.signature(of: "RT @x: " + post(number), document: 10_000)).contains(UInt32(number)))
        }
        #expect(try index.documents(like: index.signature(of: "nothing of the kind was ever said here before", document: 10_000)) == [])
        try index.remove([7, 14])
        #expect(try !index.documents(like: index.signature(of: post(7), document: 10_000)).contains(7))
        #expect(try index.documents(like: index.signature(of: post(21), document: 10_000)).contains(21))
    }

    @Test func `damage of a signature file is found, wherever it is`() throws {
        let folder = try TestFolder()
        let index = try NearDuplicateIndex(folder: folder.path + "/index", settings: NearDuplicateSettings(.posts))
        let signature = index.signature(of: "a post of a few words that stands in the index", document: 1)
        try index.add([signature])
        let path = folder.path + "/index/00000000.signatures"
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 0x10
            try Data(damaged).write(to: URL(fileURLWithPath: path))
            #expect(throws: CleaningError.self, "byte \(place)") {
                try NearDuplicateIndex(folder: folder.path + "/index", settings: NearDuplicateSettings(.posts)).documents(like: signature)
            }
        }
        try Data(bytes.dropLast()).write(to: URL(fileURLWithPath: path))
        #expect(throws: CleaningError.self) { try NearDuplicateIndex(folder: folder.path + "/index", settings: NearDuplicateSettings(.posts)) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(throws: CleaningError.self) { try NearDuplicateIndex(folder: folder.path + "/index", settings: NearDuplicateSettings(.documents)) }
    }
}
