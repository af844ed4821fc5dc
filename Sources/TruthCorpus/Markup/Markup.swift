/// An element of HTML or XML with what it contains.
struct Markup: Sendable {
    /// Without a prefix; in lower case for HTML.
    var name: String
    /// The prefix that stood before the name, such as `dc`; empty without one.
    var prefix = ""
    var attributes: [String: String] = [:]
    var children: [Child] = []

    enum Child: Sendable {
        case element(Markup)
        case text(String)
    }

    /// The elements directly inside.
    var elements: [Markup] {
        children.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    /// The first element of this name directly inside.
    func first(_ name: String) -> Markup? { elements.first { $0.name == name } }

    /// All text inside, as it stands.
    var string: String {
        children.reduce(into: "") { text, child in
            switch child {
            case .text(let part): text += part
            case .element(let element): text += element.string
            }
        }
    }

    /// The text inside with single spaces; `nil` when there is none.
    var phrase: String? {
        let text = string.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return text.isEmpty ? nil : text
    }

    /// Every element inside, outermost first.
    func forEachElement(_ body: (Markup) -> Void) {
        for element in elements {
            body(element)
            element.forEachElement(body)
        }
    }
}
