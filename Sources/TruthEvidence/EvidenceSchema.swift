import GRDB

/// The tables of the store, as a sequence of migrations: a store of any earlier version is brought up to date when it is opened.
enum EvidenceSchema {
    /// Marks the file as ours ("TGEV"), in SQLite's `application_id`.
    static let applicationID = 0x5447_4556

    /// Words are found whatever their accents and endings: "tables" finds "table". Without the stemmer, SciFact's nDCG@10 falls from
    /// 0.70 to 0.67; questions to a dictionary fare the same with and without.
    static let tokenizer = FTS5TokenizerDescriptor.porter(wrapping: .unicode61(diacritics: .remove))

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1", migrate: createTables)
        migrator.registerMigration("v2", migrate: addLanguageAndReplies)
        migrator.registerMigration("v3", migrate: addImportsAndForgetting)
        return migrator
    }

    private static func createTables(_ database: Database) throws {
        try database.execute(
            sql: """
                PRAGMA application_id = \(applicationID);

                CREATE TABLE documents (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    identity TEXT NOT NULL UNIQUE,
                    title TEXT,
                    aliases TEXT NOT NULL,  -- one a line
                    source TEXT NOT NULL,
                    author TEXT,
                    created REAL,           -- seconds since 1970
                    url TEXT,
                    licence TEXT,
                    content_hash BLOB NOT NULL,
                    added REAL NOT NULL
                );
                CREATE INDEX documents_by_source ON documents (source, identity);

                -- A document's passages, put together in their order, are its text.
                CREATE TABLE passages (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
                    ordinal INTEGER NOT NULL,
                    text TEXT NOT NULL,
                    UNIQUE (document, ordinal)
                );

                -- Every name of a document in the form in which questions are compared with it (NameKey).
                CREATE TABLE names (
                    key TEXT NOT NULL,
                    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
                    PRIMARY KEY (key, document)
                ) WITHOUT ROWID;
                CREATE INDEX names_by_document ON names (document);

                -- What the full-text index was made from, so that it needs no copy and can be rebuilt.
                CREATE VIEW passage_texts AS
                    SELECT passages.id AS id, passages.document AS document, documents.title AS title,
                        documents.aliases AS aliases, passages.text AS text
                    FROM passages JOIN documents ON documents.id = passages.document;
                """)
        try database.create(virtualTable: "passage_index", using: FTS5()) { table in
            table.tokenizer = tokenizer
            table.content = "passage_texts"
            table.contentRowID = "id"
            table.column("title")
            table.column("aliases")
            table.column("text")
        }
    }

    /// Posts say in which language they are and what they reply to. Documents of v1 get a new content hash when they are added again.
    private static func addLanguageAndReplies(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE documents ADD COLUMN language TEXT;
                ALTER TABLE documents ADD COLUMN reply_to TEXT;
                ALTER TABLE documents ADD COLUMN raw_hash BLOB;
                CREATE INDEX documents_by_author ON documents (author, created);
                CREATE INDEX documents_by_date ON documents (created);
                """)
    }

    /// Imports can be gone on with, and documents forgotten for good.
    private static func addImportsAndForgetting(_ database: Database) throws {
        try database.execute(
            sql: """
                -- How far each file or folder has been read; written in the same transaction as its documents (ImportTicket).
                CREATE TABLE imports (
                    path TEXT NOT NULL,
                    options BLOB NOT NULL,      -- SHA-256 of how it was read and cleaned
                    fingerprint BLOB NOT NULL,  -- SHA-256 of its names, sizes and times
                    records INTEGER NOT NULL,
                    rejected INTEGER NOT NULL,
                    is_finished INTEGER NOT NULL,
                    time REAL NOT NULL,
                    PRIMARY KEY (path, options)
                ) WITHOUT ROWID;

                -- Keyed hashes of what was forgotten (ForgottenMarks).
                CREATE TABLE forgotten (
                    mark BLOB PRIMARY KEY,
                    time REAL NOT NULL
                ) WITHOUT ROWID;
                CREATE TABLE forget_key (id INTEGER PRIMARY KEY CHECK (id = 1), proof BLOB NOT NULL);

                -- A forgetting that isn't finished (Forgetting): its stage, and what the files beside the store still have to forget.
                CREATE TABLE forget_stage (id INTEGER PRIMARY KEY CHECK (id = 1), stage INTEGER NOT NULL);
                CREATE TABLE forgetting (identity TEXT PRIMARY KEY, source TEXT NOT NULL) WITHOUT ROWID;
                """)
    }
}
