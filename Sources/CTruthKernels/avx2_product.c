// Products on AVX2: Intel since Haswell (2013), AMD since Zen (2017).
//
// A panel is 8 weight rows, one per lane. Four neighbouring columns of a row are one 32-bit lane of codes; four
// activations are broadcast as one 32-bit word. So no sum across a vector is ever needed, and the integer sum of a
// block of 32, its scaling and the order of blocks are the same for one token and for many.
//
// VPMADDUBSW adds two products of unsigned weight and signed activation to 16 bits. With weights of 0...15 the eight
// results of a block can be added before they are widened: 8 · 2 · 15 · 127 = 30,480 < 32,768.
// 8-bit weights w are split: w + 128 = 16 · high + low, two such sums.
#if defined(__x86_64__)
#include "avx2.h"

#include <string.h>

enum {
    // Columns unpacked at once: two panels of split 8-bit codes with scales take 30 KB, a first-level cache.
    STRIP = 768,
    STRIP_BLOCKS = STRIP / TG_BLOCK,
    PLAIN_STRIP = 256,
    PLAIN_TILE = 6,
    // Up to so many tokens weights are used straight from the file's layout.
    STREAM_TOKENS = 8,
    PREFETCH = 4096,
};

// Rows first ..< first + 8 of which lanes skip ..< 8 count: the last panel starts early rather than end late.
typedef struct panel {
    long first;
    long skip;
} panel;

TG_INLINE panel panel_at(long row, long end, long rows) {
    long first = row < rows - 8 ? row : rows - 8;
    return (panel){first, row < end ? row - first : 8};
}

TG_INLINE __m256 load_result(const float *out, panel p, bool present) {
    return present && p.skip < 8 ? _mm256_loadu_ps(out + p.first) : _mm256_setzero_ps();
}

TG_INLINE void store_result(float *out, panel p, __m256 value) {
    if (p.skip == 0) {
        _mm256_storeu_ps(out + p.first, value);
        return;
    }
    float lanes[8];
    _mm256_storeu_ps(lanes, value);
    for (long i = p.skip; i < 8; i++) out[p.first + i] = lanes[i];
}

// Quantised weights

TG_INLINE long block_bytes(tg_type type) { return type == TG_Q4_0 ? 18 : type == TG_Q4_1 ? 20 : 34; }

TG_INLINE __m256i two_rows(const uint8_t *low, const uint8_t *high) {
    return _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)low)), _mm_loadu_si128((const __m128i *)high), 1);
}

// 16 bytes of 8 rows to 4 vectors; vector i has bytes 4i to 4i + 3 of each row.
TG_INLINE void transpose(const uint8_t *p, long stride, __m256i v[4]) {
    const uint8_t *q = p + 4 * stride;
    __m256i a = two_rows(p, q), b = two_rows(p + stride, q + stride);
    __m256i c = two_rows(p + 2 * stride, q + 2 * stride), d = two_rows(p + 3 * stride, q + 3 * stride);
    __m256i ab = _mm256_unpacklo_epi32(a, b), ab2 = _mm256_unpackhi_epi32(a, b);
    __m256i cd = _mm256_unpacklo_epi32(c, d), cd2 = _mm256_unpackhi_epi32(c, d);
    v[0] = _mm256_unpacklo_epi64(ab, cd);
    v[1] = _mm256_unpackhi_epi64(ab, cd);
    v[2] = _mm256_unpacklo_epi64(ab2, cd2);
    v[3] = _mm256_unpackhi_epi64(ab2, cd2);
}

// Codes of one block of 8 rows: step i has columns 4i to 4i + 3. 4-bit codes are 0...15, 8-bit ones signed.
TG_INLINE void load_codes(tg_type type, const uint8_t *p, long stride, __m256i steps[8]) {
    if (type == TG_Q8_0) {
        transpose(p + 2, stride, steps);
        transpose(p + 18, stride, steps + 4);
        return;
    }
    const __m256i low = _mm256_set1_epi8(15);
    __m256i pairs[4];
    transpose(p + (type == TG_Q4_0 ? 2 : 4), stride, pairs);
    for (int i = 0; i < 4; i++) {
        steps[i] = _mm256_and_si256(pairs[i], low);
        steps[i + 4] = _mm256_and_si256(_mm256_srli_epi16(pairs[i], 4), low);
    }
}

