extension HTML {
    /// A whole page that needs nothing else, for light and dark.
    ///
    /// - Parameters:
    ///   - title: In the browser's tab; escaped here.
    ///   - heading: The page's own heading; escaped here.
    ///   - above: Above the heading, already HTML.
    ///   - below: Below it, already HTML.
    package static func page(title: String, heading: String, above: String = "", below: String = "", sections: [String]) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>\(escaped(title))</title>
        <style>\(reportStyle)</style>
        </head>
        <body>
        <main>
        <header>\(above)<h1 dir="auto">\(escaped(heading))</h1>\(below)</header>
        \(sections.joined(separator: "\n"))
        </main>
        </body>
        </html>

        """
    }

    /// A section with a heading and what stands below it.
    ///
    /// - Parameters:
    ///   - heading: Escaped here, like `note`.
    ///   - body: Already HTML.
    package static func section(_ heading: String, _ body: String, note: String = "") -> String {
        "<section><h2>\(escaped(heading))</h2>\(note.isEmpty ? "" : "<p class=\"quiet\">\(escaped(note))</p>")\(body)</section>"
    }

    /// Numbers with their names, side by side; escaped here.
    package static func tiles(_ tiles: [(name: String, value: String)]) -> String {
        "<dl class=\"tiles\">" + tiles.map { "<div><dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd></div>" }.joined() + "</dl>"
    }

    /// How reports look, in light and dark.
    package static let reportStyle = """
        :root{color-scheme:light dark;--paper:light-dark(#fff,#15171b);--shade:light-dark(#f5f6f8,#1b1e23);--ink:light-dark(#16191f,#e9ebef);\
        --soft:light-dark(#565d6a,#a4acb9);--line:light-dark(#e2e5ea,#2f343d);--accent:light-dark(#2450c4,#9db7ff);--lost:light-dark(#e9b7b0,#6b3a38);--warm:light-dark(#b4501e,#f0a878);\
        font:100%/1.55 -apple-system,"Segoe UI",Inter,Roboto,"Noto Sans","Liberation Sans",system-ui,sans-serif}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink)}
        main{max-width:52rem;margin:0 auto;padding:3rem 1.25rem 5rem}
        h1{margin:.2rem 0 1.6rem;font:600 clamp(1.7rem,4vw,2.4rem)/1.2 Charter,"Source Serif 4","Noto Serif",Georgia,"Liberation Serif",serif;letter-spacing:-.01em;overflow-wrap:anywhere}
        h2{margin:0 0 .35rem;font-size:1.1rem;font-weight:650}
        header p{margin:0}
        section{margin-top:2.75rem}
        .quiet{color:var(--soft);font-size:.9rem;margin:0 0 .9rem}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin:0}
        .tiles div{padding:.8rem 1rem;border-radius:12px;background:var(--shade)}
        .tiles dt{font-size:.8rem;color:var(--soft)}
        .tiles dd{margin:0;font-size:1.25rem;font-weight:620;font-variant-numeric:tabular-nums;white-space:nowrap}
        .tiles div:last-child{grid-column:span 2}
        .chart{display:block;width:100%;height:auto;margin-top:.5rem;font-size:13px}
        .chart text{fill:var(--ink);dominant-baseline:middle}
        .chart .number{fill:var(--soft);font-variant-numeric:tabular-nums}
        .bar{fill:var(--accent)}
        .lost{fill:var(--lost)}
        .curve{fill:none;stroke:var(--accent);stroke-width:1.6;stroke-linejoin:round}
        .faint{opacity:.35}
        .second{stroke:var(--warm)}
        .grid{stroke:var(--line)}
        .frame{overflow-x:auto;border:1px solid var(--line);border-radius:12px}
        table{width:100%;border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
        th,td{padding:.5rem .9rem;text-align:right;white-space:nowrap}
        th:first-child{text-align:left;white-space:normal;font-weight:500;overflow-wrap:anywhere}
        thead th{color:var(--soft);font-size:.8rem;font-weight:500}
        tbody tr+tr>*{border-top:1px solid var(--line)}
        thead+tbody tr:first-child>*{border-top:1px solid var(--line)}
        details{margin-top:.75rem;border:1px solid var(--line);border-radius:12px}
        summary{padding:.65rem 1rem;cursor:pointer;font-size:.95rem}
        summary b{font-weight:600}
        details ul{list-style:none;margin:0;padding:0 1rem .6rem}
        details li{padding:.55rem 0;border-top:1px solid var(--line);font-size:.9rem;overflow-wrap:anywhere;white-space:pre-line}
        details li small{display:block;color:var(--soft);font-size:.8rem}
        pre{margin:0;padding:0 1rem 1rem;overflow-x:auto;font-size:.8rem;line-height:1.5}
        """
}
