import Foundation
import Testing
import TruthServer

@Suite struct PageFileTests {
    @Test func `every file of the page is served`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/TruthServer/Page")
        let names = try FileManager.default.contentsOfDirectory(atPath: page.path)
        #expect(!names.isEmpty)
        for name in names {
            let file = try #require(PageFile.named(name == "index.html" ? "/" : "/" + name), "\(name) is not listed")
            #expect(try Data(contentsOf: page.appending(path: name)) == Data(file.bytes))
        }
    }
}
