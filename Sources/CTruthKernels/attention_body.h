// Attention over one chunk of 64 positions. Included once per instruction set, after its primitives (see product_body.h) and
// widen_lanes(type, values, index): LANES numbers of a cache as floats; VECTORS_AT_ONCE(queries), at most 4; and
// weigh(scores, visible, maximum, sum): scores to weights exp(score − largest), 0 where not visible; CAP(x, count, cap): the table's cap.
//
// Scores: lanes are positions, one chain of multiply-adds over the channels. Outputs: lanes are channels, one chain over the
// positions. How many queries are held in registers changes nothing in either.

// Scores of `vectors` · LANES positions from `first` on; whole groups of 16.
INLINE void scores_of(
    tg_cache type, int count, int vectors, const tg_chunk *chunk, const float *queries, long first, float (*scores)[TG_CHUNK]) {
    long width = chunk->width;
    vector sums[6][4];
#pragma unroll
    for (int q = 0; q < count; q++)
        for (int v = 0; v < vectors; v++) sums[q][v] = zero();
    for (long d = 0; d < width; d++) {
        vector keys[4];
#pragma unroll
        for (int v = 0; v < vectors; v++) {
            long group = first + v * LANES / TG_LANES * TG_LANES;
            keys[v] = widen_lanes(type, chunk->keys, group * width + d * TG_LANES + v * LANES % TG_LANES);
        }
#pragma unroll
        for (int q = 0; q < count; q++) {
            vector value = broadcast(queries[q * width + d]);
#pragma unroll
            for (int v = 0; v < vectors; v++) sums[q][v] = multiply_add(keys[v], value, sums[q][v]);
        }
    }
#pragma unroll
    for (int q = 0; q < count; q++)
        for (int v = 0; v < vectors; v++) store_lanes(scores[q] + first + v * LANES, 0, sums[q][v]);
}

// Channels d ..< d + `vectors` · LANES of the weighted sum of the first `visible` values.
INLINE void outputs_of(
    tg_cache type, int count, int vectors, const tg_chunk *chunk, float (*weights)[TG_CHUNK], long visible, long d, float *outputs) {
    vector sums[6][4];
#pragma unroll
    for (int q = 0; q < count; q++)
        for (int v = 0; v < vectors; v++) sums[q][v] = zero();
    for (long j = 0; j < visible; j++) {
        vector values[4];
#pragma unroll
        for (int v = 0; v < vectors; v++) values[v] = widen_lanes(type, chunk->values, j * chunk->padded_width + d + v * LANES);
#pragma unroll
        for (int q = 0; q < count; q++) {
            vector weight = broadcast(weights[q][j]);
#pragma unroll
            for (int v = 0; v < vectors; v++) sums[q][v] = multiply_add(values[v], weight, sums[q][v]);
        }
    }
#pragma unroll
    for (int q = 0; q < count; q++)
        for (int v = 0; v < vectors; v++) store_lanes(outputs + q * chunk->padded_width + d + v * LANES, 0, sums[q][v]);
}

// `count` queries at once, with VECTORS_AT_ONCE(count) sums each in registers: as many as fit without spilling.
INLINE void attend_few(
    tg_cache type, int count, const tg_chunk *chunk, const float *queries, const int32_t *hidden, const int32_t *visible, float *maxima,
    float *sums, float *outputs) {
    _Alignas(64) float scores[6][TG_CHUNK];
    enum { ONE_GROUP = TG_LANES / LANES };
    const int vectors = VECTORS_AT_ONCE(count);
    long most = 0, first = 0, d = 0;
    for (int q = 0; q < count; q++) most = visible[q] > most ? visible[q] : most;
    long positions = (most + TG_LANES - 1) / TG_LANES * TG_LANES;
    for (; first + vectors * LANES <= positions; first += vectors * LANES) scores_of(type, count, vectors, chunk, queries, first, scores);
    for (; first < positions; first += TG_LANES) scores_of(type, count, ONE_GROUP, chunk, queries, first, scores);
    if (type == TG_CACHE_INT8)
        for (int q = 0; q < count; q++)
            for (long j = 0; j < positions; j++) scores[q][j] *= chunk->scales[j];
    if (chunk->cap > 0)
        for (int q = 0; q < count; q++) CAP(scores[q], visible[q], chunk->cap);
    if (hidden)
        for (int q = 0; q < count; q++)
            for (int j = 0; j < hidden[q]; j++) scores[q][j] = -INFINITY;
    for (int q = 0; q < count; q++) weigh(scores[q], visible[q], maxima + q, sums + q);
    if (type == TG_CACHE_INT8)
        for (int q = 0; q < count; q++)
            for (long j = 0; j < most; j++) scores[q][j] *= chunk->scales[TG_CHUNK + j];
    for (; d + vectors * LANES <= chunk->padded_width; d += vectors * LANES)
        outputs_of(type, count, vectors, chunk, scores, most, d, outputs);
    for (; d < chunk->padded_width; d += TG_LANES) outputs_of(type, count, ONE_GROUP, chunk, scores, most, d, outputs);
}

INLINE void attend_all(
    tg_cache type, const tg_chunk *chunk, const float *queries, long count, const int32_t *visible, float *maxima, float *sums, float *outputs) {
    long q = 0;
#define STEP(n) \
    attend_few( \
        type, n, chunk, queries + q * chunk->width, chunk->hidden ? chunk->hidden + q : NULL, visible + q, maxima + q, sums + q, \
        outputs + q * chunk->padded_width)
    for (; q + 6 <= count; q += 6) STEP(6);
    for (; q + 3 <= count; q += 3) STEP(3);
    for (; q < count; q++) STEP(1);
#undef STEP
}

TARGET static void attend_half(
    const tg_chunk *chunk, const float *queries, long count, const int32_t *visible, float *maxima, float *sums, float *outputs) {
    attend_all(TG_CACHE_F16, chunk, queries, count, visible, maxima, sums, outputs);
}

TARGET static void attend_float(
    const tg_chunk *chunk, const float *queries, long count, const int32_t *visible, float *maxima, float *sums, float *outputs) {
    attend_all(TG_CACHE_F32, chunk, queries, count, visible, maxima, sums, outputs);
}

TARGET static void attend_codes(
    const tg_chunk *chunk, const float *queries, long count, const int32_t *visible, float *maxima, float *sums, float *outputs) {
    attend_all(TG_CACHE_INT8, chunk, queries, count, visible, maxima, sums, outputs);
}

static void panel_attend(
    const tg_chunk *chunk, const float *queries, long count, const int32_t *visible, float *maxima, float *sums, float *outputs) {
    (chunk->type == TG_CACHE_F16 ? attend_half : chunk->type == TG_CACHE_F32 ? attend_float : attend_codes)(
        chunk, queries, count, visible, maxima, sums, outputs);
}
