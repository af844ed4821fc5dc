import Foundation
import Testing
import TruthCorpus

@Suite struct DateTextTests {
    @Test(arguments: [
        ("1970-01-01", 0.0), ("2018-05-22", 1_526_947_200), ("2018-05-22T10:00:00Z", 1_526_983_200),
        ("2018-05-22 12:00:00.5+02:00", 1_526_983_200.5), ("2018-05", 1_525_132_800), ("2018", 1_514_764_800), ("1526983200", 1_526_983_200),
        ("1526983200000", 1_526_983_200), ("Tue May 22 10:00:00 +0000 2018", 1_526_983_200), ("22 May 2018", 1_526_947_200),
        ("21 Sept 1995", 811_641_600), ("2000-02-29", 951_782_400), ("1997-03-7", 857_692_800), ("2018-05-22T10:00-0330", 1_526_995_800),
    ])
    func `dates are understood in every common form`(text: String, seconds: Double) {
        #expect(DateText.date(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: ["", "soon", "2018-13-01", "2018-02-29", "1900-02-29", "2018-05-22T25:00:00Z", "20002-04-20", "05/22/2018", "12", "0000-01-01"])
    func `what isn't a date is none`(text: String) {
        #expect(DateText.date(text) == nil)
    }
}
