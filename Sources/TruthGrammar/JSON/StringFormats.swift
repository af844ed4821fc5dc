/// The formats of strings that a schema may name, as regular expressions.
enum StringFormats {
    private static let date =
        #"[12]\d{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))"#
    private static let time = #"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)"#
    private static let label = "[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?"
    private static let domain = "(?:\(label)\\.){1,3}[a-z]{2,12}"
    private static let byte = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)"
    private static let address = "https?://\(domain)(?:/[A-Za-z0-9._~-]{1,40}){0,6}/?"

    private static let patterns: [String: String] = [
        "date": date, "time": time, "date-time": "\(date)T\(time)",
        "duration": "P(?:\\d{1,3}W|\\d{1,4}D|(?:\\d{1,4}D)?T(?:\\d{1,3}H(?:\\d{1,2}M)?|\\d{1,3}M(?:\\d{1,2}S)?|\\d{1,4}S))",
        "uuid": "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "email": "[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,30}[A-Za-z0-9])?@\(domain)", "hostname": domain,
        "ipv4": "\(byte)(?:\\.\(byte)){3}", "uri": address,
    ]

    static var names: [String] { patterns.keys.sorted() }

    static func expression(_ name: String) throws(GrammarError) -> Expression? {
        guard let pattern = patterns[name] else { return nil }
        return try RegularExpression.whole(pattern)
    }
}
