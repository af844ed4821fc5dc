import Foundation
import Testing
import TruthCheckpoints
import TruthTemplates

/// Templates against transformers' rendering; `scripts/goldens/templates.py` made the goldens.
///
/// Published templates belong to their authors and stay outside of the project: `TRUTHGPT_TEST_TEMPLATES` names a file of them.
struct TemplateGoldens {
    static let published = ProcessInfo.processInfo.environment["TRUTHGPT_TEST_TEMPLATES"]
    /// The script's date: 5 March 2026, 7:08:09.
    static let clock = TemplateClock(Date(timeIntervalSince1970: 1_772_694_489), timeZone: .gmt)
    static let own = ["bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"]

    @Test func `expressions, statements and white space are those of Jinja`() throws {
        let goldens = try Self.json("expressions.json")
        let data = try Self.variables(#require(goldens["data"]))
        for golden in try #require(goldens["cases"]?.array) {
            let source = try #require(golden["source"]?.string)
            let expected = golden["text"]?.string
            do throws(TemplateError) {
                let text = try JinjaTemplate(source).render(data: data, clock: Self.clock).string
                #expect(text.same(as: expected ?? "an error"), "\(source): \(text.debugDescription) instead of \(expected.debugDescription)")
            } catch {
                #expect(expected == nil, "\(source): \(error)")
            }
        }
    }

    @Test func `our own templates are rendered as transformers renders them`() throws {
        #expect(try Self.check(Self.json("templates.json")) == 46)
    }

    @Test(.enabled(if: published != nil, "set TRUTHGPT_TEST_TEMPLATES to what scripts/goldens/templates.py --published writes"))
    func `published templates are rendered as transformers renders them`() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: #require(Self.published)))
        let goldens = try JSONValue.parse(Array(data), file: "published")
        #expect(try Self.check(goldens) >= 300, "too few templates")
    }

    /// - Returns: How many renderings were the same.
    private static func check(_ goldens: JSONValue) throws -> Int {
        var count = 0
        for golden in try #require(goldens.array) {
            let name = golden["name"]?.string ?? ""
            let template: JinjaTemplate
            do throws(TemplateError) {
                template = try JinjaTemplate(golden["source"]?.string ?? "")
            } catch {
                // Legal Jinja that is refused by name is no wrong rendering.
                if case .unsupported = error { continue }
                Issue.record("\(name): \(error)")
                continue
            }
            for (index, conversation) in try #require(golden["cases"]?.array).enumerated() {
                var data = try variables(#require(conversation["data"]))
                data["documents"] = .null
                let expected = conversation["text"]?.string
                do throws(TemplateError) {
                    let text = try template.render(data: data, own: own, clock: clock).string
                    if text.same(as: expected ?? "an error") {
                        count += 1
                    } else {
                        Issue.record("\(name), \(index): \(text.debugDescription) instead of \(expected ?? conversation["error"]?.string ?? "")")
                    }
                } catch {
                    if expected != nil { Issue.record("\(name), \(index): \(error)") }
                }
            }
        }
        return count
    }

    static func variables(_ value: JSONValue) throws -> [String: JSONValue] {
        Dictionary(try #require(value.object).map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    static func json(_ name: String) throws -> JSONValue {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Goldens"))
        return try JSONValue.parse(Array(Data(contentsOf: url)), file: name)
    }
}

extension String {
    /// Whether both are the same scalars; `==` takes different spellings of a character for the same.
    func same(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
