/// Makes one segment of the lexical index from passages in the order of their numbers.
struct LexicalBuilder {
    // One entry per passage.
    private(set) var ids: [Int64] = []
    private var created: [Double] = []
    private var labelNumbers: [(source: UInt32, author: UInt32, language: UInt32)] = []
    private var contents: [UInt64] = []
    private var voices: [UInt64] = []
    private var lengths: [UInt32] = []

    // One entry per passage and term in it, in the order of passages.
    private var terms: [UInt32] = []
    private var rows: [UInt32] = []
    private var frequencies: [UInt8] = []

    private var vocabulary = TermTable()
    private var surfaces = TermTable()
    /// The term of each surface form.
    private var stems: [UInt32] = []
    private var labels = TermTable()
    private var names: Set<UInt64> = []

    private var analyzer = TextAnalyzer()
    /// How often each term occurs in the passage that is being read, and which do.
    private var occurrences: [Int32] = []
    private var touched: [UInt32] = []

    init() {
        // Number 0 is "none".
        _ = labels.number(of: [])
    }

    var count: Int { ids.count }
    var postingCount: Int { terms.count }

    /// Passages that one segment holds at most, and terms in them: what keeps the memory of building below 600 MB.
    static let mostPassages = 2_000_000
    static let mostPostings = 32_000_000

    var isFull: Bool { count >= Self.mostPassages || postingCount >= Self.mostPostings }

    /// - Precondition: the passage's number is larger than those before.
    mutating func add(_ passage: IndexedPassage) {
        precondition(ids.last.map { $0 < passage.id } ?? true, "LexicalBuilder: \(passage.id) after \(ids.last ?? 0)")
        var content = ContentHash()
        var length = 0
        if let title = passage.title { length += read(title, weight: BM25.nameWeight, &content) }
        content.divide()
        var aliases = ContentHash()
        length += read(passage.aliases, weight: BM25.nameWeight, &aliases)
        length += read(passage.text, weight: 1, &content)
        let row = UInt32(ids.count)
        for term in touched {
            terms.append(term)
            rows.append(row)
            frequencies.append(UInt8(min(255, occurrences[Int(term)])))
            occurrences[Int(term)] = 0
        }
        touched.removeAll(keepingCapacity: true)
        ids.append(passage.id)
        created.append(passage.created ?? .nan)
        labelNumbers.append((label(passage.source), label(passage.author), label(passage.language?.lowercased())))
        contents.append(content.value ?? UInt64(bitPattern: passage.id) &* 0x9E37_79B9_7F4A_7C15 | 1)
        voices.append(TermTable.hash(Array((passage.source + "\n" + (passage.author ?? "")).utf8)))
        lengths.append(UInt32(length))
        for name in passage.names { names.insert(Self.hash(name: name)) }
    }

    static func hash(name: String) -> UInt64 { TermTable.hash(name.utf8) }

    private mutating func label(_ text: String?) -> UInt32 {
        guard let text, !text.isEmpty else { return 0 }
        return UInt32(labels.number(of: Array(text.utf8)))
    }

    /// Counts the terms of a text; returns its length in tokens.
    private mutating func read(_ text: String, weight: Int, _ content: inout ContentHash) -> Int {
        var length = 0
        // The analyzer is taken out, so that the closure may change the rest.
        var reader = analyzer
        reader.analyze(text) { token, term in
            let number = token.kind == .word ? stem(of: term) : vocabulary.number(of: term)
            if !token.isVariant {
                length += 1
                content.add(token, term)
            }
            count(number, weight)
            return true
        }
        analyzer = reader
        return length
    }

    private mutating func stem(of surface: [UInt8]) -> Int {
        let number = surfaces.number(of: surface)
        if number < stems.count { return Int(stems[number]) }
        var letters = surface
        Stemmer.stem(&letters)
        let term = vocabulary.number(of: letters)
        stems.append(UInt32(term))
        return term
    }

    private mutating func count(_ term: Int, _ weight: Int) {
        while occurrences.count <= term { occurrences.append(0) }
        if occurrences[term] == 0 { touched.append(UInt32(term)) }
        occurrences[term] += Int32(weight)
    }

    // MARK: Writing

    /// The mean length of the passages, in tokens.
    var meanLength: Double {
        lengths.isEmpty ? 1 : Double(lengths.reduce(0) { $0 + Int($1) }) / Double(lengths.count)
    }

    /// Adds the segment's sections to `file`, their names after `prefix`.
    ///
    /// - Parameter referenceLength: The length that counts as usual; one for all segments, so that their scores can be compared.
    func write(to file: inout IndexFileWriter, prefix: String, referenceLength: Double) {
        file.add(prefix + "ids", ids)
        file.add(prefix + "created", created)
        file.add(prefix + "sources", labelNumbers.map(\.source))
        file.add(prefix + "authors", labelNumbers.map(\.author))
        file.add(prefix + "languages", labelNumbers.map(\.language))
        file.add(prefix + "contents", contents)
        file.add(prefix + "voices", voices)
        file.add(prefix + "label-bytes", labels.bytes)
        file.add(prefix + "label-starts", labels.starts.map(UInt64.init))
        file.add(prefix + "names", names.sorted())
        postings(referenceLength: referenceLength).write(to: &file, prefix: prefix)
    }

    private func postings(referenceLength: Double) -> PostingWriter {
        let (starts, order) = byTerm()
        var writer = PostingWriter()
        for term in sortedTerms() {
            let entries = order[starts[term]..<starts[term + 1]]
            writer.add(
                term: vocabulary.term(term), rows: entries.map { rows[Int($0)] },
                codes: entries.map { entry in
                    let row = Int(rows[Int(entry)])
                    return BM25.code(
                        frequency: Int(frequencies[Int(entry)]), length: Int(lengths[row]), referenceLength: referenceLength)
                })
        }
        return writer
    }

    /// The entries in the order of their terms, and where each term's begin.
    private func byTerm() -> (starts: [Int], order: [UInt32]) {
        var starts = Array(repeating: 0, count: vocabulary.count + 1)
        for term in terms { starts[Int(term) + 1] += 1 }
        for term in 0..<vocabulary.count { starts[term + 1] += starts[term] }
        var next = starts
        var order = Array(repeating: UInt32(0), count: terms.count)
        for (entry, term) in terms.enumerated() {
            order[next[Int(term)]] = UInt32(entry)
            next[Int(term)] += 1
        }
        return (starts, order)
    }

    /// The numbers of the terms in the order of their bytes.
    private func sortedTerms() -> [Int] {
        let keys = (0..<vocabulary.count).map { number in
            // Eight bytes decide most comparisons.
            var key: UInt64 = 0
            let term = vocabulary.term(number)
            for index in 0..<8 { key = key << 8 | UInt64(index < term.count ? term[term.startIndex + index] : 0) }
            return key
        }
        return (0..<vocabulary.count).sorted { first, second in
            keys[first] != keys[second] ? keys[first] < keys[second]
                : vocabulary.term(first).lexicographicallyPrecedes(vocabulary.term(second))
        }
    }
}