TG_INLINE int load_16(const uint8_t *p) {
    uint16_t v;
    memcpy(&v, p, 2);
    return v;
}

TG_INLINE int load_32(const uint8_t *p) {
    int v;
    memcpy(&v, p, 4);
    return v;
}

// Scales, and minima for Q4_1, of one block of 8 rows.
TG_INLINE void load_scales(tg_type type, const uint8_t *p, long stride, __m256 *scales, __m256 *minima) {
    const uint8_t *q = p + 4 * stride;
    if (type == TG_Q4_1) {
        __m128i low = _mm_setr_epi32(load_32(p), load_32(p + stride), load_32(p + 2 * stride), load_32(p + 3 * stride));
        __m128i high = _mm_setr_epi32(load_32(q), load_32(q + stride), load_32(q + 2 * stride), load_32(q + 3 * stride));
        const __m128i mask = _mm_set1_epi32(0xffff);
        *scales = _mm256_cvtph_ps(_mm_packus_epi32(_mm_and_si128(low, mask), _mm_and_si128(high, mask)));
        *minima = _mm256_cvtph_ps(_mm_packus_epi32(_mm_srli_epi32(low, 16), _mm_srli_epi32(high, 16)));
        return;
    }
    __m128i halves = _mm_cvtsi32_si128(load_16(p));
    halves = _mm_insert_epi16(halves, load_16(p + stride), 1);
    halves = _mm_insert_epi16(halves, load_16(p + 2 * stride), 2);
    halves = _mm_insert_epi16(halves, load_16(p + 3 * stride), 3);
    halves = _mm_insert_epi16(halves, load_16(q), 4);
    halves = _mm_insert_epi16(halves, load_16(q + stride), 5);
    halves = _mm_insert_epi16(halves, load_16(q + 2 * stride), 6);
    halves = _mm_insert_epi16(halves, load_16(q + 3 * stride), 7);
    *scales = _mm256_cvtph_ps(halves);
}

TG_INLINE __m256i broadcast_codes(const int8_t *p) { return _mm256_set1_epi32(load_32((const uint8_t *)p)); }

// The exact sum of one block for 8 rows and one of `tokens` interleaved tokens.
TG_INLINE __m256i block_sum(tg_type type, const __m256i steps[8], const int8_t *codes, int tokens) {
    const __m256i ones = _mm256_set1_epi16(1);
    if (type == TG_Q8_0) {
        // |w| times x with w's sign: at most 2 · 128 · 127, so widened at once.
        __m256i sum = _mm256_setzero_si256();
        for (int i = 0; i < 8; i++) {
            __m256i x = _mm256_sign_epi8(broadcast_codes(codes + i * tokens * 4), steps[i]);
            sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(_mm256_abs_epi8(steps[i]), x), ones));
        }
        return sum;
    }
    __m256i sum = _mm256_maddubs_epi16(steps[0], broadcast_codes(codes));
    for (int i = 1; i < 8; i++)
        sum = _mm256_add_epi16(sum, _mm256_maddubs_epi16(steps[i], broadcast_codes(codes + i * tokens * 4)));
    return _mm256_madd_epi16(sum, ones);
}

// One panel times the `tokens` tokens of one tile, whose codes start at `codes`.
TG_INLINE void stream_tile(
    tg_type type, int tokens, const uint8_t *p, long stride, long blocks, const int8_t *codes, const float *scales,
    const int32_t *sums, const float *offsets, __m256 *results) {
    const uint8_t *ahead = p + PREFETCH;
    for (long b = 0; b < blocks; b++, p += block_bytes(type)) {
        // The 8 rows lie one behind the other, so the panel as a whole is read in one run.
        for (int i = 0; i < block_bytes(type) * 8; i += 64) _mm_prefetch((const char *)(ahead + i), _MM_HINT_T0);
        ahead += block_bytes(type) * 8;
        __m256i steps[8];
        __m256 weight_scales, minima;
        load_codes(type, p, stride, steps);
        load_scales(type, p, stride, &weight_scales, &minima);
#pragma unroll
        for (int t = 0; t < tokens; t++) {
            __m256i sum = block_sum(type, steps, codes + t * 4, tokens);
            if (type == TG_Q4_0) sum = _mm256_sub_epi32(sum, _mm256_slli_epi32(_mm256_set1_epi32(sums[t]), 3));
            __m256 scale = _mm256_mul_ps(weight_scales, _mm256_set1_ps(scales[t]));
            results[t] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), scale, results[t]);
            if (type == TG_Q4_1) results[t] = _mm256_fmadd_ps(minima, _mm256_set1_ps(offsets[t]), results[t]);
        }
        codes += 32 * tokens;
        scales += tokens;
        sums += tokens;
        offsets += tokens;
    }
}

