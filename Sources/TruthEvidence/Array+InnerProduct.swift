extension [Float] {
    /// `Σ self[i] · other[i]`: for vectors of unit length the cosine of the angle between them.
    package func innerProduct(_ other: [Float]) -> Float {
        precondition(count == other.count, "innerProduct: \(count) components against \(other.count)")
        return zip(self, other).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
