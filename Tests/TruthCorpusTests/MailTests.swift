import Foundation
import Testing
import TruthCorpus

@Suite struct MailTests {
    static let mailbox = """
        From ann@example.org Tue May 22 10:00:00 2018
        From: =?UTF-8?B?QW5uIEzDqWU=?= <ann@example.org>
        Subject: =?iso-8859-1?Q?Gr=FC=DFe_an?=
         =?iso-8859-1?Q?_alle?=
        Date: Tue, 22 May 2018 10:00:00 +0200 (CEST)
        Message-ID: <1@example.org>
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        Gr=FC=DFe, a line that=
         goes on.
        >From the start.
        > quoted
        --\u{20}
        Ann

        From bob@example.org Tue May 22 11:00:00 2018
        From: bob@example.org (Bob)
        Subject: Re: Hello
        Date: whenever
        Message-ID: <2@example.org>
        In-Reply-To: <1@example.org> "more"
        Content-Type: multipart/mixed; boundary="b1"

        This is the preamble.
        --b1
        Content-Type: multipart/alternative; boundary=b2

        --b2
        Content-Type: text/html; charset=utf-8

        <p>HTML <b>text</b></p>
        --b2
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: base64

        UGxhaW4gdGV4dC4=
        --b2--
        --b1
        Content-Type: text/plain
        Content-Disposition: attachment; filename=a.txt

        Attached.
        --b1--

        From eve@example.org Tue May 22 12:00:00 2018
        From: Eve <eve@example.org>
        Content-Type: text/html

        <p>Only HTML.</p>

        """

    @Test func `messages are read with their headers decoded and their best text`() throws {
        let folder = try TestFolder()
        let (documents, rejected, leftOut) = try readAll(try folder.write("list.mbox", Self.mailbox), options: ReadingOptions(source: "list"))
        #expect(rejected.isEmpty && leftOut == [.dateNotUnderstood: 1])
        #expect(documents.map(\.text) == ["Grüße, a line that goes on.\nFrom the start.\n> quoted\n--\nAnn", "Plain text.", "Only HTML."])
        #expect(documents.map(\.title) == ["Grüße an alle", "Re: Hello", nil] && documents.map(\.author) == ["Ann Lée", "Bob", "Eve"])
        #expect(documents[0].created == DateText.date("2018-05-22T08:00:00Z") && documents[0].identity == "list/1@example.org")
        #expect(documents[1].replyTo == documents[0].identity && documents[2].identity.hasPrefix("list/"))
    }

    @Test func `text in another character set than it declares is set aside, and what is no mailbox is told`() throws {
        let folder = try TestFolder()
        let bytes = Array("From a\nContent-Type: text/plain; charset=utf-8\n\nBad: ".utf8) + [0xE9] + Array("\n\nFrom b\nSubject: x\n\nGood.\n".utf8)
        let (documents, rejected) = try read(try folder.write("a.mbox", bytes))
        #expect(documents.map(\.text) == ["Good."] && rejected.map(\.record) == [1] && rejected[0].reason.contains("0xE9"))
        #expect(try read(try folder.write("b.mbox", "Hello\n")).rejected.first?.reason.contains("no mbox") == true)
    }

    @Test(arguments: [
        ("Tue, 22 May 2018 10:00:00 +0200 (CEST)", "2018-05-22T08:00:00Z"), ("22 May 18 10:00 GMT", "2018-05-22T10:00:00Z"),
        ("Tue, 22 May 2018 10:00:00 EST", "2018-05-22T15:00:00Z"), ("1 Jan 99 00:00:00 +0000", "1999-01-01T00:00:00Z"),
    ])
    func `dates of mail are understood`(text: String, date: String) {
        #expect(DateText.date(text) != nil && DateText.date(text) == DateText.date(date))
    }
}
