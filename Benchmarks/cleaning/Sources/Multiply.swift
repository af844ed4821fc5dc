import Foundation
import TruthCorpus

/// Makes any number of posts from real ones: each is a real post with a third of its words taken from others, or, one time in ten, a
/// change as people make them, or, one time in fifty, a copy.
enum Multiply {
    static func run(count: Int, output: String, files: [String]) throws {
        let posts = try Posts.unique(files).map { $0.split(separator: " ").map(String.init) }
        let words = posts.flatMap { $0 }.filter { !$0.hasPrefix("http") }
        var random = Random(3)
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        let handle = FileHandle(forWritingAtPath: output)!
        var buffer: [UInt8] = []
        for number in 0..<count {
            let text = post(posts, words, &random)
            let date = Date(timeIntervalSince1970: 1_300_000_000 + Double(number) * 20)
            buffer.append(contentsOf: #"{"id":"\#(number)","author":"author\#(random.next() % 50_000)","created_at":"\#(Int(date.timeIntervalSince1970))","text":""#.utf8)
            for byte in text.utf8 {
                if byte == 0x22 || byte == 0x5C { buffer.append(0x5C) }
                buffer.append(byte < 0x20 ? 0x20 : byte)
            }
            buffer.append(contentsOf: "\"}\n".utf8)
            if buffer.count > 1 << 20 {
                handle.write(Data(buffer))
                buffer.removeAll(keepingCapacity: true)
            }
        }
        handle.write(Data(buffer))
    }

    private static func post(_ posts: [[String]], _ words: [String], _ random: inout Random) -> String {
        let post = posts.randomElement(using: &random)!
        switch random.next() % 50 {
        case 0: return post.joined(separator: " ")
        case 1...5: return Change.allCases.randomElement(using: &random)!.apply(post.joined(separator: " "), words: words, random: &random)
        default:
            return post.map { random.next() % 3 == 0 ? words.randomElement(using: &random)! : $0 }.joined(separator: " ")
        }
    }
}
