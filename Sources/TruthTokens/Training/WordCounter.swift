import Synchronization

/// Cuts texts into words on several threads and counts the words.
///
/// Each thread has a table of its own; the tables are put together once, at the end.
final class WordCounter: Sendable {
    /// `Mutex` can't stand in an array by itself.
    private final class Table: Sendable {
        let counts = Mutex(WordCounts())
    }

    private let scanner: WordScanner
    private let tables: [Table]

    init(_ preTokenizer: PreTokenizer, threadCount: Int) {
        precondition(threadCount >= 1, "WordCounter: \(threadCount) threads")
        scanner = WordScanner(preTokenizer)
        tables = (0..<threadCount).map { _ in Table() }
    }

    /// Counts the words of `texts`; each text is cut by itself.
    func add(_ texts: [String]) {
        SharedWork.forEachChunk(of: texts, threadCount: tables.count) { [scanner, tables] chunk, thread in
            tables[thread].counts.withLock { counts in
                for text in chunk { Self.add(text, scanner, to: &counts) }
            }
        }
    }

    /// Everything counted so far.
    func total() -> WordCounts {
        var total = tables[0].counts.withLock { $0 }
        for table in tables.dropFirst() { table.counts.withLock { total.add($0) } }
        return total
    }

    private static func add(_ text: String, _ scanner: WordScanner, to counts: inout WordCounts) {
        let bytes = Array(text.utf8)
        let span = bytes.span
        var start = 0
        while start < span.count {
            let end = scanner.wordEnd(in: span, from: start)
            counts.add(span.extracting(start..<end))
            start = end
        }
    }
}