TG_INLINE void stream_panel(
    tg_type type, int tokens, const tg_matrix *w, panel p, const tg_activations *x, long token, float *out, long stride, bool accumulate) {
    long blocks = w->columns / TG_BLOCK, row_bytes = blocks * block_bytes(type);
    __m256 results[TG_TILE];
#pragma unroll
    for (int t = 0; t < tokens; t++) results[t] = load_result(out + (token + t) * stride, p, accumulate);
    stream_tile(
        type, tokens, w->bytes + p.first * row_bytes, row_bytes, blocks, x->codes + token * w->columns, x->scales + token * blocks,
        x->sums + token * blocks, x->offsets + token * blocks, results);
#pragma unroll
    for (int t = 0; t < tokens; t++) store_result(out + (token + t) * stride, p, results[t]);
}

// A few tokens: panel by panel, straight from the file's layout.
TG_INLINE void stream(
    tg_type type, const tg_matrix *w, long first_row, long end, const tg_activations *x, long first_token, long last_token,
    float *out, long stride, bool accumulate) {
    for (long row = first_row; row < end; row += 8) {
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

// Two panels, unpacked: per block and panel 8 steps of codes (8-bit weights: 8 of low nibbles, then 8 of high ones).
typedef struct unpacked {
    _Alignas(32) uint8_t codes[STRIP_BLOCKS * 2 * 512];
    _Alignas(32) float scales[STRIP_BLOCKS * 2 * 8];
    _Alignas(32) float minima[STRIP_BLOCKS * 2 * 8];
} unpacked;

TG_INLINE int step_count(tg_type type) { return type == TG_Q8_0 ? 16 : 8; }

TG_INLINE void unpack(tg_type type, const uint8_t *p, long stride, long blocks, int side, unpacked *u) {
    const __m256i low = _mm256_set1_epi8(15), flip = _mm256_set1_epi8(-128);
    for (long b = 0; b < blocks; b++, p += block_bytes(type)) {
        __m256i steps[8];
        __m256 scales, minima = _mm256_setzero_ps();
        load_codes(type, p, stride, steps);
        load_scales(type, p, stride, &scales, &minima);
        __m256i *codes = (__m256i *)u->codes + b * 2 * step_count(type) + side;
        for (int i = 0; i < 8; i++) {
            if (type == TG_Q8_0) {
                __m256i code = _mm256_xor_si256(steps[i], flip);
                codes[2 * i] = _mm256_and_si256(code, low);
                codes[2 * i + 16] = _mm256_and_si256(_mm256_srli_epi16(code, 4), low);
            } else {
                codes[2 * i] = steps[i];
            }
        }
        _mm256_store_ps(u->scales + b * 16 + side * 8, scales);
        if (type == TG_Q4_1) _mm256_store_ps(u->minima + b * 16 + side * 8, minima);
    }
}

// Keeps the compiler from reordering sums: it would move all steps of one token together, and 12 of 16 registers to the
// stack. Half as fast again with it (Zen 3, clang 21).
#define KEEP_ORDER(x) __asm__ volatile("" : "+x"(x))

// 16-bit sums of eight steps for both panels and all tokens.
TG_INLINE void eight_steps(int tokens, const __m256i *codes, const int8_t *x, __m256i sums[2][TG_TILE]) {
#pragma unroll
    for (int i = 0; i < 8; i++) {
        __m256i a = codes[2 * i], b = codes[2 * i + 1];
#pragma unroll
        for (int t = 0; t < tokens; t++) {
            __m256i word = broadcast_codes(x + (i * tokens + t) * 4);
            __m256i first = _mm256_maddubs_epi16(a, word), second = _mm256_maddubs_epi16(b, word);
            sums[0][t] = i ? _mm256_add_epi16(sums[0][t], first) : first;
            sums[1][t] = i ? _mm256_add_epi16(sums[1][t], second) : second;
            KEEP_ORDER(sums[0][t]);
            KEEP_ORDER(sums[1][t]);
        }
    }
}

TG_INLINE void tile(
    tg_type type, int tokens, const unpacked *u, long blocks, const int8_t *codes, const float *scales, const int32_t *sums,
    const float *offsets, __m256 results[2][TG_TILE]) {
    const __m256i ones = _mm256_set1_epi16(1), sixteens = _mm256_set1_epi16(16);
    const __m256i *weights = (const __m256i *)u->codes;
    for (long b = 0; b < blocks; b++) {
        __m256i low[2][TG_TILE], high[2][TG_TILE];
        eight_steps(tokens, weights, codes, low);
        if (type == TG_Q8_0) {
#pragma unroll
            for (int t = 0; t < tokens; t++) {
                low[0][t] = _mm256_madd_epi16(low[0][t], ones);
                low[1][t] = _mm256_madd_epi16(low[1][t], ones);
            }
            eight_steps(tokens, weights + 16, codes, high);
        }
#pragma unroll
        for (int t = 0; t < tokens; t++) {
#pragma unroll
            for (int side = 0; side < 2; side++) {
                __m256i sum;
                if (type == TG_Q8_0) {
                    sum = _mm256_add_epi32(low[side][t], _mm256_madd_epi16(high[side][t], sixteens));
                    sum = _mm256_sub_epi32(sum, _mm256_slli_epi32(_mm256_set1_epi32(sums[t]), 7));
                } else {
                    sum = _mm256_madd_epi16(low[side][t], ones);
                    if (type == TG_Q4_0) sum = _mm256_sub_epi32(sum, _mm256_slli_epi32(_mm256_set1_epi32(sums[t]), 3));
                }
                __m256 scale = _mm256_mul_ps(_mm256_load_ps(u->scales + b * 16 + side * 8), _mm256_set1_ps(scales[t]));
                results[side][t] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), scale, results[side][t]);
                if (type == TG_Q4_1)
                    results[side][t] = _mm256_fmadd_ps(
                        _mm256_load_ps(u->minima + b * 16 + side * 8), _mm256_set1_ps(offsets[t]), results[side][t]);
            }
        }
        weights += 2 * step_count(type);
        codes += 32 * tokens;
        scales += tokens;
        sums += tokens;
        offsets += tokens;
    }
}

