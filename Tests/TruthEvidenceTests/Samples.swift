import Foundation
import TruthCorpus

/// Documents that look like a dictionary's.
func sample(_ number: Int, text: String? = nil, source: String = "sample") -> Document {
    Document(
        identity: "\(source)/\(number)", title: "entry \(number)", aliases: ["E\(number)"],
        text: text ?? "Entry number \(number) tells of machine \(number * 7). It has two sentences.", source: source, author: "A. Author",
        created: Date(timeIntervalSince1970: Double(number)), url: "https://example.org/\(number)", licence: "CC0-1.0")
}

func samples(_ count: Int) -> [Document] { (0..<count).map { sample($0) } }

/// About `words` words in sentences of ten, paragraphs of six sentences.
func longText(words: Int) -> String {
    (0..<words / 10).map { sentence in
        (0..<10).map { "word\(sentence * 10 + $0)" }.joined(separator: " ") + "." + (sentence % 6 == 5 ? "\n\n" : " ")
    }.joined().split(separator: "W").joined(separator: "w").replacingOccurrences(of: " word", with: " Word")
}
