/// A unit of measurement, reduced to a base unit of its kind.
package struct Unit: Sendable, Hashable {
    /// What it measures, such as `byte` or `second`.
    package var base: String
    /// How many base units one of it is.
    package var factor: Double

    /// The unit that a lower-case word or sign names.
    package static func named(_ word: String) -> Unit? { table[word] }

    private static let table: [String: Unit] = {
        var table: [String: Unit] = [:]
        func add(_ base: String, _ factor: Double, _ names: String) {
            for name in names.split(separator: " ") { table[String(name)] = Unit(base: base, factor: factor) }
        }
        let prefixes: [(String, String, Double)] = [
            ("k", "kilo", 1e3), ("m", "mega", 1e6), ("g", "giga", 1e9), ("t", "tera", 1e12), ("p", "peta", 1e15),
        ]
        for (letter, word, factor) in prefixes {
            add("byte", factor, "\(letter)b \(word)byte \(word)bytes \(letter)byte \(letter)bytes \(letter)ib")
            add("bit per second", factor, "\(letter)bps \(letter)b/s \(letter)bit/s")
            add("bit", factor, "\(word)bit \(word)bits \(letter)bit \(letter)bits")
            add("hertz", factor, "\(letter)hz \(word)hertz")
            add("flops", factor, "\(letter)flops \(word)flops")
            if letter != "m" { add("watt", factor, "\(letter)w \(word)watt \(word)watts") }
        }
        add("byte", 1, "byte bytes octet octets")
        add("bit", 1, "bit bits")
        add("bit per second", 1, "bps baud")
        add("hertz", 1, "hz hertz")
        add("second", 1, "second seconds sec secs")
        add("second", 1e-3, "ms millisecond milliseconds msec")
        add("second", 1e-6, "µs μs microsecond microseconds")
        add("second", 1e-9, "ns nanosecond nanoseconds")
        add("second", 60, "minute minutes min mins")
        add("second", 3600, "hour hours hr hrs")
        add("second", 86400, "day days")
        add("second", 604_800, "week weeks")
        add("month", 1, "month months")
        add("month", 12, "year years yr yrs")
        add("metre", 1, "m meter meters metre metres")
        add("metre", 1e3, "km kilometer kilometers kilometre kilometres")
        add("metre", 1e-2, "cm centimeter centimeters centimetre centimetres")
        add("metre", 1e-3, "mm millimeter millimeters millimetre millimetres")
        add("metre", 1e-6, "micron microns micrometer micrometers")
        add("metre", 1e-9, "nm nanometer nanometers")
        add("metre", 0.0254, "inch inches")
        add("metre", 0.3048, "ft foot feet")
        add("metre", 1609.344, "mile miles")
        add("gram", 1, "g gram grams")
        add("gram", 1e3, "kg kilogram kilograms kilo kilos")
        add("gram", 1e6, "tonne tonnes")
        add("gram", 453.592, "pound pounds lb lbs")
        add("volt", 1, "v volt volts")
        add("watt", 1, "w watt watts")
        add("percent", 1, "% percent per-cent")
        add("dollar", 1, "$ dollar dollars usd")
        add("pound sterling", 1, "£ gbp")
        add("euro", 1, "€ euro euros eur")
        add("degree", 1, "° degree degrees")
        add("pixel", 1, "pixel pixels px")
        add("instruction per second", 1e6, "mips")
        return table
    }()
}
