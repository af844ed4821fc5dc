// Products in panels of LANES weight rows, one per lane. Included once per instruction set, after its primitives.
//
// Four neighbouring columns of a row are one 32-bit lane of codes; four activations are broadcast as one 32-bit word. So no
// sum across a vector is ever needed, and the integer sum of a block of 32, its scaling and the order of blocks are the same
// for one token and for many, and for every instruction set with a fused multiply-add.
//
// The file that includes this defines:
//   LANES, INLINE, TARGET, vector (LANES floats), codes (4 · LANES bytes), PLAIN_TILE (tokens per tile of plain weights)
//   zero, load, store_lanes(out, skip, v), broadcast, multiply, multiply_add(a, b, c) = a · b + c
//   load_scales     f16 scales, and minima for Q4_1, of one block
//   some_steps      exact sum over some steps of a block for one token, as floats; step i has columns 4i to 4i + 3
//   STEPS, split_steps   codes of one block as the tile wants them
//   tile_sums       exact sums over some steps for two panels and all tokens of a tile, as floats
//   what blocks_body.h needs
//   load_columns, load_column   LANES columns, or one, of plain weights, column by column

enum {
    // Blocks unpacked at once, whole groups: two panels of codes with scales take 30 KB, a first-level cache (Q6_K 33, Q2_K 36).
    STRIP_BLOCKS = 24,
    PLAIN_STRIP = 2048 / LANES,
    // Up to so many tokens weights are used straight from the file's layout.
    STREAM_TOKENS = 8,
    // Bytes ahead at least, into the second-level cache: the first level has room for few reads under way, and into it Zen 4
    // reads a third slower. 12 to 24 KB are equally good, 4 KB half as fast.
    PREFETCH = 12288,
};

// Rows first ..< first + LANES of which the lanes from skip on count: the last panel starts early rather than end late.
typedef struct panel {
    long first;
    long skip;
} panel;

// How far ahead to read. Panels go column by column, so what lies less than a panel ahead is wanted too early to help.
INLINE long bytes_ahead(long panel_bytes) { return panel_bytes > PREFETCH ? panel_bytes : PREFETCH; }

INLINE panel panel_at(long row, long end, long rows) {
    long first = row < rows - LANES ? row : rows - LANES;
    return (panel){first, row < end ? row - first : LANES};
}

INLINE vector load_result(const float *out, panel p, bool present) {
    return present && p.skip < LANES ? load(out + p.first) : zero();
}

INLINE void store_result(float *out, panel p, vector value) {
    if (p.skip < LANES) store_lanes(out + p.first, p.skip, value);
}

// Quantised weights

// Scales of a block: one, or one for each half.
#define HALVES(type) (tg_has_halves(type) ? 2 : 1)

#include "blocks_body.h"

INLINE vector scaled(tg_type type, vector sum, vector scales, vector minima, float scale, float offset, vector result) {
    result = multiply_add(sum, multiply(scales, broadcast(scale)), result);
    return tg_has_minima(type) ? multiply_add(minima, broadcast(offset), result) : result;
}

// Of a block whose halves have scales and minima of their own.
INLINE vector scaled_halves(
    tg_type type, vector first, vector second, const vector *scales, const vector *minima, float scale, int32_t sum, int32_t half, vector result) {
    vector both_halves = multiply_add(second, scales[1], multiply(first, scales[0]));
    result = multiply_add(both_halves, broadcast(scale), result);
    if (!tg_has_minima(type)) return result;
    result = multiply_add(minima[0], broadcast(scale * (float)half), result);
    return multiply_add(minima[1], broadcast(scale * (float)(sum - half)), result);
}

// One block of one panel for one token of a tile.
INLINE vector times_block(
    tg_type type, int tokens, const codes *steps, const vector *scales, const vector *minima, const int8_t *words, float scale,
    int32_t sum, int32_t half, float offset, vector result) {
    if (!tg_has_halves(type))
        return scaled(type, some_steps(type, steps, 8, words, tokens, sum), *scales, *minima, scale, offset, result);
    vector first = some_steps(type, steps, 4, words, tokens, half);
    vector second = some_steps(type, steps + 4, 4, words + 16 * tokens, tokens, sum - half);
    return scaled_halves(type, first, second, scales, minima, scale, sum, half, result);
}

