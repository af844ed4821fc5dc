import Foundation

/// Private data written as a country writes it: `d` stands for a digit, `N` for one from 2 to 9, anything else for itself.
struct Country {
    var name: String
    /// National telephone numbers, and international ones.
    var telephones: [String]
    /// What stands before a number that only a word makes a telephone's.
    var phrase: String
    /// Numbers that need the phrase.
    var bareTelephones: [String]
    /// The country's IBAN without check digits, with its length, where it has one.
    var account: String?
    var mailbox: String

    static let all: [Country] = [
        Country(name: "US", telephones: ["(Ndd) Ndd-dddd", "Ndd-Ndd-dddd", "Ndd.Ndd.dddd", "+1 Ndd-Ndd-dddd", "1-800-Ndd-dddd"], phrase: "call me at", bareTelephones: ["NddNdddddd"], account: nil, mailbox: "john.smith@example.com"),
        Country(name: "GB", telephones: ["020 7ddd dddd", "07ddd dddddd", "+44 20 7ddd dddd", "(0121) 4dd dddd", "+44 (0)7ddd dddddd", "07ddddddddd"], phrase: "phone", bareTelephones: ["7ddddddddd"], account: "GB", mailbox: "jane_doe@example.co.uk"),
        Country(name: "DE", telephones: ["030/ddddddd", "0Ndd ddddddd", "+49 Ndd ddddddd", "0170-ddddddd", "+49 (0)89 dddddd", "(0221) dddddd"], phrase: "Tel.:", bareTelephones: ["Nddddddd"], account: "DE", mailbox: "max.mustermann@beispiel.de"),
        Country(name: "FR", telephones: ["06 dd dd dd dd", "01.Nd.dd.dd.dd", "+33 6 dd dd dd dd", "04-Nd-dd-dd-dd", "06dddddddd"], phrase: "tél :", bareTelephones: ["Nddddddd"], account: "FR", mailbox: "marie-claire@exemple.fr"),
        Country(name: "ES", telephones: ["6dd dd dd dd", "91 Ndd dd dd", "+34 6dd ddd ddd", "9dd-ddd-ddd"], phrase: "teléfono", bareTelephones: ["6dd ddd ddd", "9dddddddd"], account: "ES", mailbox: "jose.garcia@ejemplo.es"),
        Country(name: "IT", telephones: ["3Nd ddddddd", "02 dddddddd", "+39 3Nd ddd dddd", "06-ddddddd", "3Nd ddd dddd"], phrase: "cellulare:", bareTelephones: ["3Ndddddddd"], account: "IT", mailbox: "luca+news@esempio.it"),
        Country(name: "NL", telephones: ["06-dddddddd", "020-ddddddd", "+31 6 dddddddd", "06 dd dd dd dd", "0Ndd-dddddd"], phrase: "telefoon", bareTelephones: ["6dddddddd"], account: "NL", mailbox: "j.devries@voorbeeld.nl"),
        Country(name: "PL", telephones: ["+48 5dd ddd ddd", "22 Ndd dd dd", "5dd-ddd-ddd", "(22) Ndd dd dd"], phrase: "telefon:", bareTelephones: ["5dd ddd ddd", "6dddddddd"], account: "PL", mailbox: "anna99@przyklad.pl"),
        Country(name: "BR", telephones: ["(11) 9dddd-dddd", "(21) Nddd-dddd", "+55 11 9dddd-dddd", "9dddd-dddd"], phrase: "celular", bareTelephones: ["11 9dddd dddd"], account: "BR", mailbox: "joao_silva@exemplo.com.br"),
        Country(name: "JP", telephones: ["03-Nddd-dddd", "090-Nddd-dddd", "+81 90-Nddd-dddd", "0Ndd-dd-dddd", "080Nddddddd"], phrase: "電話：", bareTelephones: ["Nddd-dddd"], account: nil, mailbox: "tanaka@example.co.jp"),
        Country(name: "IN", telephones: ["+91 9dddd ddddd", "9dddd ddddd", "+91-8ddddddddd", "011-Nddddddd", "022 Nddd dddd"], phrase: "फोन:", bareTelephones: ["9ddddddddd"], account: nil, mailbox: "priya.sharma@example.in"),
        Country(name: "RU", telephones: ["8 (495) Ndd-dd-dd", "+7 9dd Ndd-dd-dd", "8-9dd-Ndd-dd-dd", "+79dddddddddd"], phrase: "телефон", bareTelephones: ["9dd Ndd dd dd", "Ndd-dd-dd"], account: nil, mailbox: "ivan.petrov@primer.ru"),
    ]

    /// A number by a pattern.
    static func number(_ pattern: String, _ random: inout Random) -> String {
        String(pattern.map { character -> Character in
            switch character {
            case "d": "0123456789".randomElement(using: &random)!
            case "N": "23456789".randomElement(using: &random)!
            default: character
            }
        })
    }

    /// An IBAN with right check digits, with or without spaces.
    static func account(_ country: String, _ random: inout Random) -> String {
        let bodies = ["GB": "AAAAdddddddddddddd", "DE": "dddddddddddddddddd", "FR": "ddddddddddAdddddddddddd", "ES": "dddddddddddddddddddd",
            "IT": "Adddddddddddddddddddddd", "NL": "AAAAdddddddddd", "PL": "dddddddddddddddddddddddd", "BR": "dddddddddddddddddddddddAd"]
        let body = String(number(bodies[country]!, &random).map { $0 == "A" ? "ABCDEFGHKLMNPRST".randomElement(using: &random)! : $0 })
        var remainder = 0
        for character in body + country + "00" {
            let value = character.isNumber ? character.wholeNumberValue! : Int(character.asciiValue!) - 55
            remainder = (value > 9 ? 100 * remainder + value : 10 * remainder + value) % 97
        }
        let whole = country + String(format: "%02d", 98 - remainder) + body
        guard random.next() % 2 == 0 else { return whole }
        return String(whole.enumerated().flatMap { $0.offset > 0 && $0.offset % 4 == 0 ? [" ", $0.element] : [$0.element] })
    }

    /// A card whose check digit holds.
    static func card(_ random: inout Random) -> String {
        let (prefix, length) = [("4", 16), ("51", 16), ("55", 16), ("37", 15), ("6011", 16), ("3566", 16), ("2223", 16)].randomElement(using: &random)!
        var digits = prefix.map { $0.wholeNumberValue! }
        while digits.count < length - 1 { digits.append(Int.random(in: 0...9, using: &random)) }
        let sum = digits.reversed().enumerated().reduce(0) { $0 + ($1.offset % 2 == 0 ? ($1.element > 4 ? 2 * $1.element - 9 : 2 * $1.element) : $1.element) }
        digits.append((10 - sum % 10) % 10)
        let plain = digits.map(String.init).joined()
        guard length == 16, let separator = ["", " ", "-"].randomElement(using: &random), !separator.isEmpty else { return plain }
        return stride(from: 0, to: 16, by: 4).map { String(plain.dropFirst($0).prefix(4)) }.joined(separator: separator)
    }

    static func address(_ random: inout Random) -> String {
        if random.next() % 3 == 0 { return "2001:" + (0..<7).map { _ in String(Int.random(in: 1...65_535, using: &random), radix: 16) }.joined(separator: ":") }
        return "\(Int.random(in: 11...99, using: &random) | 1).\(Int.random(in: 0...255, using: &random)).\(Int.random(in: 0...255, using: &random)).\(Int.random(in: 1...254, using: &random))"
    }
}
