import Foundation

/// Reads the posts of an X archive: first the account and the long posts, then one script of posts after another.
///
/// Direct messages, deleted posts, likes and all else that lies beside the posts are never opened.
struct XArchiveReader: RecordReader {
    private let place: String
    private let context: ReadingContext
    private let notes = XNotes()
    private var faults: [ReadRecord] = []
    private var posts: PickedFilesReader
    private var hasToldOfNotes = false

    /// The archive `service` in `collection`, which is gone through twice.
    ///
    /// - Throws: `CorpusError` when it can't be gone through.
    init(_ service: ServiceArchive, in collection: any InputCollection, context: ReadingContext) throws {
        place = collection.place
        self.context = context
        let notes = notes
        var account = XAccount()
        var faults: [ReadRecord] = []
        var cursor = try collection.cursor()
        while let item = try cursor.next() {
            guard case .file(let file) = item, file.name.hasPrefix(service.root) else { continue }
            if XArchiveFile.holdsAccount(file.name) {
                try Self.forEachValue(in: file, context: context, faults: &faults) { value in
                    let found = XAccount(user: value["account"] ?? value)
                    account = XAccount(id: account.id ?? found.id, handle: account.handle ?? found.handle)
                }
            } else if XArchiveFile.holdsNotes(file.name) {
                try Self.forEachValue(in: file, context: context, faults: &faults) { value throws(RecordFault) in try notes.add(value) }
            }
        }
        self.faults = faults
        let known = account
        posts = try PickedFilesReader(collection, picking: service.posts) { file in
            try JSONArrayReader(file: file, context: context, layout: .script, mapper: XArchiveMapper(context: context, account: known, notes: notes))
        }
    }

    /// Reads one script of an archive; on a disk, its neighbours tell whose it is.
    ///
    /// - Throws: `CorpusError` when it can't be opened.
    static func reader(ofScript file: InputFile, context: ReadingContext) throws -> any RecordReader {
        guard let path = file.path else {
            return try JSONArrayReader(file: file, context: context, layout: .script, mapper: XArchiveMapper(context: context))
        }
        let service = ServiceArchive(service: .x, root: "", posts: [(path as NSString).lastPathComponent])
        return try XArchiveReader(service, in: try FileList(besides: path), context: context)
    }

    var storedBytesRead: Int { posts.storedBytesRead }

    mutating func next() -> ReadRecord? {
        if let fault = faults.popLast() { return fault }
        if let record = posts.next() { return record }
        guard !hasToldOfNotes, notes.countWithoutPost > 0 else { return nil }
        hasToldOfNotes = true
        return .rejected(
            RejectedRecord(
                file: place,
                reason: "\(notes.countWithoutPost) long posts of note-tweet.js belong to no post that was read; they were left out"))
    }

    /// Hands each value of a small script to `body`. `var user_details = {…}` is one value.
    private static func forEachValue(
        in file: InputFile, context: ReadingContext, faults: inout [ReadRecord], body: @escaping (JSONPart) throws(RecordFault) -> Void
    ) throws {
        let mapper = ClosureMapper(body: body)
        let isObject = file.name.hasSuffix("user_details.js")
        var reader = try JSONArrayReader(file: file, context: context, layout: isObject ? .assignedObject : .script, mapper: mapper)
        while let record = reader.next() { faults.append(record) }
    }

    private struct ClosureMapper: JSONMapper {
        let body: (JSONPart) throws(RecordFault) -> Void

        func outcomes(of value: JSONPart) -> [ReadOutcome] {
            do throws(RecordFault) {
                try body(value)
                return []
            } catch {
                return [.fault(error)]
            }
        }
    }
}
