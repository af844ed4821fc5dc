import Foundation

/// Says the same in other words, by rule.
enum Rewording: CaseIterable {
    /// "X is a Y" → "The term X refers to a Y"
    case term
    /// "X is a Y developed by N." → "N developed X, a Y."
    case active
    /// "… in 1995." → "In 1995, …"
    case fronting
    /// Adverbs and parentheses dropped.
    case dropping
    /// "is not" ↔ "isn't"
    case contraction
    /// Up to two words replaced from a list.
    case synonyms
    /// "which is used" → "used"
    case reduction
    /// "two" ↔ "2", "in 1995" → "in the year 1995"
    case figures

    /// The statement reworded by at least two rules, in random order; `nil` when fewer than two apply.
    static func reworded(_ statement: String, subject: String, random: inout RandomSource) -> (text: String, rules: [Rewording])? {
        var text = statement
        var rules: [Rewording] = []
        for rule in allCases.shuffled(using: &random) where rules.count < 3 {
            guard let next = rule.apply(to: text, subject: subject, random: &random), next != text else { continue }
            text = next
            rules.append(rule)
        }
        return rules.count >= 2 ? (text, rules) : nil
    }

    private func apply(to text: String, subject: String, random: inout RandomSource) -> String? {
        switch self {
        case .term: Self.asTerm(text, subject, &random)
        case .active: Self.active(text, subject)
        case .fronting: Self.fronted(text)
        case .dropping: Self.dropped(text)
        case .contraction: Self.replaceFirst(of: Self.contractions, in: text, limit: 1, &random)
        case .synonyms: Self.replaceFirst(of: Self.synonymList, in: text, limit: 2, &random)
        case .reduction: Self.replaceFirst(of: [(" which is ", " "), (" which are ", " "), (" that is ", " "), (" that are ", " "), (" who is ", " ")], in: text, limit: 1, &random)
        case .figures: Self.replaceFirst(of: Self.figureForms, in: text, limit: 1, &random)
        }
    }

    private static func asTerm(_ text: String, _ subject: String, _ random: inout RandomSource) -> String? {
        let opening = subject + " is "
        guard text.hasPrefix(opening), ["a ", "an ", "the ", "one "].contains(where: { text.dropFirst(opening.count).hasPrefix($0) }) else { return nil }
        let rest = text.dropFirst(opening.count)
        return [subject + " denotes " + rest, "The term " + subject.bare + " refers to " + rest, subject + " can be described as " + rest].randomElement(using: &random)
    }

    private static func active(_ text: String, _ subject: String) -> String? {
        let opening = subject + " is "
        guard text.hasPrefix(opening) else { return nil }
        let pattern = #"^(.*?),? (developed|written|designed|created|invented|introduced|produced|published|made|proposed) by ([A-Z][^,.;()]*?)(?: ((?:in|at|for) [^,;()]*))?\.$"#
        let rest = String(text.dropFirst(opening.count))
        guard let expression = try? NSRegularExpression(pattern: pattern), let match = expression.firstMatch(in: rest, range: NSRange(rest.startIndex..., in: rest)) else { return nil }
        func group(_ index: Int) -> String? { Range(match.range(at: index), in: rest).map { String(rest[$0]) } }
        guard let noun = group(1), let verb = group(2), let maker = group(3), !noun.contains(" by ") else { return nil }
        let past = ["written": "wrote"][verb] ?? verb
        return "\(maker) \(past) \(subject.midSentence), \(noun)" + (group(4).map { ", " + $0 } ?? "") + "."
    }

