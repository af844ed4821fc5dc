/// Finds private data in a text: one walk, no expressions; each kind's rule looks around a byte that gives it away.
package struct PrivateDataScanner: Sendable {
    private let kinds: Set<PrivateDataKind>
    private let findsEmails: Bool
    private let findsAddresses: Bool
    private let findsAccounts: Bool
    private let findsNumbers: Bool
    private let findsNames: Bool

    package init(kinds: Set<PrivateDataKind> = Set(PrivateDataKind.allCases)) {
        self.kinds = kinds
        findsEmails = kinds.contains(.email)
        findsAddresses = kinds.contains(.address)
        findsAccounts = kinds.contains(.account)
        findsNumbers = kinds.contains(.telephone) || kinds.contains(.card)
        findsNames = kinds.contains(.name)
    }

    /// The private data of `text`, in order and without overlaps.
    package func matches(in text: Span<UInt8>) -> [PrivateDataMatch] {
        var matches: [PrivateDataMatch] = []
        // What lies before is done with: a match doesn't reach back into another, and nothing is walked over twice.
        var floor = 0
        var linkEnd = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte | 0x20 == 0x68, index >= linkEnd { linkEnd = Self.endOfLink(text, at: index) }
            // Nearly every byte is a lower-case letter or a space, and gives nothing away.
            if byte.isGivingNothingAway {
                index &+= 1
                continue
            }
            if let match = match(in: text, at: index, floor: floor, isInLink: index < linkEnd) {
                matches.append(match)
                floor = match.range.upperBound
                index = match.range.upperBound
            } else {
                index = byte.isASCIIDigit ? Self.endOfDigits(text, from: index) : index &+ 1
            }
        }
        return matches
    }

    private func match(in text: Span<UInt8>, at index: Int, floor: Int, isInLink: Bool) -> PrivateDataMatch? {
        let byte = text[index]
        switch byte {
        case 0x40: return emailOrName(text, at: index, floor: floor)
        case 0x30...0x39, 0x2B, 0x28:
            guard NumberRule.canBegin(text, at: index, floor: floor) else { return nil }
            if findsAddresses, let range = AddressRule.version4(text, at: index) { return PrivateDataMatch(kind: .address, range: range) }
            return findsNumbers && !isInLink ? number(text, at: index) : nil
        case 0x3A:
            guard findsAddresses, !isInLink else { return nil }
            return AddressRule.version6(text, around: index, floor: floor).map { PrivateDataMatch(kind: .address, range: $0) }
        default:
            guard findsAccounts, !isInLink, byte.isASCIIUppercase else { return nil }
            return AccountRule.account(text, at: index).map { PrivateDataMatch(kind: .account, range: $0) }
        }
    }

    private func emailOrName(_ text: Span<UInt8>, at index: Int, floor: Int) -> PrivateDataMatch? {
        if findsEmails, let range = EmailRule.email(text, around: index, floor: floor) { return PrivateDataMatch(kind: .email, range: range) }
        if findsNames, let range = EmailRule.name(text, at: index) { return PrivateDataMatch(kind: .name, range: range) }
        return nil
    }

    private func number(_ text: Span<UInt8>, at index: Int) -> PrivateDataMatch? {
        let run = NumberRun(text, at: index)
        if kinds.contains(.card), let range = CardRule.card(run, in: text) { return PrivateDataMatch(kind: .card, range: range) }
        guard kinds.contains(.telephone), let range = TelephoneRule.telephone(run, in: text) else { return nil }
        return PrivateDataMatch(kind: .telephone, range: range)
    }

    /// The end of the link that begins at `index`, or 0.
    private static func endOfLink(_ text: Span<UInt8>, at index: Int) -> Int {
        guard index == 0 || !text[index - 1].isWordByte, text.has(PostText.http, at: index) else { return 0 }
        return PostText.isAfterScheme(text, index..<text.count) ? text.endOfToken(from: index) : 0
    }

    private static func endOfDigits(_ text: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < text.count, text[index].isASCIIDigit { index &+= 1 }
        return index
    }
}

extension UInt8 {
    /// A lower-case letter, a space, or of a scalar beyond ASCII.
    @inline(__always) fileprivate var isGivingNothingAway: Bool { (self &- 0x61) < 26 || self == 0x20 || self >= 0x80 }
}
