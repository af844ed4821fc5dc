import Testing
import TruthCorpus
import TruthEvidence

/// What posts are made of is found as people look for it.
@Suite struct PostSearchTests {
    private func store(_ texts: [String]) throws -> EvidenceStore {
        let store = try EvidenceStore.inMemory()
        try store.add(documents: texts.enumerated().map { Document(identity: "p/\($0)", text: $1, source: "posts") })
        return store
    }

    private static let posts = [
        "Read this on #ClimateChange2030 by @WHO_Europe: https://www.bbc.co.uk/news/health-58412345?at=1",  // 0
        "The plan costs 1,250,000 euros, that is 3.5 per cent.",  // 1
        "東京で地震速報が出ました。", "猫が好きです", "한국의 경제 성장률", "今天北京的天气很好",  // 2–5
        "È successo così: la città è più bella che mai", "Crème brûlée for everyone",  // 6, 7
        "COVID-19 vaccines don't change DNA", "ｆｕｌｌｗｉｄｔｈ １２３",  // 8, 9
        "RT @someone: ماذا حدث في القاهرة اليوم", "Прошлая неделя была жаркой",  // 10, 11
    ]

    @Test(arguments: [
        ("#climatechange2030", 0), ("climate change", 0), ("climatechange2030", 0), ("@who_europe", 0), ("WHO Europe", 0), ("bbc.co.uk/news/health-58412345?at=1", 0),
        ("https://bbc.co.uk", 0), ("1250000", 1), ("1,250,000", 1), ("3.5", 1), ("地震", 2), ("地震速報", 2), ("東京", 2), ("猫", 3),
        ("경제", 4), ("北京天气", 5), ("citta bella", 6), ("CITTÀ", 6), ("creme brulee", 7), ("Covid 19 vaccine", 8), ("changing dna", 8),
        ("fullwidth", 9), ("123", 9), ("القاهرة", 10), ("НЕДЕЛЯ", 11),
    ])
    func `a post is found by`(query: String, number: Int) throws {
        let hits = try store(Self.posts).search(query, limit: 3)
        #expect(hits.first?.passage.document == "p/\(number)")
        #expect(hits.first?.highlights.isEmpty == false)
    }

    @Test func `highlights and spans are places in unicode scalars`() throws {
        let text = "  Ärger über #Hagel 🌨️ und 地震速報. \n"
        let store = try store([text])
        let hit = try #require(try store.search("hagel 地震", limit: 1).first)
        let scalars = Array(hit.passage.text.unicodeScalars)
        func part(_ range: Range<Int>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[range])
            return String(view)
        }
        #expect(hit.highlights.map(part) == ["Hagel", "地震"])
        let span = try #require(hit.passage.span)
        let document = Array(try #require(try store.document(identity: "p/0")).text.unicodeScalars)
        #expect(Array(document[span]) == scalars)
    }

    @Test func `every passage of a long document knows where it stands in it`() throws {
        let store = try EvidenceStore.inMemory()
        try store.add(documents: [Document(identity: "long", title: "Long", text: "  " + longText(words: 1000) + "\n", source: "s")])
        let whole = Array(try #require(try store.document(identity: "long")).text.unicodeScalars)
        let hits = try store.search("long word17 word500 word990", limit: 20)
        #expect(hits.count > 3)
        for hit in hits {
            let span = try #require(hit.passage.span)
            #expect(Array(whole[span]) == Array(hit.passage.text.unicodeScalars))
        }
    }
}
