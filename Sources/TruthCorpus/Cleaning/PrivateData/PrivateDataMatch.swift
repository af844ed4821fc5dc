/// A kind of private data.
package enum PrivateDataKind: String, Sendable, Hashable, CaseIterable {
    case email
    case telephone
    case address
    case account
    case card
    /// An @name.
    case name

    /// What is put in its place.
    package var mark: String {
        switch self {
        case .email: "<email>"
        case .telephone: "<phone>"
        case .address: "<ip>"
        case .account: "<iban>"
        case .card: "<card>"
        case .name: "@user"
        }
    }

    /// In counters and reports.
    package var title: String {
        switch self {
        case .email: "e-mail addresses"
        case .telephone: "telephone numbers"
        case .address: "IP addresses"
        case .account: "IBANs"
        case .card: "payment cards"
        case .name: "@names"
        }
    }
}

/// Where private data stands in a text, in bytes.
package struct PrivateDataMatch: Hashable, Sendable {
    package var kind: PrivateDataKind
    package var range: Range<Int>
}
