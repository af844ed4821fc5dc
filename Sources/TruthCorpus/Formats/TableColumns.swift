/// Which column of a table holds what.
struct TableColumns {
    var text: Int?
    var title: Int?
    var author: Int?
    var date: Int?
    var url: Int?
    var id: Int?
    var licence: Int?
    var source: Int?
    var language: Int?
    var reply: Int?
    var isCommunityNotes = false

    static let communityNotesSource = "Community Notes"

    /// Names as the user gives them, else the usual ones, whatever their case.
    init(_ columns: [String], options: ReadingOptions) {
        let names = columns.map { $0.lowercased() }
        func find(_ given: String?, _ usual: String...) -> Int? {
            if let given { return columns.firstIndex(of: given) ?? names.firstIndex(of: given.lowercased()) }
            return usual.lazy.compactMap { names.firstIndex(of: $0) }.first
        }
        text = find(options.columns.text, "text")
        title = find(nil, "title")
        author = find(options.columns.author, "author")
        date = find(options.columns.date, "created", "created_at", "date")
        url = find(options.columns.url, "url")
        id = find(options.columns.id, "id")
        licence = find(nil, "licence", "license")
        source = find(nil, "source")
        language = find(nil, "language", "lang")
    }

    private init() {}

    /// Whether a header is that of the notes that X publishes.
    static func areCommunityNotes(_ columns: [String]) -> Bool {
        Set(["noteId", "tweetId", "classification", "summary"]).isSubset(of: columns)
    }

    /// The columns of the notes file: the note is the text, the post it is about what it replies to.
    static func communityNotes(_ columns: [String]) -> TableColumns {
        var found = TableColumns()
        found.isCommunityNotes = true
        found.text = columns.firstIndex(of: "summary")
        found.id = columns.firstIndex(of: "noteId")
        found.author = columns.firstIndex(of: "noteAuthorParticipantId") ?? columns.firstIndex(of: "participantId")
        found.date = columns.firstIndex(of: "createdAtMillis")
        found.reply = columns.firstIndex(of: "tweetId")
        return found
    }
}