    private static func fronted(_ text: String) -> String? {
        guard let range = Patterns.ranges(of: #" (in (?:January |February |March |April |May |June |July |August |September |October |November |December )?(?:1[89]\d\d|20[012]\d))\.$"#, in: text).first
        else { return nil }
        let phrase = text[range].dropFirst().dropLast()
        return phrase.capitalizedFirst + ", " + text[..<range.lowerBound].midSentence + "."
    }

    private static func dropped(_ text: String) -> String? {
        if let range = Patterns.ranges(of: #" \([^()]*\)"#, in: text).first { return text.replacingCharacters(in: range, with: "") }
        for adverb in [" also", " usually", " typically", " generally", " originally", " often", " commonly", " very", " normally", " widely", " essentially", " currently", " simply"] {
            if let range = text.range(of: adverb + " ") { return text.replacingCharacters(in: range, with: " ") }
        }
        return nil
    }

    private static func replaceFirst(of pairs: [(String, String)], in text: String, limit: Int, _ random: inout RandomSource) -> String? {
        var text = text
        var count = 0
        for (from, to) in pairs.shuffled(using: &random) where count < limit {
            guard let range = text.range(of: from) else { continue }
            text.replaceSubrange(range, with: to)
            count += 1
        }
        return count > 0 ? text : nil
    }

    private static let contractions = [
        (" is not ", " isn't "), (" are not ", " aren't "), (" does not ", " doesn't "), (" do not ", " don't "), (" cannot ", " can't "), (" was not ", " wasn't "),
        (" did not ", " didn't "), (" has not ", " hasn't "), (" isn't ", " is not "), (" doesn't ", " does not "), (" can't ", " cannot "), (" don't ", " do not "),
    ]

    private static let figureForms = [
        (" two ", " 2 "), (" three ", " 3 "), (" four ", " 4 "), (" five ", " 5 "), (" six ", " 6 "), (" eight ", " 8 "), (" in 19", " in the year 19"), (" KB ", " kilobytes "),
        (" MB ", " megabytes "), (" MHz ", " megahertz "), (" 2 ", " two "), (" 3 ", " three "), (" 4 ", " four "), (" per cent", " percent"), ("%", " percent"),
    ]

    /// The list of replacements; none of them is known to the judge.
    static let synonymList = [
        (" developed ", " created "), (" designed ", " devised "), (" uses ", " employs "), (" allows ", " permits "), (" provides ", " offers "), (" used to ", " employed to "),
        (" used for ", " employed for "), (" used in ", " employed in "), (" used by ", " employed by "), (" similar to ", " much like "), (" based on ", " built on "),
        (" designed for ", " intended for "), (" large ", " big "), (" many ", " numerous "), (" several ", " a number of "), (" method ", " technique "),
        (" called ", " named "), (" part of ", " a component of "), (" consists of ", " is made up of "), (" consisting of ", " made up of "), (" contains ", " holds "),
        (" containing ", " holding "), (" fast ", " quick "), (" program ", " piece of software "), (" programs ", " pieces of software "), (" performs ", " carries out "),
        (" perform ", " carry out "), (" begin ", " start "), (" requires ", " needs "), (" require ", " need "), (" company ", " firm "), (" device ", " piece of equipment "),
        (" store ", " keep "), (" convert ", " turn "), (" converts ", " turns "), (" shows ", " displays "), (" main ", " principal "), (" common ", " widespread "),
        (" early ", " initial "), (" built ", " constructed "), (" collection of ", " set of "), (" set of ", " group of "), (" way of ", " means of "), (" piece of ", " bit of "),
        (" supports ", " handles "), (" written in ", " coded in "), (" available ", " obtainable "), (" various ", " different "), (" whole ", " entire "), (" describes ", " explains "),
        (" in order to ", " to "), (" such as ", " like "), (" by means of ", " through "), (" together ", " jointly "), (" simple ", " plain "), (" sends ", " transmits "),
        (" receives ", " gets "), (" purpose ", " aim "), (" produce ", " yield "), (" produced ", " made "), (" error ", " mistake "), (" errors ", " mistakes "), (" people ", " persons "),
        (" new ", " novel "), (" small ", " little "), (" users ", " people "), (" each ", " every "), (" any ", " an arbitrary "), (" usually ", " mostly "), (" often ", " frequently "),
    ]
}

extension StringProtocol {
    /// Without the article in front.
    var bare: String {
        for article in ["A ", "An "] where hasPrefix(article) { return String(dropFirst(article.count)) }
        return String(self)
    }

    /// As it stands inside a sentence: an article in lower case, a name as it is.
    var midSentence: String {
        ["A ", "An ", "The ", "One "].contains(where: { hasPrefix($0) }) ? loweredFirst : String(self)
    }
}
