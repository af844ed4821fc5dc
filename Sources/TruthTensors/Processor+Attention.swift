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
    /// Row `r` of a segment sees positions `0 ... firstPosition + r − rows.lowerBound`. Query head `h` reads key-value head
    /// `h / (H / K)`. `output[r] = softmax(scale · queries[r] · keysᵀ) · values`, per head.
    ///
    /// - Parameters:
    ///   - queries: `[T, H · E]`.
    ///   - segments: Which rows belong to which cache.
    ///   - output: Resized to `[T, H · E]`; rows of no segment are undefined.
    public func attend(queries: Tensor, over segments: [AttentionSegment], scale: Float, into output: Tensor) {
        precondition(output.columns == queries.columns, "attend: output of \(output.columns) columns for queries of \(queries.columns)")
        precondition(output !== queries, "attend: the output can't be the queries")
        output.resize(rows: queries.rows)
        operation { workspace in
            let plan = AttentionPlan(queries: queries, output: output, segments: segments, scale: scale)
            let partials = unsafe workspace.partials(plan.partialCount)
            pool.run(plan.items.count) { unsafe plan.run(plan.items[$0], kernels: kernels, partials: partials) }
            pool.run(plan.merges.count) { unsafe plan.finish(plan.merges[$0], kernels: kernels, partials: partials) }
        }
    }

    /// Attention of encoders: every row sees all rows of its sequence.
    ///
    /// - Parameters:
    ///   - queries: `[T, H · E]`, as keys and values.
    ///   - sequences: The rows of each sequence.
    ///   - headWidth: E, at most 256.
    ///   - rounded: Rounds queries, keys, values and softmax weights to BF16, sums in 32-bit floats, where that is faster:
    ///     with AVX-512 BF16, sequences of up to 512 rows and heads of 16, 32, 48 or 64 channels. Elsewhere it changes nothing.
    ///   - output: Resized to `[T, H · E]`; rows of no sequence are undefined.
    public func attend(
        queries: Tensor, keys: Tensor, values: Tensor, sequences: [Range<Int>], headWidth: Int, scale: Float, rounded: Bool = false,
        into output: Tensor
    ) {
        let columns = queries.columns, limit = TG_MAXIMUM_HEAD_WIDTH
        precondition((1...limit).contains(headWidth) && columns % headWidth == 0, "attend: heads of \(headWidth) in \(columns) columns; at most \(limit)")
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
        let fits = headWidth <= TG_ROUNDED_WIDTH && headWidth % 16 == 0 && sequences.allSatisfy { $0.count <= TG_ROUNDED_POSITIONS }
        if rounded, fits, let kernel = unsafe kernels.pointee.attend_rounded {
            let heads = columns / headWidth
            operation { _ in
                pool.run(sequences.count * heads) { index in
                    let rows = sequences[index / heads], offset = rows.lowerBound * columns + index % heads * headWidth
                    guard !rows.isEmpty else { return }
                    // Rows and head are in bounds; the tensors live through the call.
                    unsafe kernel(
                        queries.base + offset, keys.base + offset, values.base + offset, columns, rows.count, headWidth, scale,
                        output.base + offset, columns)
                }
            }
            return
        }
        // 48 queries share a packed chunk of keys.
        let step = 48, heads = columns / headWidth
        var items: [(rows: Range<Int>, block: Range<Int>)] = []
        for rows in sequences {
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
                    tokens: block.count, group: 1, width: headWidth, scale: scale, visible: rows.count, causal: false,
                    chunks: nil, key_offset: 0, value_offset: 0,
                    keys: keys.base + rows.lowerBound * columns + offset, values: values.base + rows.lowerBound * columns + offset,
                    key_stride: columns)
                unsafe tg_attend(kernels, &block_)
            }
        }
    }
}