INLINE void stream_panel(
    tg_type type, int tokens, const tg_matrix *w, panel p, const tg_activations *x, long token, float *out, long stride, bool accumulate) {
    long blocks = w->columns / TG_BLOCK, row_bytes = tg_row_bytes(type, w->columns), start = token * blocks;
    long together = tg_group_blocks(type), group_bytes = tg_group_bytes(type);
    const uint8_t *row = w->bytes + p.first * row_bytes, *ahead = row + bytes_ahead(LANES * row_bytes);
    const int8_t *words = x->codes + start * TG_BLOCK;
    const float *scales = x->scales + start, *offsets = x->offsets + start;
    const int32_t *sums = x->sums + start, *halves = x->halves + start;
    vector results[TG_TILE];
#pragma unroll
    for (int t = 0; t < tokens; t++) results[t] = load_result(out + (token + t) * stride, p, accumulate);
    for (long b = 0; b < blocks; b += together) {
        // The rows lie one behind the other, so the panel as a whole is read in one run.
        for (int i = 0; i < group_bytes * LANES; i += 64) _mm_prefetch((const char *)(ahead + i), _MM_HINT_T1);
        codes steps[8 * 8];
        vector weight_scales[8 * 2], minima[8 * 2] = {zero()};
        const places to = {steps, weight_scales, minima, 1, false};
        if (together > 1) load_group(type, row, row_bytes, &to);
        else load_block(type, row, row_bytes, steps, weight_scales, minima);
        for (int i = 0; i < together; i++) {
#pragma unroll
            for (int t = 0; t < tokens; t++)
                results[t] = times_block(
                    type, tokens, steps + 8 * i, weight_scales + HALVES(type) * i, minima + HALVES(type) * i, words + t * 4, scales[t],
                    sums[t], halves[t], offsets[t], results[t]);
            words += TG_BLOCK * tokens;
            scales += tokens;
            sums += tokens;
            halves += tokens;
            offsets += tokens;
        }
        row += group_bytes;
        ahead += group_bytes * LANES;
    }
#pragma unroll
    for (int t = 0; t < tokens; t++) store_result(out + (token + t) * stride, p, results[t]);
}

// A few tokens: panel by panel, straight from the file's layout.
INLINE void stream(
    tg_type type, const tg_matrix *w, long first_row, long end, const tg_activations *x, long first_token, long last_token,
    float *out, long stride, bool accumulate) {
    for (long row = first_row; row < end; row += LANES) {
        panel p = panel_at(row, end, w->rows);
        for (long t = first_token; t < last_token; t += TG_TILE) {
            switch (x->rows - t) {
            case 1: stream_panel(type, 1, w, p, x, t, out, stride, accumulate); break;
            case 2: stream_panel(type, 2, w, p, x, t, out, stride, accumulate); break;
            case 3: stream_panel(type, 3, w, p, x, t, out, stride, accumulate); break;
            default: stream_panel(type, 4, w, p, x, t, out, stride, accumulate); break;
            }
        }
    }
}

// Two panels side by side: codes [block][step][panel], scales and minima [block][panel][half].
typedef struct unpacked {
    codes codes[STRIP_BLOCKS * 2 * 8 * MOST_SPLIT];
    vector scales[STRIP_BLOCKS * 2 * 2];
    vector minima[STRIP_BLOCKS * 2 * 2];
} unpacked;

INLINE void unpack(tg_type type, const uint8_t *row, long row_bytes, long blocks, int side, unpacked *u) {
    for (long b = 0; b < blocks; b += tg_group_blocks(type), row += tg_group_bytes(type)) {
        long place = (b * 2 + side) * HALVES(type);
        if (tg_group_blocks(type) > 1) {
            const places to = {u->codes + b * 2 * STEPS(type) + side, u->scales + place, u->minima + place, 2, true};
            load_group(type, row, row_bytes, &to);
        } else {
            codes steps[8];
            load_block(type, row, row_bytes, steps, &u->scales[place], &u->minima[place]);
            split_steps(type, steps, u->codes + b * 2 * STEPS(type) + side);
        }
    }
}