TG_INLINE void tile_at(
    tg_type type, int tokens, const unpacked *u, long first_block, long blocks, const panel p[2], const tg_activations *x, long token,
    float *out, long stride, bool continued) {
    long all = x->columns / TG_BLOCK, start = token * all + first_block * tokens;
    __m256 results[2][TG_TILE];
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) results[side][t] = load_result(out + (token + t) * stride, p[side], continued);
    tile(type, tokens, u, blocks, x->codes + start * TG_BLOCK, x->scales + start, x->sums + start, x->offsets + start, results);
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) store_result(out + (token + t) * stride, p[side], results[side][t]);
}

// Many tokens: two panels at a time are unpacked to the first-level cache and meet all tokens there.
TG_INLINE void tiles(
    tg_type type, const tg_matrix *w, long first_row, long end, const tg_activations *x, long first_token, long last_token,
    float *out, long stride, bool accumulate) {
    unpacked u;
    long blocks = w->columns / TG_BLOCK, row_bytes = blocks * block_bytes(type);
    for (long row = first_row; row < end; row += 16) {
        const panel p[2] = {panel_at(row, end, w->rows), panel_at(row + 8, end, w->rows)};
        for (long b = 0; b < blocks; b += STRIP_BLOCKS) {
            long count = blocks - b < STRIP_BLOCKS ? blocks - b : STRIP_BLOCKS;
            bool continued = accumulate || b > 0;
            for (int side = 0; side < 2; side++)
                unpack(type, w->bytes + p[side].first * row_bytes + b * block_bytes(type), row_bytes, count, side, &u);
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

TG_INLINE long number_bytes(tg_type type) { return type == TG_F32 ? 4 : 2; }

TG_INLINE __m256 load_plain(tg_type type, const uint8_t *p) {
    if (type == TG_F32) return _mm256_loadu_ps((const float *)p);
    __m128i narrow = _mm_loadu_si128((const __m128i *)p);
    if (type == TG_F16) return _mm256_cvtph_ps(narrow);
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(narrow), 16));
}

// 8 columns of 8 rows, column by column.
TG_INLINE void load_columns(tg_type type, const uint8_t *p, long stride, __m256 c[8]) {
    __m256 r[8], s[8];
    for (int i = 0; i < 8; i++) r[i] = load_plain(type, p + i * stride);
    for (int i = 0; i < 8; i += 2) {
        s[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
        s[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
    }
    for (int i = 0; i < 8; i += 4)
        for (int j = 0; j < 2; j++) {
            r[i + 2 * j] = _mm256_shuffle_ps(s[i + j], s[i + j + 2], 0x44);
            r[i + 2 * j + 1] = _mm256_shuffle_ps(s[i + j], s[i + j + 2], 0xee);
        }
    for (int i = 0; i < 4; i++) {
        c[i] = _mm256_permute2f128_ps(r[i], r[i + 4], 0x20);
        c[i + 4] = _mm256_permute2f128_ps(r[i], r[i + 4], 0x31);
    }
}

// One column of 8 rows.
TG_INLINE __m256 load_column(tg_type type, const uint8_t *p, long stride) {
    float lanes[8];
    for (int i = 0; i < 8; i++) {
        uint32_t bits = type == TG_F32 ? (uint32_t)load_32(p + i * stride) : (uint32_t)load_16(p + i * stride);
        if (type == TG_F16) lanes[i] = _cvtsh_ss((uint16_t)bits);
        else {
            bits <<= type == TG_BF16 ? 16 : 0;
            memcpy(&lanes[i], &bits, 4);
        }
    }
    return _mm256_loadu_ps(lanes);
}

TG_INLINE void plain_stream_pair(
    tg_type type, int tokens, const tg_matrix *w, const panel p[2], const tg_activations *x, long token, float *out, long stride, bool accumulate) {
    long row_bytes = w->columns * number_bytes(type), k = 0;
    const uint8_t *rows[2] = {w->bytes + p[0].first * row_bytes, w->bytes + p[1].first * row_bytes};
    const float *values = x->values + token * x->columns;
    __m256 results[2][TG_TILE];
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) results[side][t] = load_result(out + (token + t) * stride, p[side], accumulate);
    for (; k + 8 <= w->columns; k += 8)
        for (int side = 0; side < 2; side++) {
            __m256 columns[8];
            const uint8_t *place = rows[side] + k * number_bytes(type);
            for (int i = 0; i < number_bytes(type) * 64; i += 64)
                _mm_prefetch((const char *)(rows[side] + PREFETCH + k * number_bytes(type) * 8 + i), _MM_HINT_T0);
            load_columns(type, place, row_bytes, columns);
#pragma unroll
            for (int t = 0; t < tokens; t++)
                for (int i = 0; i < 8; i++)
                    results[side][t] = _mm256_fmadd_ps(columns[i], _mm256_set1_ps(values[t * x->columns + k + i]), results[side][t]);
        }
    for (; k < w->columns; k++)
        for (int side = 0; side < 2; side++) {
            __m256 column = load_column(type, rows[side] + k * number_bytes(type), row_bytes);
#pragma unroll
            for (int t = 0; t < tokens; t++)
                results[side][t] = _mm256_fmadd_ps(column, _mm256_set1_ps(values[t * x->columns + k]), results[side][t]);
        }
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) store_result(out + (token + t) * stride, p[side], results[side][t]);
}

TG_INLINE void plain_stream(
    tg_type type, const tg_matrix *w, long first_row, long end, const tg_activations *x, long first_token, long last_token,
    float *out, long stride, bool accumulate) {
    for (long row = first_row; row < end; row += 16) {
        const panel p[2] = {panel_at(row, end, w->rows), panel_at(row + 8, end, w->rows)};
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

TG_INLINE void plain_tile(
    int tokens, const __m256 *strip, long count, const panel p[2], const float *values, long columns, float *out, long stride, bool continued) {
    __m256 results[2][PLAIN_TILE];
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) results[side][t] = load_result(out + t * stride, p[side], continued);
    for (long k = 0; k < count; k++) {
        __m256 a = strip[2 * k], b = strip[2 * k + 1];
#pragma unroll
        for (int t = 0; t < tokens; t++) {
            __m256 value = _mm256_set1_ps(values[t * columns + k]);
            results[0][t] = _mm256_fmadd_ps(a, value, results[0][t]);
            results[1][t] = _mm256_fmadd_ps(b, value, results[1][t]);
        }
    }
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) store_result(out + t * stride, p[side], results[side][t]);
}

TG_INLINE void plain_tiles(
    tg_type type, const tg_matrix *w, long first_row, long end, const tg_activations *x, long first_token, long last_token,
    float *out, long stride, bool accumulate) {
    _Alignas(32) __m256 strip[PLAIN_STRIP * 2];
    long row_bytes = w->columns * number_bytes(type), columns = w->columns;
    for (long row = first_row; row < end; row += 16) {
        const panel p[2] = {panel_at(row, end, w->rows), panel_at(row + 8, end, w->rows)};
        for (long first = 0; first < columns; first += PLAIN_STRIP) {
            long count = columns - first < PLAIN_STRIP ? columns - first : PLAIN_STRIP;
            for (int side = 0; side < 2; side++) {
                const uint8_t *place = w->bytes + p[side].first * row_bytes + first * number_bytes(type);
                long k = 0;
                for (; k + 8 <= count; k += 8) {
                    __m256 c[8];
                    load_columns(type, place + k * number_bytes(type), row_bytes, c);
                    for (int i = 0; i < 8; i++) strip[2 * (k + i) + side] = c[i];
                }
                for (; k < count; k++) strip[2 * k + side] = load_column(type, place + k * number_bytes(type), row_bytes);
            }
            bool continued = accumulate || first > 0;
            for (long t = first_token; t < last_token; t += PLAIN_TILE) {
                const float *values = x->values + t * columns + first;
                float *place = out + t * stride;
                switch (last_token - t) {
                case 1: plain_tile(1, strip, count, p, values, columns, place, stride, continued); break;
                case 2: plain_tile(2, strip, count, p, values, columns, place, stride, continued); break;
                case 3: plain_tile(3, strip, count, p, values, columns, place, stride, continued); break;
                case 4: plain_tile(4, strip, count, p, values, columns, place, stride, continued); break;
                case 5: plain_tile(5, strip, count, p, values, columns, place, stride, continued); break;
                default: plain_tile(6, strip, count, p, values, columns, place, stride, continued); break;
                }
            }
        }
    }
}

// One instance per type and shape.
#define INSTANCE(name, body, type) \
    TG_TARGET static void name( \
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
INSTANCE(tiles_f32, plain_tiles, TG_F32)
INSTANCE(tiles_f16, plain_tiles, TG_F16)
INSTANCE(tiles_bf16, plain_tiles, TG_BF16)
INSTANCE(tiles_q4_0, tiles, TG_Q4_0)
INSTANCE(tiles_q4_1, tiles, TG_Q4_1)
INSTANCE(tiles_q8_0, tiles, TG_Q8_0)

void tg_avx2_product(
    const tg_matrix *w, long first_row, long row_count, const tg_activations *x, long first_token, long token_count,
    float *out, long stride, bool accumulate) {
    static void (*const few[])(const tg_matrix *, long, long, const tg_activations *, long, long, float *, long, bool) = {
        stream_f32, stream_f16, stream_bf16, stream_q4_0, stream_q4_1, stream_q8_0};
    static void (*const many[])(const tg_matrix *, long, long, const tg_activations *, long, long, float *, long, bool) = {
        tiles_f32, tiles_f16, tiles_bf16, tiles_q4_0, tiles_q4_1, tiles_q8_0};
    if (w->rows < 8) {
        // Less than a panel; too small to matter.
        tg_scalar.product(w, first_row, row_count, x, first_token, token_count, out, stride, accumulate);
        return;
    }
    (token_count <= STREAM_TOKENS ? few : many)[w->type](
        w, first_row, first_row + row_count, x, first_token, first_token + token_count, out, stride, accumulate);
}
#endif
