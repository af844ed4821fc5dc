import CTruthKernels

// T tokens · H query heads · K key-value heads · E head width
extension Processor {
    /// Stores `rows` of `keys` and `values`, `[T, K · E]`, behind the positions that `cache` holds.
    public func append(keys: Tensor, values: Tensor, rows: Range<Int>, to cache: AttentionCache) {
        let width = cache.headCount * cache.headWidth
        precondition(keys.columns == width && values.columns == width, "append: keys of \(keys.columns) and values of \(values.columns) columns for a cache of \(width)")
        precondition(rows.lowerBound >= 0 && rows.upperBound <= min(keys.rows, values.rows), "append: rows \(rows) of \(keys.rows) keys and \(values.rows) values")
        let start = cache.count - rows.lowerBound
        cache.extend(by: rows.count)
        operation { _ in
            split(rows.count, cost: width) { first, last in
                for row in rows.lowerBound + first..<rows.lowerBound + last {
                    // Rows are in bounds, and every position is stored by one thread.
                    unsafe cache.store(position: start + row, key: keys.base + row * width, value: values.base + row * width, kernels: kernels)
                }
            }
        }
    }

    /// Causal attention of several sequences over their caches.
    ///
    /// Row `r` of a segment stands at position `p = firstPosition + r − rows.lowerBound` and sees the positions `0 ... p`, or the
    /// last `window` of them. Query head `h` reads key-value head `h / (H / K)`.
    /// `output[r] = softmax(scale · queries[r] · keysᵀ) · values`, per head.
    ///
    /// - Parameters:
    ///   - queries: `[T, H · E]`.
    ///   - segments: Which rows belong to which cache.
    ///   - cap: Bends each score `s` to `cap · tanh(s / cap)` before the softmax; above 0.
    ///   - window: How many positions a row sees, its own included; `nil` sees all.
    ///   - output: Resized to `[T, H · E]`; rows of no segment are undefined.
    public func attend(
        queries: Tensor, over segments: [AttentionSegment], scale: Float, cap: Float? = nil, window: Int? = nil, into output: Tensor
    ) {
        precondition(cap ?? 1 > 0 && window ?? 1 > 0, "attend: a cap of \(cap ?? 0), a window of \(window ?? 0)")
        precondition(output.columns == queries.columns, "attend: output of \(output.columns) columns for queries of \(queries.columns)")
        precondition(output !== queries, "attend: the output can't be the queries")
        output.resize(rows: queries.rows)
        operation { workspace in
            let plan = AttentionPlan(queries: queries, output: output, segments: segments, scale: scale, cap: cap, window: window)
            let partials = unsafe workspace.partials(plan.partialCount)
            pool.run(plan.items.count) { unsafe plan.run(plan.items[$0], kernels: kernels, partials: partials) }
            pool.run(plan.merges.count) { unsafe plan.finish(plan.merges[$0], kernels: kernels, partials: partials) }
        }
    }

    /// Attention of encoders: every row sees all rows of its sequence, or those near it.
    ///
    /// - Parameters:
    ///   - queries: `[T, H · E]`, as keys and values.
    ///   - sequences: The rows of each sequence.
    ///   - headWidth: E, at most 256.
    ///   - reach: How far a row sees to either side; `nil` sees the whole sequence.
    ///   - rounded: Rounds queries, keys, values and softmax weights to BF16, sums in 32-bit floats, where that is faster:
    ///     with AVX-512 BF16, in sequences of up to 512 rows within each other's reach and heads of 16, 32, 48 or 64 channels. Elsewhere
    ///     it changes nothing.
    ///   - output: Resized to `[T, H · E]`; rows of no sequence are undefined.
    public func attend(
        queries: Tensor, keys: Tensor, values: Tensor, sequences: [Range<Int>], headWidth: Int, scale: Float, reach: Int? = nil,
        rounded: Bool = false, into output: Tensor
    ) {
        let columns = queries.columns, widest = TG_MAXIMUM_HEAD_WIDTH
        precondition((1...widest).contains(headWidth) && columns % headWidth == 0, "attend: heads of \(headWidth) in \(columns) columns; at most \(widest)")
        precondition(
            keys.columns == columns && values.columns == columns && output.columns == columns,
            "attend: \(columns) columns of queries, \(keys.columns) of keys, \(values.columns) of values, \(output.columns) of output")
        precondition(output !== queries && output !== keys && output !== values, "attend: the output can't be an input")
        for rows in sequences {
            precondition(
                rows.lowerBound >= 0 && rows.upperBound <= min(queries.rows, keys.rows, values.rows),
                "attend: rows \(rows) of \(queries.rows) queries, \(keys.rows) keys and \(values.rows) values")
        }
        output.resize(rows: queries.rows)
        let reach = reach ?? TG_ALL_POSITIONS
        precondition(reach >= 0, "attend: a reach of \(reach)")
        // Each sequence alone decides how it is computed, so that none depends on its company.
        let kernel = unsafe rounded && headWidth <= TG_ROUNDED_WIDTH && headWidth % 16 == 0 ? kernels.pointee.attend_rounded : nil
        let limit = unsafe kernel == nil ? -1 : min(TG_ROUNDED_POSITIONS, reach + 1)
        let short = sequences.filter { $0.count <= limit && !$0.isEmpty }, long = sequences.filter { $0.count > limit }
        if let kernel = unsafe kernel, !short.isEmpty {
            let heads = columns / headWidth
            operation { _ in
                pool.run(short.count * heads) { index in
                    let rows = short[index / heads], offset = rows.lowerBound * columns + index % heads * headWidth
                    // Rows and head are in bounds; the tensors live through the call.
                    unsafe kernel(
                        queries.base + offset, keys.base + offset, values.base + offset, columns, rows.count, headWidth, scale,
                        output.base + offset, columns)
                }
            }
        }
        guard !long.isEmpty else { return }
        // 48 queries share a packed chunk of keys.
        let step = 48, heads = columns / headWidth
        var items: [(rows: Range<Int>, block: Range<Int>)] = []
        for rows in long {
            for first in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
                items.append((rows, first..<min(first + step, rows.upperBound)))
            }
        }
        operation { _ in
            pool.run(items.count * heads) { index in
                let (rows, block) = items[index / heads], offset = index % heads * headWidth
                // Rows and head are in bounds; the tensors live through the call.
                var block_ = unsafe tg_attention(
                    queries: queries.base + block.lowerBound * columns + offset, query_stride: columns,
                    output: output.base + block.lowerBound * columns + offset, output_stride: columns,
                    tokens: block.count, group: 1, width: headWidth, scale: scale, cap: 0, position: block.lowerBound - rows.lowerBound,
                    length: rows.count, before: reach, after: reach, chunks: nil, type: TG_CACHE_F32, key_offset: 0, value_offset: 0, scale_offset: 0,
                    keys: keys.base + rows.lowerBound * columns + offset, values: values.base + rows.lowerBound * columns + offset,
                    key_stride: columns)
                unsafe tg_attend(kernels, &block_)
            }
        }
    }
}