// One block of two panels for the tokens of a tile.
INLINE void tile_block(
    tg_type type, int tokens, const codes *weights, const vector *weight_scales, const vector *minima, const int8_t *words,
    const float *scales, const int32_t *sums, const int32_t *halves, const float *offsets, vector results[2][TG_TILE]) {
    vector block[2][TG_TILE], second[2][TG_TILE];
    if (!tg_has_halves(type)) {
        tile_sums(type, tokens, weights, 0, 8, words, sums, block);
#pragma unroll
        for (int t = 0; t < tokens; t++)
#pragma unroll
            for (int side = 0; side < 2; side++)
                results[side][t] = scaled(type, block[side][t], weight_scales[side], minima[side], scales[t], offsets[t], results[side][t]);
        return;
    }
    int32_t rest[TG_TILE];
    for (int t = 0; t < tokens; t++) rest[t] = sums[t] - halves[t];
    tile_sums(type, tokens, weights, 0, 4, words, halves, block);
    tile_sums(type, tokens, weights, 4, 4, words, rest, second);
#pragma unroll
    for (int t = 0; t < tokens; t++)
#pragma unroll
        for (int side = 0; side < 2; side++)
            results[side][t] = scaled_halves(
                type, block[side][t], second[side][t], weight_scales + 2 * side, minima + 2 * side, scales[t], sums[t], halves[t],
                results[side][t]);
}

INLINE void tile_at(
    tg_type type, int tokens, const unpacked *u, long first_block, long blocks, const panel p[2], const tg_activations *x, long token,
    float *out, long stride, bool continued) {
    long start = token * (x->columns / TG_BLOCK) + first_block * tokens;
    const int8_t *words = x->codes + start * TG_BLOCK;
    const float *scales = x->scales + start, *offsets = x->offsets + start;
    const int32_t *sums = x->sums + start, *halves = x->halves + start;
    vector results[2][TG_TILE];
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) results[side][t] = load_result(out + (token + t) * stride, p[side], continued);
    for (long b = 0; b < blocks; b++) {
        long place = b * 2 * HALVES(type);
        tile_block(
            type, tokens, u->codes + b * 2 * STEPS(type), u->scales + place, u->minima + place, words, scales, sums, halves, offsets, results);
        words += TG_BLOCK * tokens;
        scales += tokens;
        sums += tokens;
        halves += tokens;
        offsets += tokens;
    }
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) store_result(out + (token + t) * stride, p[side], results[side][t]);
}

// Many tokens: two panels at a time are unpacked to the first-level cache and meet all tokens there.
INLINE void tiles(
    tg_type type, const tg_matrix *w, long first_row, long end, const tg_activations *x, long first_token, long last_token,
    float *out, long stride, bool accumulate) {
    unpacked u;
    long blocks = w->columns / TG_BLOCK, row_bytes = tg_row_bytes(type, w->columns);
    for (long row = first_row; row < end; row += 2 * LANES) {
        const panel p[2] = {panel_at(row, end, w->rows), panel_at(row + LANES, end, w->rows)};
        for (long b = 0; b < blocks; b += STRIP_BLOCKS) {
            long count = blocks - b < STRIP_BLOCKS ? blocks - b : STRIP_BLOCKS;
            bool continued = accumulate || b > 0;
            for (int side = 0; side < 2; side++)
                unpack(
                    type, w->bytes + p[side].first * row_bytes + b / tg_group_blocks(type) * tg_group_bytes(type), row_bytes, count, side,
                    &u);
            for (long t = first_token; t < last_token; t += TG_TILE) {
                switch (x->rows - t) {
                case 1: tile_at(type, 1, &u, b, count, p, x, t, out, stride, continued); break;
                case 2: tile_at(type, 2, &u, b, count, p, x, t, out, stride, continued); break;
                case 3: tile_at(type, 3, &u, b, count, p, x, t, out, stride, continued); break;
                default: tile_at(type, 4, &u, b, count, p, x, t, out, stride, continued); break;
                }
            }
        }
    }
}

// Plain weights

INLINE void plain_stream_pair(
    tg_type type, int tokens, const tg_matrix *w, const panel p[2], const tg_activations *x, long token, float *out, long stride, bool accumulate) {
    long size = tg_number_bytes(type), row_bytes = w->columns * size, k = 0, ahead = bytes_ahead(2 * LANES * row_bytes);
    const uint8_t *rows[2] = {w->bytes + p[0].first * row_bytes, w->bytes + p[1].first * row_bytes};
    const float *values = x->values + token * x->columns;
    vector results[2][TG_TILE];
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) results[side][t] = load_result(out + (token + t) * stride, p[side], accumulate);
    for (; k + LANES <= w->columns; k += LANES)
        for (int side = 0; side < 2; side++) {
            vector columns[LANES];
            for (int i = 0; i < size * LANES * LANES; i += 64)
                _mm_prefetch((const char *)(rows[side] + ahead + k * size * LANES + i), _MM_HINT_T1);
            load_columns(type, rows[side] + k * size, row_bytes, columns);
#pragma unroll
            for (int t = 0; t < tokens; t++)
#pragma unroll
                for (int i = 0; i < LANES; i++)
                    results[side][t] = multiply_add(columns[i], broadcast(values[t * x->columns + k + i]), results[side][t]);
        }
    for (; k < w->columns; k++)
        for (int side = 0; side < 2; side++) {
            vector column = load_column(type, rows[side] + k * size, row_bytes);
#pragma unroll
            for (int t = 0; t < tokens; t++)
                results[side][t] = multiply_add(column, broadcast(values[t * x->columns + k]), results[side][t]);
        }
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) store_result(out + (token + t) * stride, p[side], results[side][t]);
}

