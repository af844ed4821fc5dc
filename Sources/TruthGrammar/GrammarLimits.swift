/// How large a grammar may be, so that a stranger's schema costs bounded time and memory.
package enum GrammarLimits {
    /// Bytes of a schema, a grammar or a regular expression.
    package static let sourceByteCount = 1 << 20
    /// Nodes of a compiled grammar, about one for each byte of its literals.
    package static let nodeCount = 200_000
    /// Rules of a compiled grammar; each object's member takes up to two.
    package static let ruleCount = 20_000
    /// Nesting of groups in a grammar or a regular expression, and of schemas in a schema.
    package static let nesting = 100
    /// Open rules and repetitions at one place of a text. JSON takes one to three for each level, so that it never nests deeper than
    /// the 128 levels that strict readers take.
    package static let stackDepth = 120
    /// Bytes of the shortest text that fits.
    package static let shortestTextByteCount = 1 << 16
    /// Ways to read a text that are followed at once; of more, those that can end soonest stay.
    package static let headCount = 4096
    /// Entries of the table of states, beyond which it is begun anew.
    package static let transitionCount = 1 << 22
    /// Bytes of the masks that are kept, beyond which they are found anew.
    package static let maskByteCount = 1 << 25
}
