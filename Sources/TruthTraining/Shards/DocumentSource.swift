package import TruthCorpus

/// Gives documents one at a time, so that a corpus of any size can be read.
package protocol DocumentSource: AnyObject {
    /// The next document; `nil` at the end.
    func next() throws -> Document?
}