INLINE void plain_stream(
    tg_type type, const tg_matrix *w, long first_row, long end, const tg_activations *x, long first_token, long last_token,
    float *out, long stride, bool accumulate) {
    for (long row = first_row; row < end; row += 2 * LANES) {
        const panel p[2] = {panel_at(row, end, w->rows), panel_at(row + LANES, end, w->rows)};
        for (long t = first_token; t < last_token; t += TG_TILE) {
            switch (last_token - t) {
            case 1: plain_stream_pair(type, 1, w, p, x, t, out, stride, accumulate); break;
            case 2: plain_stream_pair(type, 2, w, p, x, t, out, stride, accumulate); break;
            case 3: plain_stream_pair(type, 3, w, p, x, t, out, stride, accumulate); break;
            default: plain_stream_pair(type, 4, w, p, x, t, out, stride, accumulate); break;
            }
        }
    }
}

INLINE void plain_tile(
    int tokens, const vector *strip, long count, const panel p[2], const float *values, long columns, float *out, long stride, bool continued) {
    vector results[2][PLAIN_TILE];
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) results[side][t] = load_result(out + t * stride, p[side], continued);
    for (long k = 0; k < count; k++) {
        vector a = strip[2 * k], b = strip[2 * k + 1];
#pragma unroll
        for (int t = 0; t < tokens; t++) {
            vector value = broadcast(values[t * columns + k]);
            results[0][t] = multiply_add(a, value, results[0][t]);
            results[1][t] = multiply_add(b, value, results[1][t]);
        }
    }
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) store_result(out + t * stride, p[side], results[side][t]);
}

INLINE void plain_unpack(tg_type type, const uint8_t *row, long row_bytes, long count, int side, vector *strip) {
    long k = 0;
    for (; k + LANES <= count; k += LANES) {
        vector c[LANES];
        load_columns(type, row + k * tg_number_bytes(type), row_bytes, c);
        for (int i = 0; i < LANES; i++) strip[2 * (k + i) + side] = c[i];
    }
    for (; k < count; k++) strip[2 * k + side] = load_column(type, row + k * tg_number_bytes(type), row_bytes);
}

INLINE void plain_tiles(
    tg_type type, const tg_matrix *w, long first_row, long end, const tg_activations *x, long first_token, long last_token,
    float *out, long stride, bool accumulate) {
    vector strip[PLAIN_STRIP * 2];
    long size = tg_number_bytes(type), row_bytes = w->columns * size, columns = w->columns;
    for (long row = first_row; row < end; row += 2 * LANES) {
        const panel p[2] = {panel_at(row, end, w->rows), panel_at(row + LANES, end, w->rows)};
        for (long first = 0; first < columns; first += PLAIN_STRIP) {
            long count = columns - first < PLAIN_STRIP ? columns - first : PLAIN_STRIP;
            bool continued = accumulate || first > 0;
            for (int side = 0; side < 2; side++)
                plain_unpack(type, w->bytes + p[side].first * row_bytes + first * size, row_bytes, count, side, strip);
            for (long t = first_token; t < last_token; t += PLAIN_TILE) {
                const float *values = x->values + t * columns + first;
                float *place = out + t * stride;
                switch (last_token - t) {
                case 1: plain_tile(1, strip, count, p, values, columns, place, stride, continued); break;
                case 2: plain_tile(2, strip, count, p, values, columns, place, stride, continued); break;
                case 3: plain_tile(3, strip, count, p, values, columns, place, stride, continued); break;
                case 4: plain_tile(4, strip, count, p, values, columns, place, stride, continued); break;
                case 5: plain_tile(5, strip, count, p, values, columns, place, stride, continued); break;
#if PLAIN_TILE > 6
                case 6: plain_tile(6, strip, count, p, values, columns, place, stride, continued); break;
                case 7: plain_tile(7, strip, count, p, values, columns, place, stride, continued); break;
#endif
                default: plain_tile(PLAIN_TILE, strip, count, p, values, columns, place, stride, continued); break;
                }
            }
        }
    }
}

