import Foundation
import TruthCorpus

/// Makes any number of posts from real ones: each is a real post with a third of its words taken from others, or, one time in ten, a
/// change as people make them, or, one time in fifty, a copy.
enum Multiply {
    static func run(count: Int, output: String, files: [String]) throws {
        let posts = try Posts.unique(files)
        let words = posts.flatMap { $0.split(separator: " ").map(String.init) }.filter { !$0.hasPrefix("http") }
        var random = Random(3)
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        let handle = FileHandle(forWritingAtPath: output)!
        var buffer: [UInt8] = []
        for number in 0..<count {
            let text = post(posts, words, &random).replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"").filter { !$0.isNewline }
            let date = Date(timeIntervalSince1970: 1_300_000_000 + Double(number) * 20)
            buffer.append(contentsOf: #"{"id":"\#(number)","author":"author\#(random.next() % 50_000)","created_at":"\#(Int(date.timeIntervalSince1970))","text":"\#(text)"}"#.utf8)
            buffer.append(0x0A)
            if buffer.count > 1 << 20 {
                handle.write(Data(buffer))
                buffer.removeAll(keepingCapacity: true)
            }
        }
        handle.write(Data(buffer))
    }

    private static func post(_ posts: [String], _ words: [String], _ random: inout Random) -> String {
        let post = posts.randomElement(using: &random)!
        switch random.next() % 50 {
        case 0: return post
        case 1...5: return Change.allCases.randomElement(using: &random)!.apply(post, words: words, random: &random)
        default:
            return post.split(separator: " ").map { random.next() % 3 == 0 ? words.randomElement(using: &random)! : String($0) }.joined(separator: " ")
        }
    }
}
