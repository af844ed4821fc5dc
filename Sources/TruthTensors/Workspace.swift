import CTruthKernels

/// Memory that operations reuse: quantised activations, results of attention's chunks, angles.
@safe
final class Workspace {
    private var codes = Allocation(byteCount: 0)
    private var scales = Allocation(byteCount: 0)
    private var sums = Allocation(byteCount: 0)
    private var halves = Allocation(byteCount: 0)
    private var offsets = Allocation(byteCount: 0)
    private var rounded = Allocation(byteCount: 0)
    private var widened = Allocation(byteCount: 0)
    private var partials = Allocation(byteCount: 0)
    private var scratch = Allocation(byteCount: 0)
    private var angles: [(rotation: Rotation, positions: [Int], cosines: [Float], sines: [Float])] = []

    /// Room for the quantised form of `tensor`, not yet filled.
    func activations(for tensor: Tensor, quantized: Bool) -> QuantizedPlaces {
        let count = quantized ? tensor.rows * tensor.columns : 0, blocks = count / TG_BLOCK
        Self.grow(&codes, to: count)
        Self.grow(&scales, to: blocks * 4)
        Self.grow(&sums, to: blocks * 4)
        Self.grow(&halves, to: blocks * 4)
        Self.grow(&offsets, to: blocks * 4)
        // Each allocation has room for its count; the places are used while the workspace is locked.
        return unsafe QuantizedPlaces(
            rows: tensor.rows, columns: tensor.columns, values: UnsafePointer(tensor.base),
            codes: codes.base.assumingMemoryBound(to: Int8.self), scales: scales.base.assumingMemoryBound(to: Float.self),
            sums: sums.base.assumingMemoryBound(to: Int32.self), halves: halves.base.assumingMemoryBound(to: Int32.self),
            offsets: offsets.base.assumingMemoryBound(to: Float.self))
    }

    /// Adds room for the rounded form to `places`, widened again if `widened`.
    func addRounded(to places: inout QuantizedPlaces, widened: Bool) {
        Self.grow(&rounded, to: places.rows * tg_rounded_width(places.columns) * 2)
        unsafe places.rounded = rounded.base.assumingMemoryBound(to: UInt16.self)
        guard widened else { return }
        Self.grow(&self.widened, to: places.rows * places.columns * 4)
        unsafe places.widened = self.widened.base.assumingMemoryBound(to: Float.self)
    }

    /// Room for `count` floats.
    func partials(_ count: Int) -> UnsafeMutablePointer<Float> {
        Self.grow(&partials, to: count * 4)
        return unsafe partials.base.assumingMemoryBound(to: Float.self)
    }

    /// Room for `byteCount` bytes on a cache line's boundary.
    func scratch(_ byteCount: Int) -> UnsafeMutableRawPointer {
        Self.grow(&scratch, to: byteCount)
        return unsafe scratch.base
    }

    /// Cosines and sines, `[position][pair]`. All layers ask for the same ones, or by turns for two, so the last two are kept.
    func angles(of rotation: Rotation, at positions: [Int]) -> (cosines: [Float], sines: [Float]) {
        if let known = angles.first(where: { $0.positions == positions && $0.rotation == rotation }) {
            return (known.cosines, known.sines)
        }
        var cosines: [Float] = [], sines: [Float] = []
        cosines.reserveCapacity(positions.count * rotation.frequencies.count)
        sines.reserveCapacity(positions.count * rotation.frequencies.count)
        for position in positions { rotation.appendAngles(at: position, cosines: &cosines, sines: &sines) }
        if angles.count == 2 { angles.removeFirst() }
        angles.append((rotation, positions, cosines, sines))
        return (cosines, sines)
    }

    private static func grow(_ allocation: inout Allocation, to byteCount: Int) {
        // A quarter more than asked, so that slowly growing needs don't allocate every time.
        if allocation.byteCount < byteCount { allocation = Allocation(byteCount: byteCount + byteCount / 4) }
    }
}
