import CTruthKernels

/// Where the 8-bit form of activations `[rows, columns]` goes: tiles of up to four tokens, see `tg_activations`.
@safe
struct QuantizedPlaces {
    let rows: Int
    let columns: Int
    let values: UnsafePointer<Float>
    let codes: UnsafeMutablePointer<Int8>
    let scales: UnsafeMutablePointer<Float>
    let sums: UnsafeMutablePointer<Int32>
    let offsets: UnsafeMutablePointer<Float>

    static let tile = TG_TILE

    /// What products read.
    var view: tg_activations {
        unsafe tg_activations(
            values: values, codes: UnsafePointer(codes), scales: UnsafePointer(scales), sums: UnsafePointer(sums),
            offsets: UnsafePointer(offsets), rows: rows, columns: columns)
    }

    /// Quantises one token to its place in its tile.
    func fill(token: Int, kernels: UnsafePointer<tg_kernels>) {
        let start = token / Self.tile * Self.tile, width = min(Self.tile, rows - start), place = token - start
        let block = start * (columns / TG_BLOCK) + place
        unsafe kernels.pointee.quantize(
            values + token * columns, columns, width, codes + start * columns + place * 4, scales + block, sums + block, offsets + block)
    }
}
