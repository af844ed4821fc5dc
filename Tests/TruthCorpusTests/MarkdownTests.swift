import Foundation
import Testing
import TruthCorpus

@Suite struct MarkdownTests {
    private func document(_ text: String) throws -> Document {
        let folder = try TestFolder()
        return try read(try folder.write("a.md", text)).documents[0]
    }

    @Test func `front matter gives the provenance and is no part of the text`() throws {
        let document = try document(
            """
            ---
            title: "Hash tables"
            author: Ada
            date: 2018-05-22
            license: CC-BY-4.0
            url: https://example.org/hash
            tags: [a, b]
            ---
            # A heading

            Text.
            """)
        #expect(document.title == "Hash tables" && document.author == "Ada" && document.licence == "CC-BY-4.0")
        #expect(document.url == "https://example.org/hash")
        #expect(document.created == Date(timeIntervalSince1970: 1_526_947_200))
        #expect(document.text == "Text.")
    }

    @Test func `marks go, words stay`() throws {
        let document = try document(
            """
            Title
            =====

            A *hash* __table__ maps `keys` to [values](https://example.org "v"),
            see ![a picture](x.png). 2 * 3 is not snake_case.

            ## Uses ##

            - one **two**
            - three
              goes on

            > A quotation.

            ```c
            int *p = &a[1];
            ```
            ***
            The \\*end\\*.
            """)
        #expect(document.title == "Title")
        #expect(
            document.text == """
                A hash table maps keys to values, see a picture. 2 * 3 is not snake_case.

                Uses

                - one two
                - three goes on

                A quotation.

                int *p = &a[1];

                The *end*.
                """)
    }

    @Test func `a date that isn't one is refused`() throws {
        let folder = try TestFolder()
        let file = try folder.write("a.md", "---\ndate: soon\n---\nText.")
        #expect(try read(file).rejected.map { $0.reason.contains("soon") } == [true])
    }
}
