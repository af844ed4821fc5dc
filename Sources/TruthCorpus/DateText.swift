public import Foundation

/// Dates as people and programs write them.
public enum DateText {
    /// The date that `text` states, or `nil`. What it leaves open is taken as the start: `2018-05` is 1 May 2018, 0:00 UTC.
    ///
    /// Understood: ISO 8601 (`2018`, `2018-05`, `2018-5-3`, `2018-05-22T10:00:00.5+02:00`, a space for the `T`), seconds or
    /// milliseconds since 1970, X's `Wed Oct 10 20:19:24 +0000 2018`, `22 May 2018` with English months, and the form of mail and RSS,
    /// `Tue, 22 May 2018 10:00:00 +0200 (CEST)`.
    public static func date(_ text: String) -> Date? {
        if let date = FixedDate.date(text.utf8.span) { return date }
        let text = text.trimmingCharacters(in: .whitespaces)
        let words = text.split(separator: " ").map(String.init)
        if let number = Double(text), number.isFinite, text.count >= 9 {
            return Date(timeIntervalSince1970: abs(number) >= 1e11 ? number / 1000 : number)
        }
        if words.count == 6, let month = month(words[1]), let day = Int(words[2]), let year = Int(words[5]) {
            return date(year, month, day, time: words[3], zone: words[4])
        }
        if words.count == 3, let day = Int(words[0]), let month = month(words[1]), let year = year(words[2]) {
            return date(year, month, day, time: nil, zone: nil)
        }
        return mailDate(words) ?? isoDate(text)
    }

    /// RFC 5322's form, and RFC 822's with a year of two digits. The name of the day may be missing; a remark in parentheses is passed over.
    private static func mailDate(_ words: [String]) -> Date? {
        let parts = words.first?.hasSuffix(",") == true ? words.dropFirst() : words[...]
        guard parts.count >= 4, let day = Int(parts[parts.startIndex]), let month = month(parts[parts.startIndex + 1]) else { return nil }
        let year = parts[parts.startIndex + 2]
        guard let number = Int(year), year.count == 4 || year.count == 2 else { return nil }
        let zone = parts.count > 4 ? parts[parts.startIndex + 4] : "GMT"
        // RFC 5322, 4.3: two digits below 50 lie in this century.
        let whole = year.count == 2 ? number + (number < 50 ? 2000 : 1900) : number
        return date(whole, month, day, time: parts[parts.startIndex + 3], zone: zones[zone] ?? zone)
    }

    private static let zones = [
        "UT": "Z", "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
    ]

    /// As `date`, for a record that is set aside when its date isn't one.
    static func created(_ text: String) throws(RecordFault) -> Date {
        guard let date = date(text) else { throw RecordFault(reason: "\"\(text)\" is not a date; write it as 2018-05-22T10:00:00Z") }
        return date
    }

    private static func isoDate(_ text: String) -> Date? {
        let halves = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == "t" || $0 == " " }
        let parts = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), parts[0].count == 4, let year = Int(parts[0]), year > 0 else { return nil }
        let rest = parts.dropFirst().map { (1...2).contains($0.count) ? Int($0) : nil }
        guard !rest.contains(nil), rest.count == 2 || halves.count == 1 else { return nil }
        let month = rest.first.flatMap { $0 } ?? 1
        let day = rest.count == 2 ? rest[1]! : 1
        guard halves.count == 2 else { return date(year, month, day, time: nil, zone: nil) }
        let time = halves[1].prefix { $0.isNumber || $0 == ":" || $0 == "." }
        let zone = halves[1].dropFirst(time.count).trimmingCharacters(in: .whitespaces)
        return date(year, month, day, time: String(time), zone: zone.isEmpty ? nil : zone)
    }

    private static func date(_ year: Int, _ month: Int, _ day: Int, time: String?, zone: String?) -> Date? {
        guard let clock = seconds(ofTime: time), let shift = seconds(ofZone: zone) else { return nil }
        return date(year, month, day, seconds: clock - Double(shift))
    }

    /// - Parameter seconds: Since the day began in UTC.
    static func date(_ year: Int, _ month: Int, _ day: Int, seconds: Double) -> Date? {
        guard (1...9999).contains(year), (1...12).contains(month), (1...days(in: month, of: year)).contains(day) else { return nil }
        return Date(timeIntervalSince1970: Double(daysSince1970(year, month, day)) * 86_400 + seconds)
    }

    private static func seconds(ofTime time: String?) -> Double? {
        guard let time else { return 0 }
        let parts = time.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hour = Int(parts[0]), let minute = Int(parts[1]) else { return nil }
        guard let second = parts.count == 3 ? Double(parts[2]) : 0 else { return nil }
        // 60 is a leap second.
        guard (0...23).contains(hour), (0...59).contains(minute), (0..<61).contains(second) else { return nil }
        return Double(hour * 3600 + minute * 60) + second
    }

    private static func seconds(ofZone zone: String?) -> Int? {
        guard let zone, zone != "Z", zone != "z", zone != "UTC", zone != "GMT" else { return 0 }
        let digits = zone.dropFirst().filter { $0 != ":" }
        guard let sign = zone.first, sign == "+" || sign == "-", digits.count == 4 || digits.count == 2, let value = Int(digits) else {
            return nil
        }
        let (hours, minutes) = digits.count == 4 ? (value / 100, value % 100) : (value, 0)
        guard hours <= 23, minutes <= 59 else { return nil }
        return (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
    }

    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    private static func month(_ name: String) -> Int? {
        months.firstIndex(of: String(name.lowercased().prefix(3))).map { $0 + 1 }
    }

    /// Two digits mean the twentieth century.
    private static func year(_ text: String) -> Int? {
        guard let value = Int(text) else { return nil }
        return text.count == 2 ? 1900 + value : text.count == 4 ? value : nil
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1 January 1970 in the Gregorian calendar, years counted from March so that the leap day comes last.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return 365 * marchYear + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
    }
}