// One instance per type and shape.
#define INSTANCE(name, body, type) \
    TARGET static void name( \
        const tg_matrix *w, long first_row, long end, const tg_activations *x, long first_token, long last_token, float *out, \
        long stride, bool accumulate) { \
        body(type, w, first_row, end, x, first_token, last_token, out, stride, accumulate); \
    }
INSTANCE(stream_f32, plain_stream, TG_F32)
INSTANCE(stream_f16, plain_stream, TG_F16)
INSTANCE(stream_bf16, plain_stream, TG_BF16)
INSTANCE(stream_q4_0, stream, TG_Q4_0)
INSTANCE(stream_q4_1, stream, TG_Q4_1)
INSTANCE(stream_q8_0, stream, TG_Q8_0)
INSTANCE(stream_q5_0, stream, TG_Q5_0)
INSTANCE(stream_q5_1, stream, TG_Q5_1)
INSTANCE(stream_q2_k, stream, TG_Q2_K)
INSTANCE(stream_q3_k, stream, TG_Q3_K)
INSTANCE(stream_q4_k, stream, TG_Q4_K)
INSTANCE(stream_q5_k, stream, TG_Q5_K)
INSTANCE(stream_q6_k, stream, TG_Q6_K)
INSTANCE(stream_iq4_nl, stream, TG_IQ4_NL)
INSTANCE(stream_iq4_xs, stream, TG_IQ4_XS)
INSTANCE(stream_mxfp4, stream, TG_MXFP4)
INSTANCE(tiles_f32, plain_tiles, TG_F32)
INSTANCE(tiles_f16, plain_tiles, TG_F16)
INSTANCE(tiles_bf16, plain_tiles, TG_BF16)
INSTANCE(tiles_q4_0, tiles, TG_Q4_0)
INSTANCE(tiles_q4_1, tiles, TG_Q4_1)
INSTANCE(tiles_q8_0, tiles, TG_Q8_0)
INSTANCE(tiles_q5_0, tiles, TG_Q5_0)
INSTANCE(tiles_q5_1, tiles, TG_Q5_1)
INSTANCE(tiles_q2_k, tiles, TG_Q2_K)
INSTANCE(tiles_q3_k, tiles, TG_Q3_K)
INSTANCE(tiles_q4_k, tiles, TG_Q4_K)
INSTANCE(tiles_q5_k, tiles, TG_Q5_K)
INSTANCE(tiles_q6_k, tiles, TG_Q6_K)
INSTANCE(tiles_iq4_nl, tiles, TG_IQ4_NL)
INSTANCE(tiles_iq4_xs, tiles, TG_IQ4_XS)
INSTANCE(tiles_mxfp4, tiles, TG_MXFP4)

// At least one panel of rows.
static void panel_product(
    const tg_matrix *w, long first_row, long row_count, const tg_activations *x, long first_token, long token_count,
    float *out, long stride, bool accumulate) {
    static void (*const few[])(const tg_matrix *, long, long, const tg_activations *, long, long, float *, long, bool) = {
        stream_f32, stream_f16, stream_bf16, stream_q4_0, stream_q4_1, stream_q8_0, stream_q5_0, stream_q5_1, stream_q2_k,
        stream_q3_k, stream_q4_k, stream_q5_k, stream_q6_k, stream_iq4_nl, stream_iq4_xs, stream_mxfp4};
    static void (*const many[])(const tg_matrix *, long, long, const tg_activations *, long, long, float *, long, bool) = {
        tiles_f32, tiles_f16, tiles_bf16, tiles_q4_0, tiles_q4_1, tiles_q8_0, tiles_q5_0, tiles_q5_1, tiles_q2_k, tiles_q3_k,
        tiles_q4_k, tiles_q5_k, tiles_q6_k, tiles_iq4_nl, tiles_iq4_xs, tiles_mxfp4};
    (token_count <= STREAM_TOKENS ? few : many)[w->type](
        w, first_row, first_row + row_count, x, first_token, first_token + token_count, out, stride, accumulate);
}
