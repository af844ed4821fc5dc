/// Writes the lexical index of a store: the segments of an older one, then what is newer.
struct LexicalIndexWriter {
    let store: EvidenceStore
    /// Whose segments are taken over.
    let old: LexicalIndex?
    /// The passage up to which the index goes.
    let last: Int64

    func write(to path: String, progress: (Int, Int) -> Void) throws {
        var file = IndexFileWriter(magic: LexicalIndex.magic, version: LexicalIndex.version)
        var segmentCount = 0
        var passageCount = 0
        for segment in old?.segments ?? [] {
            segment.copy(to: &file, from: "\(segmentCount)/", as: "\(segmentCount)/")
            segmentCount += 1
            passageCount += segment.count
        }
        var length = old?.manifest.referenceLength
        var builder = LexicalBuilder()
        func finishSegment() {
            guard builder.count > 0 else { return }
            let reference = length ?? builder.meanLength
            length = reference
            builder.write(to: &file, prefix: "\(segmentCount)/", referenceLength: reference)
            segmentCount += 1
            passageCount += builder.count
            builder = LexicalBuilder()
        }
        var readCount = 0
        // Numbers of removed passages are counted too.
        let about = Int(last - (old?.manifest.lastPassage ?? 0))
        try store.forEachPassage(after: old?.manifest.lastPassage ?? 0, through: last) { passage in
            builder.add(passage)
            readCount += 1
            if readCount % 1024 == 0 { progress(readCount, about) }
            if builder.isFull { finishSegment() }
        }
        finishSegment()
        progress(readCount, about)
        try file.add(
            manifest: LexicalIndex.Manifest(
                lastPassage: last, passageCount: passageCount, referenceLength: length ?? 1, segmentCount: segmentCount,
                probes: try store.probes(through: last)))
        try file.write(to: path)
    }
}

extension LexicalSegment {
    /// Adds the segment's sections, as they are, under another name.
    func copy(to writer: inout IndexFileWriter, from oldPrefix: String, as newPrefix: String) {
        for name in file.sectionNames.sorted() where name.hasPrefix(oldPrefix) {
            writer.add(newPrefix + name.dropFirst(oldPrefix.count), file.content(of: name))
        }
    }
}

extension IndexFile {
    /// A copy of a section that is there.
    func content(of name: String) -> [UInt8] {
        guard let range = try? section(name) else { return [] }
        // The section lies inside the file, and plain bytes are always initialised.
        return bytes.withBytes { bytes in unsafe bytes.extracting(range).withUnsafeBytes { unsafe [UInt8]($0) } }
    }
}
