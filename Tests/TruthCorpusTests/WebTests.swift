import Foundation
import Testing
import TruthCorpus

@Suite struct WebTests {
    static let page = """
        <!DOCTYPE html><html lang="en-GB"><head><title> A  page </title><meta name="author" content="Ann Lee">
        <meta property="article:published_time" content="2018-05-22T10:00:00Z"><link rel="canonical" href="https://example.org/a">
        <script>var text = "<p>no</p>";</script><style>p { }</style></head>
        <body><nav><a href="/">Home</a></nav><h1>Heading</h1><p>One
        <b>bold</b> word &amp; more&nbsp;.<br>Next line</p><script>alert(1)</script><ul><li>first</li><li>second <i>x</i></li></ul>
        <table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table><pre>a  b
          c</pre><a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a></body></html>
        """

    @Test func `a page gives its words, block by block, and what its head says`() throws {
        let folder = try TestFolder()
        let document = try #require(try read(try folder.write("a.html", Self.page)).documents.first)
        #expect(
            document.text == """
                Heading

                One bold word & more\u{A0}.
                Next line

                - first
                - second x

                A\tB
                1\t2

                a  b
                  c

                CC BY
                """)
        #expect(document.title == "A page" && document.author == "Ann Lee" && document.language == "en" && document.url == "https://example.org/a")
        #expect(document.created == DateText.date("2018-05-22T10:00:00Z") && document.licence == "https://creativecommons.org/licenses/by/4.0/")
    }

    @Test func `a page is read in the character set that it declares, else in UTF-8, else in Windows-1252`() throws {
        let folder = try TestFolder()
        try folder.write("a.html", Array("<meta charset=iso-8859-2><p>".utf8) + [0xB1])
        try folder.write("b.html", "<p>Grüße")
        try folder.write("c.html", Array("<p>".utf8) + [0x93, 0xE9, 0x94])
        try folder.write("d.html", Array("<meta charset=\"utf-8\"><p>".utf8) + [0xE9])
        try folder.write("e.html", Array("<meta charset=\"klingon\"><p>x".utf8))
        try folder.write("f.html", [0xFF, 0xFE] + "<meta charset=utf-16><p>Ä".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
        let (documents, rejected) = try read(folder.path)
        #expect(documents.map(\.text) == ["ą", "Grüße", "“é”", "Ä"])
        #expect(rejected.count == 2 && rejected[0].reason.contains("0xE9") && rejected[1].reason.contains("klingon"))
    }

    @Test func `a page whose date isn't one is kept, and that is counted`() throws {
        let folder = try TestFolder()
        let (documents, _, leftOut) = try readAll(try folder.write("a.html", "<meta name=date content=yesterday><p>Text"))
        #expect(documents.count == 1 && documents[0].created == nil && leftOut == [.dateNotUnderstood: 1])
    }

    @Test func `deep nesting is refused`() throws {
        let folder = try TestFolder()
        let file = try folder.write("a.html", String(repeating: "<div>", count: 100_000) + "x")
        let (documents, rejected) = try read(file)
        #expect(documents.isEmpty && rejected.count == 1)
    }

    static let rss = """
        <?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
        <channel><title>Feed</title><language>en-us</language><copyright>CC BY</copyright><image><title>Logo</title></image>
        <item><title>First &amp; best</title><link>https://example.org/1</link><guid>g1</guid><pubDate>Tue, 22 May 2018 10:00:00 +0200</pubDate><dc:creator>Ann</dc:creator>
        <description>Short.</description><content:encoded><![CDATA[<p>Long <b>text</b>.</p><p>More.</p>]]></content:encoded></item>
        <item><title>Second</title><link>https://example.org/2</link><pubDate>not a date</pubDate><description>&lt;p&gt;Escaped.&lt;/p&gt;</description></item>
        </channel></rss>
        """
    static let atom = """
        <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Feed</title><author><name>Org</name></author>
        <entry><title type="html">A &amp;amp; B</title><id>urn:1</id><updated>2018-05-22T10:00:00Z</updated><link rel="alternate" href="https://example.org/1"/>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>Two</p></div></content></entry>
        <entry xml:lang="fr"><title>C</title><id>urn:2</id><author><name>Eve</name></author><summary>Court &lt;b&gt;texte&lt;/b&gt;</summary></entry></feed>
        """

    @Test func `RSS and Atom give an entry a document`() throws {
        let folder = try TestFolder()
        let (documents, rejected, leftOut) = try readAll(try folder.write("a.rss", Self.rss))
        #expect(rejected.isEmpty && leftOut == [.dateNotUnderstood: 1])
        #expect(documents.map(\.text) == ["Long text.\n\nMore.", "Escaped."] && documents.map(\.title) == ["First & best", "Second"])
        #expect(documents[0].author == "Ann" && documents[0].identity.hasSuffix("/g1") && documents[0].licence == "CC BY" && documents[0].language == "en")
        #expect(documents[0].created == DateText.date("2018-05-22T08:00:00Z") && documents[1].identity.hasSuffix("/https://example.org/2"))
        let entries = try read(try folder.write("b.xml", Self.atom)).documents
        #expect(entries.map(\.text) == ["One\n\nTwo", "Court texte"] && entries.map(\.title) == ["A & B", "C"])
        #expect(entries.map(\.author) == ["Org", "Eve"] && entries.map(\.url) == ["https://example.org/1", nil] && entries[1].language == "fr")
    }

    @Test func `a feed that breaks off gives what comes before, and the line; entities are not put in`() throws {
        let folder = try TestFolder()
        // libxml2 reads ahead, so that the entries of the last kilobytes before the damage may be lost with it.
        let items = (0..<1000).map { "<item><guid>\($0)</guid><title>T</title><description>Text \($0), whole.</description></item>\n" }.joined()
        let (documents, rejected) = try read(try folder.write("a.rss", "<rss><channel>" + items.dropLast(30)))
        #expect((900..<1000).contains(documents.count) && documents.allSatisfy { $0.text.hasSuffix(", whole.") })
        #expect(rejected.count == 1 && rejected[0].reason.contains("line "))
        let secret = try folder.write("secret.txt", "secret")
        let hostile = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file://\(secret)\"><!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><rss><channel><item><title>t</title><description>&x;&b;</description></item></channel></rss>"
        let texts = try read(try folder.write("b.rss", hostile)).documents.map(\.text)
        #expect(!texts.joined().contains("secret") && !texts.joined().contains("aaa"))
    }

    static var epub: [UInt8] {
        storedZip([
            ("mimetype", utf8("application/epub+zip")),
            ("META-INF/container.xml", utf8("<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>")),
            ("OEBPS/two.xhtml", utf8("<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title/></head><body><h1>Two</h1><p>Second&nbsp;part.</p></body></html>")),
            ("OEBPS/text/one.xhtml", utf8("<html><head><title>One</title></head><body><p>First part.</p></body></html>")),
            ("OEBPS/nav.xhtml", utf8("<html><body><p>Contents</p></body></html>")),
            ("OEBPS/book.opf", utf8("""
                <package xmlns="http://www.idpf.org/2007/opf" unique-identifier="u"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Book</dc:title>
                <dc:creator>Ann Lee</dc:creator><dc:language>en</dc:language><dc:rights>Public domain</dc:rights><dc:identifier id="u">urn:isbn:1</dc:identifier>
                <dc:date>2018</dc:date></metadata><manifest><item id="n" href="nav.xhtml" properties="nav"/><item id="b" href="two.xhtml"/><item id="a" href="text/one.xhtml"/>
                <item id="c" href="lost.xhtml"/></manifest><spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/><itemref idref="c"/></spine></package>
                """)),
        ])
    }

    @Test func `a book is read in the order of its spine`() throws {
        let folder = try TestFolder()
        try folder.write("books.zip", storedZip([("in/book.epub", Self.epub)]))
        try folder.write("a.epub", Self.epub)
        let (documents, rejected) = try read(folder.path, options: ReadingOptions(source: "books"))
        #expect(documents.map(\.text) == ["First part.", "Two\n\nSecond\u{A0}part.", "First part.", "Two\n\nSecond\u{A0}part."])
        #expect(documents[0].title == "Book: One" && documents[0].author == "Ann Lee" && documents[0].licence == "Public domain")
        #expect(documents[0].identity == "books/urn:isbn:1/OEBPS/text/one.xhtml" && documents[0].created == DateText.date("2018"))
        #expect(rejected.count == 2 && rejected[0].reason.contains("lost.xhtml"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/pdftotext"), "pdftotext (poppler-utils) isn't installed"))
    func `a PDF is read, and one without text or that is none is told`() throws {
        let folder = try TestFolder()
        try folder.write("a.pdf", Self.pdf("BT /F1 12 Tf 72 720 Td (Hello from a page.) Tj ET"))
        try folder.write("b.pdf", Self.pdf(""))
        try folder.write("c.pdf", "%PDF-1.4 nothing")
        let (documents, rejected) = try read(folder.path)
        #expect(documents.map(\.text) == ["Hello from a page."] && documents[0].title == "A title" && documents[0].author == "Ann Lee")
        #expect(documents[0].created == DateText.date("2018-05-22T10:00:00Z") && documents[0].rawHash?.count == 32)
        #expect(rejected.count == 2 && rejected[0].reason.contains("no text") && rejected[1].reason.contains("pdftotext fails"))
        let inside = try folder.write("x/y.zip", storedZip([("in/a.pdf", utf8(Self.pdf("BT /F1 12 Tf 72 720 Td (Inside.) Tj ET")))]))
        #expect(try read(inside).documents.map(\.text) == ["Inside."])
    }

    static func pdf(_ content: String) -> String {
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            "<< /Title (A title) /Author (Ann Lee) /CreationDate (D:20180522100000Z) >>",
        ]
        var text = "%PDF-1.4\n"
        var places: [Int] = []
        for (index, object) in objects.enumerated() {
            places.append(text.utf8.count)
            text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for place in places { text += String(repeating: "0", count: 10 - "\(place)".count) + "\(place) 00000 n \n" }
        return text + "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R /Info 6 0 R >>\nstartxref\n\(start)\n%%EOF\n"
    }
}
