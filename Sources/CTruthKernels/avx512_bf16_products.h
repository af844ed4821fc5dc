// Products of BF16 weights with activations rounded to BF16, on VDPBF16PS. Included by avx512_bf16.c.
//
// A 32-bit lane holds two neighbouring columns of one weight row; two activations of a token are broadcast as one 32-bit
// word. Two panels of 16 rows are unpacked to the first-level cache and meet eight tokens at a time. Every output is one
// chain of VDPBF16PS over the pairs of columns, so its company changes nothing.
#ifndef TG_AVX512_BF16_PRODUCTS_H
#define TG_AVX512_BF16_PRODUCTS_H

#include "avx512_transpose.h"

enum {
    ROUNDED_TILE = 8,
    // Pairs of columns unpacked at once: 24 KB of weights.
    ROUNDED_STRIP = 192,
};

// `count` ≤ 16 words of a row from column 2k on; what is beyond the row counts as zero.
INLINE codes load_words(const uint8_t *row, long k, long count, long columns) {
    long halves = columns - 2 * k;
    __mmask32 present = halves >= 2 * count ? (__mmask32)((UINT64_C(1) << 2 * count) - 1) : (__mmask32)((UINT64_C(1) << halves) - 1);
    return _mm512_maskz_loadu_epi16(present, row + 4 * k);
}

INLINE void rounded_unpack(const tg_matrix *w, long first_row, long first, long count, int side, codes *strip) {
    for (long k = 0; k < count; k += LANES) {
        long some = count - k < LANES ? count - k : LANES;
        codes words[LANES];
#pragma unroll
        for (int r = 0; r < LANES; r++)
            words[r] = load_words(w->bytes + (first_row + r) * w->columns * 2, first + k, some, w->columns);
        transpose_words(words);
        for (long i = 0; i < some; i++) strip[2 * (k + i) + side] = words[i];
    }
}

INLINE void rounded_tile(
    int tokens, const codes *strip, long count, const panel p[2], const uint16_t *values, long width, float *out, long stride, bool continued) {
    vector results[2][ROUNDED_TILE];
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) results[side][t] = load_result(out + t * stride, p[side], continued);
    for (long k = 0; k < count; k++) {
        __m512bh a = (__m512bh)strip[2 * k], b = (__m512bh)strip[2 * k + 1];
#pragma unroll
        for (int t = 0; t < tokens; t++) {
            __m512bh pair = (__m512bh)_mm512_set1_epi32(tg_load_32((const uint8_t *)(values + t * width + 2 * k)));
            results[0][t] = _mm512_dpbf16_ps(results[0][t], a, pair);
            results[1][t] = _mm512_dpbf16_ps(results[1][t], b, pair);
        }
    }
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) store_result(out + t * stride, p[side], results[side][t]);
}

// At least one panel of rows.
TARGET static void rounded_panels(
    const tg_matrix *w, long first_row, long row_count, const tg_activations *x, long first_token, long token_count, float *out,
    long stride, bool accumulate) {
    codes strip[ROUNDED_STRIP * 2];
    long end = first_row + row_count, last_token = first_token + token_count;
    long pairs = (w->columns + 1) / 2, width = tg_rounded_width(w->columns);
    for (long row = first_row; row < end; row += 2 * LANES) {
        const panel p[2] = {panel_at(row, end, w->rows), panel_at(row + LANES, end, w->rows)};
        for (long first = 0; first < pairs; first += ROUNDED_STRIP) {
            long count = pairs - first < ROUNDED_STRIP ? pairs - first : ROUNDED_STRIP;
            bool continued = accumulate || first > 0;
            for (int side = 0; side < 2; side++) rounded_unpack(w, p[side].first, first, count, side, strip);
            for (long t = first_token; t < last_token; t += ROUNDED_TILE) {
                const uint16_t *values = x->rounded + t * width + 2 * first;
                float *place = out + t * stride;
                switch (last_token - t) {
                case 1: rounded_tile(1, strip, count, p, values, width, place, stride, continued); break;
                case 2: rounded_tile(2, strip, count, p, values, width, place, stride, continued); break;
                case 3: rounded_tile(3, strip, count, p, values, width, place, stride, continued); break;
                case 4: rounded_tile(4, strip, count, p, values, width, place, stride, continued); break;
                case 5: rounded_tile(5, strip, count, p, values, width, place, stride, continued); break;
                case 6: rounded_tile(6, strip, count, p, values, width, place, stride, continued); break;
                case 7: rounded_tile(7, strip, count, p, values, width, place, stride, continued); break;
                default: rounded_tile(8, strip, count, p, values, width, place, stride, continued); break;
                }
            }
        }
    }
}

#endif
