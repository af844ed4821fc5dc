/// Sorts signature records by key, by radix: eight bits a pass over the upper 32 bits, then the few left-over ties.
struct SignatureSorter {
    private var scratch: [SignatureRecord] = []

    /// Sorts `records` by key, then document. They come in the order of their documents.
    mutating func sort(_ records: inout [SignatureRecord]) {
        if records.count < 256 { return records.sort() }
        if scratch.count < records.count { scratch = [SignatureRecord](repeating: SignatureRecord(key: 0, document: 0), count: records.count) }
        for shift in stride(from: UInt64(32), to: 64, by: 16) {
            Self.pass(records, &scratch, shift: shift)
            Self.pass(scratch, count: records.count, &records, shift: shift + 8)
        }
        settleTies(&records)
    }

    private static func pass(_ source: [SignatureRecord], count: Int? = nil, _ target: inout [SignatureRecord], shift: UInt64) {
        let count = count ?? source.count
        var places = [Int](repeating: 0, count: 257)
        for index in 0..<count { places[Int((source[index].key >> shift) & 0xFF) + 1] += 1 }
        for digit in 1...256 { places[digit] += places[digit - 1] }
        for index in 0..<count {
            let digit = Int((source[index].key >> shift) & 0xFF)
            target[places[digit]] = source[index]
            places[digit] += 1
        }
    }

    /// Sorts each stretch of equal upper halves. Keys are mixed, so a stretch is one key, or a chance meeting of few.
    private func settleTies(_ records: inout [SignatureRecord]) {
        var start = 0
        while start < records.count {
            var end = start + 1
            var isMixed = false
            while end < records.count, records[end].key >> 32 == records[start].key >> 32 {
                isMixed = isMixed || records[end].key != records[start].key
                end += 1
            }
            // The passes are stable, so documents of one key are in order already.
            if isMixed { records[start..<end].sort() }
            start = end
        }
    }
}
