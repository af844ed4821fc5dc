import Foundation

/// Makes the reader that a file needs: unpacks it, tells its format, opens it.
struct FormatOpener {
    let context: ReadingContext

    /// - Throws: `CorpusError` when the file can't be opened or its format can't be told.
    func reader(of file: InputFile) throws -> any RecordReader {
        let format = context.options.format
        if format == .dictionary || format == nil && DocumentFormat(fileName: file.name) == .dictionary {
            return try DictionaryReader(file: file, context: context)
        }
        let source = PeekedBytes(try file.open())
        if file.depth > 0 { return try open(file, source) }
        let budget = UnpackingBudget(options: context.options) { file.byteCount > 0 ? file.byteCount : source.storedBytesRead }
        return try FormatOpener(context: context.with(budget: budget)).open(file, source)
    }

    private func open(_ file: InputFile, _ source: PeekedBytes) throws -> any RecordReader {
        let contents = try unpacked(file, source)
        switch FileMark(contents.source.head) {
        case .zip where !isEPUB(contents): return try archive(file, contents, kind: .zip)
        case .tar: return try archive(file, contents, kind: .tar)
        default: break
        }
        let inner = contents.layers == 0 && file.path != nil ? file : file.holding(contents.source, name: file.name)
        return try reader(of: inner, format: try format(of: file, contents), head: contents.source.head)
    }

    // MARK: Compression and archives

    private struct Contents {
        var source: PeekedBytes
        var name: String
        /// How many layers of compression have been taken off.
        var layers: Int
    }

    private func unpacked(_ file: InputFile, _ source: PeekedBytes) throws -> Contents {
        var contents = Contents(source: source, name: file.name, layers: 0)
        while let mark = FileMark(contents.source.head), mark.isCompression {
            contents.layers += 1
            if file.depth + contents.layers > context.options.maximumNesting {
                throw CorpusError.nestedTooDeep(path: file.place, limit: context.options.maximumNesting)
            }
            contents.name = DocumentFormat.withoutCompression(contents.name)
            contents.source = PeekedBytes(try unpacked(contents.source, mark))
        }
        return contents
    }

    private func unpacked(_ source: any ByteSource, _ mark: FileMark) throws -> any ByteSource {
        if mark == .gzip { return try GzipBytes(source, budget: context.budget) }
        let stream = try ArchiveStream(source, kind: .compressed, budget: context.budget)
        guard try stream.nextMember() != nil else { throw CorpusError.unreadable(path: source.place, reason: "the compressed file holds nothing") }
        return MemberBytes(of: stream, place: source.place)
    }

    private func isEPUB(_ contents: Contents) -> Bool {
        context.options.format == .epub || context.options.format == nil && DocumentFormat(fileName: contents.name) == .epub
            || FileMark.isEPUB(contents.source.head)
    }

    private func archive(_ file: InputFile, _ contents: Contents, kind: ArchiveStream.Kind) throws -> any RecordReader {
        if file.depth + contents.layers >= context.options.maximumNesting {
            throw CorpusError.nestedTooDeep(path: file.place, limit: context.options.maximumNesting)
        }
        let opener = self
        var open: () throws -> any ByteSource = { try opener.unpacked(file, PeekedBytes(try file.open())).source }
        if contents.layers == 0 || file.path == nil {
            // A zip archive is read from its end, and any archive twice, so one that comes from elsewhere is copied.
            let disk = contents.layers == 0 && file.path != nil ? file : try file.holding(contents.source, name: file.name).onDisk()
            open = { try disk.open() }
        }
        let isRoot = file.depth == 0 && !context.names.isFolder
        let collection = ArchiveCollection(file, kind: kind, prefix: isRoot ? "" : file.name + "/", budget: context.budget, open: open)
        return try CollectionReader(collection, opener: self, mustHoldSomething: true)
    }

    // MARK: Formats

    private func format(of file: InputFile, _ contents: Contents) throws -> DocumentFormat {
        if let format = context.options.format { return format }
        if let mark = FileMark(contents.source.head) {
            switch mark {
            case .pdf: return .pdf
            case .zip: return .epub
            case .other(let kind):
                throw CorpusError.unknownContents(path: file.place, looked: "zip, tar, gz, zst, bz2 and xz; this is \(kind)")
            default: break
            }
        }
        let name = contents.name.lowercased()
        if let format = DocumentFormat(fileName: name) { return format }
        if name.hasSuffix(".json") { return try ContentKind.json(contents.source.head, place: file.place, options: context.options) }
        if name.hasSuffix(".js") { return try ContentKind.script(contents.source.head, place: file.place) }
        if name.hasSuffix(".xml") { return try ContentKind.xml(contents.source.head, place: file.place) }
        if file.place == "standard input" { throw CorpusError.formatNeeded }
        throw CorpusError.unknownFormat(path: file.place)
    }

    private func reader(of file: InputFile, format: DocumentFormat, head: [UInt8]) throws -> any RecordReader {
        switch format {
        case .text: try WholeFileReader(file: file, context: context) { PlainText.document(try UTF8Text.decode($0)) }
        case .markdown: try WholeFileReader(file: file, context: context) { try Markdown.document(try UTF8Text.decode($0)) }
        case .html: try WholeFileReader(file: file, context: context) { [tally = context.tally] in try HTMLDocument.document($0, tally: tally) }
        case .pdf: try PDFReader(file: file, context: context)
        case .epub: try EPUBReader(file: file, context: context)
        case .mbox: try MboxReader(file: file, context: context)
        case .feed: try FeedReader(file: file, context: context)
        case .csv, .tsv, .communityNotes: try TableReader(file: file, format: format, context: context)
        case .dictionary: try DictionaryReader(file: file, context: context)
        case .jsonLines: try JSONLinesReader(file: file, context: context)
        case .json: try JSONArrayReader(file: file, context: context, layout: .values, mapper: JSONRecordMapper(context: context))
        case .mastodonOutbox:
            try JSONArrayReader(
                file: file, context: context, layout: .member("orderedItems"), mapper: MastodonActivityMapper(context: context))
        case .mastodonStatuses: try JSONArrayReader(file: file, context: context, layout: .values, mapper: MastodonStatusMapper(context: context))
        case .xAPI: try XAPIReader(file: file, context: context)
        case .xArchive: try XArchiveReader.reader(ofScript: file, context: context)
        }
    }

    /// - Throws: `CorpusError` when the collection can't be gone through.
    func reader(of service: ServiceArchive, in collection: any InputCollection) throws -> any RecordReader {
        switch service.service {
        case .x: try XArchiveReader(service, in: collection, context: context)
        case .mastodon: try PickedFilesReader(collection, picking: service.posts) { file in
            try JSONArrayReader(file: file, context: context, layout: .member("orderedItems"), mapper: MastodonActivityMapper(context: context))
        }
        }
    }
}
