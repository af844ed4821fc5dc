import CTruthKernels

/// Where the 8-bit or the rounded form of activations `[rows, columns]` goes; see `tg_activations`.
@safe
struct QuantizedPlaces {
    let rows: Int
    let columns: Int
    let values: UnsafePointer<Float>
    let codes: UnsafeMutablePointer<Int8>
    let scales: UnsafeMutablePointer<Float>
    let sums: UnsafeMutablePointer<Int32>
    let halves: UnsafeMutablePointer<Int32>
    let offsets: UnsafeMutablePointer<Float>
    /// The values rounded to BF16, or `nil`.
    var rounded: UnsafeMutablePointer<UInt16>?
    /// Where rounded values are widened again for kernels that don't multiply BF16.
    var widened: UnsafeMutablePointer<Float>?

    static let tile = TG_TILE

    /// What products read.
    var view: tg_activations {
        unsafe tg_activations(
            values: unsafe widened.map { unsafe UnsafePointer($0) } ?? values,
            rounded: widened == nil ? rounded.map { unsafe UnsafePointer($0) } : nil, codes: UnsafePointer(codes), scales: UnsafePointer(scales), sums: UnsafePointer(sums),
            halves: UnsafePointer(halves), offsets: UnsafePointer(offsets), rows: rows, columns: columns)
    }

    /// Rounds one token to BF16.
    func round(token: Int, kernels: UnsafePointer<tg_kernels>) {
        guard let rounded = unsafe rounded else { return }
        let row = unsafe rounded + token * tg_rounded_width(columns)
        unsafe kernels.pointee.round(values + token * columns, columns, row)
        if let widened = unsafe widened { unsafe kernels.pointee.widen(TG_BF16, row, columns, widened + token * columns) }
    }

    /// Quantises one token to its place in its tile.
    func fill(token: Int, kernels: UnsafePointer<tg_kernels>) {
        let start = token / Self.tile * Self.tile, width = min(Self.tile, rows - start), place = token - start
        let block = start * (columns / TG_BLOCK) + place
        unsafe kernels.pointee.quantize(
            values + token * columns, columns, width, codes + start * columns + place * 4, scales + block, sums + block, halves + block,
            offsets + block)
    }
}
