/// A date as a text gives it: a year, a month, a day, a decade or a century.
package struct DateMention: Sendable, Hashable {
    package var text: String
    /// The first year it covers.
    package var year: Int
    package var month: Int?
    package var day: Int?
    /// How many years it covers: 1, 10 for a decade, 100 for a century.
    package var years = 1
    /// Which of the sentence's words it takes up.
    package var words: Range<Int>

    package enum Comparison: Sendable {
        case agrees, conflicts
        /// The other is less precise: it neither confirms nor denies.
        case lessPrecise
    }

    /// How a found date stands to this one, the claimed.
    package func compared(with found: DateMention) -> Comparison {
        let covers = year..<year + years
        let foundCovers = found.year..<found.year + found.years
        guard covers.overlaps(foundCovers) else { return .conflicts }
        if foundCovers.count > covers.count { return .lessPrecise }
        if let month {
            guard let foundMonth = found.month else { return .lessPrecise }
            if month != foundMonth { return .conflicts }
        }
        if let day {
            guard let foundDay = found.day else { return .lessPrecise }
            if day != foundDay { return .conflicts }
        }
        return .agrees
    }
}

/// Finds dates among words.
package enum DateReader {
    package static func dates(in words: [Word]) -> [DateMention] {
        var dates: [DateMention] = []
        var index = 0
        while index < words.count {
            if let date = date(words, at: index) {
                dates.append(date)
                index = date.words.upperBound
            } else {
                index += 1
            }
        }
        return dates
    }

    private static func date(_ words: [Word], at index: Int) -> DateMention? {
        isoDate(words, at: index) ?? dayMonthYear(words, at: index) ?? monthYear(words, at: index) ?? decade(words, at: index)
            ?? century(words, at: index) ?? bareYear(words, at: index)
    }

    private static func mention(_ words: [Word], _ range: Range<Int>, year: Int, month: Int? = nil, day: Int? = nil, years: Int = 1) -> DateMention {
        DateMention(text: words[range].map(\.text).joined(separator: " "), year: year, month: month, day: day, years: years, words: range)
    }

    /// 1995-03-23
    private static func isoDate(_ words: [Word], at index: Int) -> DateMention? {
        guard index + 2 < words.count, let year = year(words[index]), words[index + 1].isJoined, words[index + 2].isJoined,
            let month = Int(words[index + 1].text), let day = Int(words[index + 2].text), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var date = mention(words, index..<index + 3, year: year, month: month, day: day)
        date.text = words[index..<index + 3].map(\.text).joined(separator: "-")
        return date
    }

    /// 23 March 1995
    private static func dayMonthYear(_ words: [Word], at index: Int) -> DateMention? {
        guard index + 2 < words.count, let day = day(words[index]), let month = Lexicon.months[words[index + 1].lower] else { return nil }
        var next = index + 2
        if words[next].text == ",", next + 1 < words.count { next += 1 }
        guard let year = year(words[next]) else { return nil }
        return mention(words, index..<next + 1, year: year, month: month, day: day)
    }

    /// March 23, 1995 · March 1995
    private static func monthYear(_ words: [Word], at index: Int) -> DateMention? {
        guard words[index].startsUppercase, let month = Lexicon.months[words[index].lower] else { return nil }
        var next = index + 1
        var day: Int?
        if next < words.count, let found = self.day(words[next]), year(words[next]) == nil {
            day = found
            next += 1
        }
        if next < words.count, words[next].text == "," || words[next].text == "." || words[next].lower == "of" { next += 1 }
        guard next < words.count, let year = year(words[next]) else { return nil }
        return mention(words, index..<next + 1, year: year, month: month, day: day)
    }

    /// 1970s · 1970's · the seventies are not read: they name no century.
    private static func decade(_ words: [Word], at index: Int) -> DateMention? {
        let text = words[index].lower
        guard words[index].kind == .number else { return nil }
        let digits = text.hasSuffix("s") ? String(text.dropLast()) : words[index].text.hasSuffix("'s") || words[index].text.hasSuffix("\u{2019}s") ? text : ""
        guard digits.count == 4, let year = Int(digits), (1000...2100).contains(year), year % 10 == 0 else { return nil }
        return mention(words, index..<index + 1, year: year, years: 10)
    }

    /// 19th century
    private static func century(_ words: [Word], at index: Int) -> DateMention? {
        guard index + 1 < words.count, words[index + 1].stem == "centuri", let number = QuantityReader.ordinal(words[index].lower), (1...30).contains(number)
        else { return nil }
        return mention(words, index..<index + 2, year: (number - 1) * 100 + 1, years: 100)
    }

    /// A number of four digits from 1400 to 2099 without a unit is a year.
    private static func bareYear(_ words: [Word], at index: Int) -> DateMention? {
        guard let year = year(words[index]), (1400...2099).contains(year) else { return nil }
        if index + 1 < words.count, Unit.named(words[index + 1].lower) != nil || words[index + 1].text == "%" { return nil }
        // "IBM 1401" and "section-1970" are model names.
        if words[index].isJoined, index > 0, Int(words[index - 1].text) == nil { return nil }
        if index > 0, words[index - 1].isNameByShape, !words[index - 1].isJoined, words[index - 1].capitalCount == words[index - 1].text.count { return nil }
        if index > 0, ["$", "£", "€", "#"].contains(words[index - 1].text) { return nil }
        return mention(words, index..<index + 1, year: year)
    }

    private static func year(_ word: Word) -> Int? {
        guard word.text.utf8.count == 4, let year = Int(word.text), (1000...2999).contains(year) else { return nil }
        return year
    }

    private static func day(_ word: Word) -> Int? {
        let digits = word.lower.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count <= 2, ["", "st", "nd", "rd", "th"].contains(word.lower.dropFirst(digits.count)), let day = Int(digits),
            (1...31).contains(day)
        else { return nil }
        return day
    }
}
