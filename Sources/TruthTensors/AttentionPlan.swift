import CTruthKernels

/// How causal attention is divided between threads.
///
/// Segments of a few rows (generation) are cut along the positions: every item takes some chunks of keys for one head, and
/// a merge follows. Longer ones (prompts) are cut along the queries, the last blocks first because they see the most keys.
/// Both do the same arithmetic.
@safe
struct AttentionPlan {
    struct Item {
        var segment: Int
        var head: Int
        /// Rows inside the segment.
        var tokens: Range<Int>
        /// Chunks to take, with the place of their results; `nil` takes all and writes the output.
        var chunks: Range<Int>?
        var partialOffset: Int
    }

    private(set) var items: [Item] = []
    private(set) var merges: [Item] = []
    /// Floats that the results of chunks take.
    private(set) var partialCount = 0

    private let queries: Tensor
    private let output: Tensor
    private let segments: [AttentionSegment]
    private let scale: Float
    private let cap: Float
    /// Positions that a row sees before its own.
    private let before: Int

    /// Queries that share a widened chunk: what the kernels' buffers hold.
    private static let queriesPerBlock = 48
    /// Up to so many rows are cut along the positions.
    private static let fewRows = 4

    init(queries: Tensor, output: Tensor, segments: [AttentionSegment], scale: Float, cap: Float?, window: Int?) {
        self.queries = queries
        self.output = output
        self.segments = segments
        self.scale = scale
        self.cap = cap ?? 0
        before = window.map { $0 - 1 } ?? TG_ALL_POSITIONS
        for (index, segment) in segments.enumerated() {
            let cache = segment.cache, columns = cache.headCount * cache.headWidth
            precondition(queries.columns % columns == 0, "attend: queries of \(queries.columns) columns over keys of \(columns)")
            precondition(segment.rows.lowerBound >= 0 && segment.rows.upperBound <= queries.rows, "attend: rows \(segment.rows) of \(queries.rows)")
            precondition(
                segment.firstPosition >= 0 && segment.firstPosition + segment.rows.count <= cache.count,
                "attend: rows at positions \(segment.firstPosition) to \(segment.firstPosition + segment.rows.count - 1) over \(cache.count) cached")
            let group = queries.columns / columns
            if segment.rows.count <= Self.fewRows && segment.rows.count * group <= Self.queriesPerBlock {
                addChunks(of: index, group: group)
            } else {
                addBlocks(of: index, group: group)
            }
        }
    }

    private mutating func addChunks(of index: Int, group: Int) {
        let segment = segments[index], cache = segment.cache
        guard !segment.rows.isEmpty else { return }
        let count = AttentionCache.chunksNeeded(segment.firstPosition + segment.rows.count)
        // A chunk of a head is a microsecond or two of work; long contexts take several at once.
        let step = max(1, count * cache.headCount / 64)
        for head in 0..<cache.headCount {
            let item = Item(segment: index, head: head, tokens: 0..<segment.rows.count, chunks: nil, partialOffset: partialCount)
            merges.append(item)
            // Chunks that lie before every row's window are left out.
            for first in stride(from: max(0, segment.firstPosition - before) / AttentionCache.chunkLength, to: count, by: step) {
                var part = item
                part.chunks = first..<min(first + step, count)
                items.append(part)
            }
            partialCount += count * segment.rows.count * group * tg_partial_size(cache.headWidth)
        }
    }

    private mutating func addBlocks(of index: Int, group: Int) {
        let segment = segments[index], step = max(1, Self.queriesPerBlock / group)
        for first in stride(from: 0, to: segment.rows.count, by: step).reversed() {
            for head in 0..<segment.cache.headCount {
                items.append(Item(
                    segment: index, head: head, tokens: first..<min(first + step, segment.rows.count), chunks: nil, partialOffset: 0))
            }
        }
    }

    func run(_ item: Item, kernels: UnsafePointer<tg_kernels>, partials: UnsafeMutablePointer<Float>) {
        unsafe withView(of: item) { view in
            if let chunks = item.chunks {
                unsafe tg_attend_chunks(kernels, view, chunks.lowerBound, chunks.upperBound, partials + item.partialOffset)
            } else {
                unsafe tg_attend(kernels, view)
            }
        }
    }

    /// Merges what `run` left for all chunks of a head.
    func finish(_ item: Item, kernels: UnsafePointer<tg_kernels>, partials: UnsafeMutablePointer<Float>) {
        unsafe withView(of: item) { view in unsafe tg_attend_finish(kernels, view, partials + item.partialOffset) }
    }

    private func withView(of item: Item, _ body: (UnsafePointer<tg_attention>) -> Void) {
        let segment = segments[item.segment], cache = segment.cache
        let group = queries.columns / (cache.headCount * cache.headWidth)
        let row = segment.rows.lowerBound + item.tokens.lowerBound
        let offset = row * queries.columns + item.head * group * cache.headWidth
        // `init` checked rows, heads and positions; the tensors and the cache live through the call.
        unsafe cache.withChunks { chunks in
            var view = unsafe tg_attention(
                queries: queries.base + offset, query_stride: queries.columns, output: output.base + offset,
                output_stride: queries.columns, tokens: item.tokens.count, group: group, width: cache.headWidth, scale: scale, cap: cap,
                position: segment.firstPosition + item.tokens.lowerBound, length: segment.firstPosition + segment.rows.count,
                before: before, after: 0, chunks: chunks, type: cache.precision.kernelType, key_offset: cache.keyOffset(head: item.head), value_offset: cache.valueOffset(head: item.head),
                scale_offset: cache.scaleOffset(head: item.head),
                keys: nil, values: nil, key_stride: 0)
            unsafe body(&view)
        }
    }
}
