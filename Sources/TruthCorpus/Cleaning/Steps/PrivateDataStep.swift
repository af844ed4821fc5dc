import Foundation

/// Replaces private data by marks, and @names by pseudonyms where the recipe asks for it. What was there is counted, and written nowhere.
package struct PrivateDataStep: CleaningStep {
    package static let name = "private-data"

    private let scanner: PrivateDataScanner
    private let pseudonyms: Pseudonyms?

    /// - Throws: `CleaningError.pseudonymKeyMissing`.
    package init(_ settings: CleaningRecipe.PrivateDataSettings = .init(), environment: [String: String] = [:]) throws {
        let switches: [(PrivateDataKind, Bool)] = [
            (.email, settings.emails), (.telephone, settings.telephones), (.address, settings.addresses), (.account, settings.accounts),
            (.card, settings.cards), (.name, settings.pseudonyms),
        ]
        scanner = PrivateDataScanner(kinds: Set(switches.filter(\.1).map(\.0)))
        guard settings.pseudonyms else {
            pseudonyms = nil
            return
        }
        let secret = environment[settings.keyVariable] ?? ""
        guard secret.count >= Pseudonyms.leastKeyCharacters else { throw CleaningError.pseudonymKeyMissing(variable: settings.keyVariable) }
        pseudonyms = Pseudonyms(secret: secret)
    }

    package mutating func apply(to draft: inout CleaningDraft) -> StepResult {
        let matches = scanner.matches(in: draft.bytes.span)
        var findings = PrivateDataKind.allCases.compactMap { kind in
            let count = matches.count { $0.kind == kind }
            return count == 0 ? nil : StepFinding(kind: kind.title, count: count)
        }
        if let pseudonyms, let author = draft.document.author {
            draft.document.author = pseudonyms.pseudonym(of: author)
            findings.append(StepFinding(kind: "authors", count: 1))
        }
        if !matches.isEmpty { draft.replaceText(with: replacing(matches, in: draft.bytes)) }
        return findings.isEmpty ? .unchanged : .changed(findings)
    }

    private func replacing(_ matches: [PrivateDataMatch], in bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var start = 0
        for match in matches {
            output.append(contentsOf: bytes[start..<match.range.lowerBound])
            if match.kind == .name, let pseudonyms {
                output.append(contentsOf: "@\(pseudonyms.pseudonym(of: String(decoding: bytes[match.range], as: UTF8.self)))".utf8)
            } else {
                output.append(contentsOf: match.kind.mark.utf8)
            }
            start = match.range.upperBound
        }
        output.append(contentsOf: bytes[start...])
        return output
    }
}

extension PrivateDataScanner {
    /// `text` with every kind of private data masked, @names too: for samples that are shown.
    package func masked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var start = 0
        for match in matches(in: bytes.span) {
            output.append(contentsOf: bytes[start..<match.range.lowerBound])
            output.append(contentsOf: match.kind.mark.utf8)
            start = match.range.upperBound
        }
        output.append(contentsOf: bytes[start...])
        return String(decoding: output, as: UTF8.self)
    }
}
