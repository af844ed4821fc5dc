import Testing
import TruthClaims

struct FactTests {
    @Test(arguments: [
        ("87 %", 87.0, "percent"), ("1.5 GB", 1.5, "byte"), ("three million users", 3e6, nil), ("1,000 pages", 1000, nil), ("twenty-five nodes", 25, nil),
        ("0xFF", 255, nil), ("10^27 bytes", 1e27, "byte"), ("32-bit words", 32, "bit"), ("$40 million", 4e7, "dollar"), ("2.5 per cent", 2.5, "percent"),
        ("64k of memory", 64000, nil), ("16bit", 16, "bit"), ("a dozen eggs", 12, nil), ("the 3rd release", 3, nil), ("two hundred", 200, nil),
        ("ＡＢ １２ km", 12, "metre"),
    ] as [(String, Double, String?)])
    func `numbers are read with their units`(text: String, value: Double, unit: String?) throws {
        let quantity = try #require(Statement(text).quantities.first)
        #expect(abs(quantity.value - value) <= 1e-9 * value)
        #expect(quantity.unit?.base == unit)
    }

    @Test(arguments: [
        ("on 1995-03-23.", 1995, 3, 23, 1), ("on 23 March 1995", 1995, 3, 23, 1), ("on March 23, 1995", 1995, 3, 23, 1), ("in March 1995", 1995, 3, nil, 1),
        ("in 1995.", 1995, nil, nil, 1), ("in the 1970s", 1970, nil, nil, 10), ("in the 1970's", 1970, nil, nil, 10), ("in the 19th century", 1801, nil, nil, 100),
        ("on 3rd May 2001", 2001, 5, 3, 1),
    ] as [(String, Int, Int?, Int?, Int)])
    func `dates are read in their usual forms`(text: String, year: Int, month: Int?, day: Int?, years: Int) throws {
        let date = try #require(Statement(text).dates.first)
        #expect(date.year == year && date.month == month && date.day == day && date.years == years)
    }

    @Test(arguments: ["the IBM 1401", "1995 bytes", "a $2000 machine", "2000 MHz"])
    func `numbers that are no years are no dates`(text: String) {
        #expect(Statement(text).dates.isEmpty)
    }

    @Test func `dates compare by what both say`() throws {
        func compare(_ claimed: String, _ found: String) throws -> DateMention.Comparison {
            let claimedDate = try #require(Statement(claimed).dates.first)
            let foundDate = try #require(Statement(found).dates.first)
            return claimedDate.compared(with: foundDate)
        }
        #expect(try compare("1995", "March 1995") == .agrees)
        #expect(try compare("March 1995", "1995") == .lessPrecise)
        #expect(try compare("March 1995", "May 1995") == .conflicts)
        #expect(try compare("the 1970s", "1974") == .agrees)
        #expect(try compare("1974", "the 1970s") == .lessPrecise)
        #expect(try compare("1984", "the 1970s") == .conflicts)
    }

    @Test(arguments: [
        ("1 GB", "1024 MB", true), ("1 GB", "1000 MB", true), ("1 GB", "512 MB", false), ("about 100 users", "103 users", true), ("100 users", "103 users", false),
        ("more than 50 nodes", "64 nodes", true), ("3.1.4", "3.1.5", false), ("87 %", "87 percent", true), ("85 %", "87 %", false), ("three", "3", true),
        ("2 hours", "120 minutes", true),
    ])
    func `numbers compare by value and unit`(claimed: String, found: String, agrees: Bool) throws {
        let claimedQuantity = try #require(Statement(claimed).quantities.first)
        let foundQuantity = try #require(Statement(found).quantities.first)
        let comparison = claimedQuantity.compared(with: foundQuantity)
        #expect((comparison == .agrees) == agrees)
    }

    @Test func `names are capitalised sequences, acronyms and mixed case`() {
        let names = Statement("The first version of PostgreSQL was written at the University of California by J. Smith and IBM using C++ in May.").names
        #expect(names.map(\.text) == ["PostgreSQL", "University of California", "J . Smith", "IBM", "C++"])
        #expect(names.allSatisfy { $0.isCertain })
        #expect(Statement("Sorting is easy.").names.allSatisfy { !$0.isCertain })
    }

    @Test(arguments: [
        ("It is not a compiler.", 1), ("It isn't fast.", 1), ("It runs without locks.", 1), ("It cannot fail.", 1), ("It fails to compile.", 1),
        ("It is unable to read files.", 1), ("It is not only fast.", 0), ("No. 5 is alive.", 0), ("It is fast.", 0), ("It never sleeps and has no locks.", 2),
        ("It doesn’t parse.", 1),
    ])
    func `negations are found in all their forms`(text: String, count: Int) {
        #expect(Statement(text).negations.count == count)
    }

    @Test(arguments: [
        ("develops", "developed"), ("computers", "computing"), ("wrote", "written"), ("optimised", "optimizes"), ("colour", "colors"), ("compilation", "compiler"),
        ("indices", "index"), ("Turing's", "Turing"),
    ])
    func `forms of one word share a stem`(first: String, second: String) {
        #expect(WordReader.words(in: first)[0].stem == WordReader.words(in: second)[0].stem)
    }
}
