import CTruthKernels

// T tokens · H query heads · K key-value heads · E head width
extension Processor {
    /// Stores `rows` of `keys` and `values`, `[T, K · E]`, behind the positions that `cache` holds.
    public func append(keys: Tensor, values: Tensor, rows: Range<Int>, to cache: AttentionCache) {
        let width = cache.headCount * cache.headWidth
        precondition(keys.columns == width && values.columns == width, "append: keys of \(keys.columns) and values of \(values.columns) columns for a cache of \(width)")
        precondition(rows.lowerBound >= 0 && rows.upperBound <= min(keys.rows, values.rows), "append: rows \(rows) of \(keys.rows) keys and \(values.rows) values")
        for row in rows {
            // Rows are in bounds.
            unsafe cache.append(key: keys.base + row * width, value: values.base + row * width)
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
            pool.run(plan.merges.count) { unsafe plan.finish(plan.merges[$0], partials: partials) }
        }
    }

    /// Attention of encoders: every row sees all rows of its sequence.
    ///
    /// - Parameters:
    ///   - queries: `[T, H · E]`, as keys and values.
    ///   - sequences: The rows of each sequence.
    ///   - headWidth: E, at most 256.
    ///   - output: Resized to `[T, H · E]`; rows of no sequence are undefined.
    public func attend(
        queries: Tensor, keys: Tensor, values: Tensor, sequences: [Range<Int>], headWidth: Int, scale: Float, into output: Tensor
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
