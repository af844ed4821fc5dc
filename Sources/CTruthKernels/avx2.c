// AVX2, FMA and F16C: Intel since Haswell (2013), AMD since Zen (2017). Panels of 8 rows.
//
// VPMADDUBSW adds two products of unsigned weight and signed activation to 16 bits. With weights of 0...15 the eight
// results of a block can be added before they are widened: 8 · 2 · 15 · 127 = 30,480 < 32,768. For tiles, signed weights w
// are split: w + 128 = 16 · high + low, two such sums.
#if defined(__x86_64__)
#include "avx2.h"
#include "training_kernels.h"
#include "vector_scan.h"

#define LANES 8
#define INLINE TG_INLINE
#define TARGET TG_TARGET
#define PLAIN_TILE 6
#define MOST_SPLIT 2
// Twelve sums and their factors fill the 16 registers; a thirteenth would halve the speed.
#define VECTORS_AT_ONCE(queries) ((queries) < 3 ? 4 : 2)
#define STEPS(type) (is_signed(type) ? 16 : 8)
typedef __m256 vector;
typedef __m256i codes;

// Keeps the compiler from reordering sums: it would move all steps of one token together, and 12 of 16 registers to the
// stack. Half as fast again with it (Zen 3, clang 21).
#define KEEP_ORDER(x) __asm__ volatile("" : "+x"(x))

INLINE vector zero(void) { return _mm256_setzero_ps(); }
INLINE vector load(const float *p) { return _mm256_loadu_ps(p); }
INLINE vector broadcast(float x) { return _mm256_set1_ps(x); }
INLINE vector multiply(vector a, vector b) { return _mm256_mul_ps(a, b); }
INLINE vector multiply_add(vector a, vector b, vector c) { return _mm256_fmadd_ps(a, b, c); }

INLINE void store_lanes(float *out, long skip, vector value) {
    if (skip == 0) {
        _mm256_storeu_ps(out, value);
        return;
    }
    float lanes[8];
    _mm256_storeu_ps(lanes, value);
    for (long i = skip; i < 8; i++) out[i] = lanes[i];
}

// 16 bytes of 8 rows to 4 vectors; vector i has bytes 4i to 4i + 3 of each row.
INLINE void transpose(const uint8_t *p, long stride, codes v[4]) {
    const uint8_t *q = p + 4 * stride;
    codes a = tg_two_rows(p, q), b = tg_two_rows(p + stride, q + stride);
    codes c = tg_two_rows(p + 2 * stride, q + 2 * stride), d = tg_two_rows(p + 3 * stride, q + 3 * stride);
    codes ab = _mm256_unpacklo_epi32(a, b), ab2 = _mm256_unpackhi_epi32(a, b);
    codes cd = _mm256_unpacklo_epi32(c, d), cd2 = _mm256_unpackhi_epi32(c, d);
    v[0] = _mm256_unpacklo_epi64(ab, cd);
    v[1] = _mm256_unpackhi_epi64(ab, cd);
    v[2] = _mm256_unpacklo_epi64(ab2, cd2);
    v[3] = _mm256_unpackhi_epi64(ab2, cd2);
}

INLINE codes bytes(int x) { return _mm256_set1_epi8((char)x); }
INLINE codes words(int x) { return _mm256_set1_epi32(x); }
INLINE codes both(codes a, codes b) { return _mm256_and_si256(a, b); }
INLINE codes either(codes a, codes b) { return _mm256_or_si256(a, b); }
INLINE codes left(codes v, int bits) { return bits ? _mm256_slli_epi16(v, bits) : v; }
INLINE codes right(codes v, int bits) { return bits ? _mm256_srli_epi16(v, bits) : v; }
INLINE codes left_words(codes v, int bits) { return _mm256_slli_epi32(v, bits); }
INLINE codes right_words(codes v, int bits) { return _mm256_srli_epi32(v, bits); }
INLINE codes right_signed(codes v, int bits) { return _mm256_srai_epi32(v, bits); }
INLINE vector as_floats(codes v) { return _mm256_cvtepi32_ps(v); }

INLINE vector halves_as_floats(codes v) {
    return _mm256_cvtph_ps(_mm_packus_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1)));
}

INLINE codes look_up(const int8_t values[16], codes v) {
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)values)), v);
}

INLINE codes spread_bits(codes word, int step) {
    codes byte = _mm256_broadcastsi128_si256(_mm_set_epi32(0x0c0c0c0c, 0x08080808, 0x04040404, 0));
    codes bits = words(step % 2 ? (int)0x80402010 : 0x08040201);
    codes found = both(_mm256_shuffle_epi8(word, _mm256_add_epi8(byte, bytes(step / 2))), bits);
    return both(_mm256_cmpeq_epi8(found, bits), bytes(16));
}

INLINE codes as_signed(codes v) { return v; }
INLINE bool is_signed(tg_type type) { return type == TG_Q8_0 || type == TG_IQ4_NL || type == TG_IQ4_XS || type == TG_MXFP4; }

// Steps whose products can be added in 16 bits: 8 · 2 · 15 · 127 = 30,480, 4 · 2 · 31 · 127 = 31,496, 2 · 2 · 63 · 127 = 32,004.
INLINE int steps_at_once(tg_type type) {
    return type == TG_Q6_K ? 2 : type == TG_Q5_0 || type == TG_Q5_1 || type == TG_Q5_K ? 4 : 8;
}

INLINE void load_scales(tg_type type, const uint8_t *p, long stride, vector *scales, vector *minima) {
    tg_load_scales(type, p, stride, scales, minima);
}

INLINE codes broadcast_codes(const int8_t *p) { return _mm256_set1_epi32(tg_load_32((const uint8_t *)p)); }

// Without what codes are shifted by; split signed ones are shifted by 128.
INLINE vector without_bias(codes sum, int32_t code_sum, int bias) {
    return _mm256_cvtepi32_ps(bias ? _mm256_sub_epi32(sum, _mm256_set1_epi32(bias * code_sum)) : sum);
}

INLINE vector some_steps(tg_type type, const codes *steps, int count, const int8_t *words, int tokens, int32_t code_sum) {
    const codes ones = _mm256_set1_epi16(1);
    codes sum = _mm256_setzero_si256();
    if (is_signed(type)) {
        // |w| times x with w's sign: at most 2 · 128 · 127, so widened at once.
#pragma unroll
        for (int i = 0; i < count; i++) {
            codes x = _mm256_sign_epi8(broadcast_codes(words + i * tokens * 4), steps[i]);
            sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(_mm256_abs_epi8(steps[i]), x), ones));
        }
        return _mm256_cvtepi32_ps(sum);
    }
    int together = steps_at_once(type) < count ? steps_at_once(type) : count;
#pragma unroll
    for (int i = 0; i < count; i += together) {
        codes narrow = _mm256_maddubs_epi16(steps[i], broadcast_codes(words + i * tokens * 4));
#pragma unroll
        for (int j = i + 1; j < i + together; j++)
            narrow = _mm256_add_epi16(narrow, _mm256_maddubs_epi16(steps[j], broadcast_codes(words + j * tokens * 4)));
        narrow = _mm256_madd_epi16(narrow, ones);
        sum = i ? _mm256_add_epi32(sum, narrow) : narrow;
    }
    return without_bias(sum, code_sum, tg_bias(type));
}

// Signed codes, plus 128: eight steps of low nibbles, then eight of high ones.
INLINE void split_steps(tg_type type, const codes steps[8], codes *out) {
    const codes low = _mm256_set1_epi8(15), flip = _mm256_set1_epi8(-128);
    for (int i = 0; i < 8; i++) {
        if (!is_signed(type)) {
            out[2 * i] = steps[i];
            continue;
        }
        codes code = _mm256_xor_si256(steps[i], flip);
        out[2 * i] = _mm256_and_si256(code, low);
        out[2 * i + 16] = _mm256_and_si256(_mm256_srli_epi16(code, 4), low);
    }
}

// 16-bit sums over steps first ..< first + count for both panels and all tokens.
INLINE void narrow_sums(int tokens, const codes *weights, int first, int count, const int8_t *words, codes sums[2][TG_TILE]) {
#pragma unroll
    for (int i = first; i < first + count; i++) {
        codes a = weights[2 * i], b = weights[2 * i + 1];
#pragma unroll
        for (int t = 0; t < tokens; t++) {
            codes word = broadcast_codes(words + (i * tokens + t) * 4);
            codes product = _mm256_maddubs_epi16(a, word), other = _mm256_maddubs_epi16(b, word);
            sums[0][t] = i > first ? _mm256_add_epi16(sums[0][t], product) : product;
            sums[1][t] = i > first ? _mm256_add_epi16(sums[1][t], other) : other;
            KEEP_ORDER(sums[0][t]);
            KEEP_ORDER(sums[1][t]);
        }
    }
}

// Sums over steps first ..< first + count for two panels and all tokens.
INLINE void tile_sums(
    tg_type type, int tokens, const codes *weights, int first, int count, const int8_t *words, const int32_t code_sums[TG_TILE],
    vector block[2][TG_TILE]) {
    const codes ones = _mm256_set1_epi16(1), sixteens = _mm256_set1_epi16(16);
    codes sums[2][TG_TILE], narrow[2][TG_TILE];
    int together = steps_at_once(type) < count ? steps_at_once(type) : count;
#pragma unroll
    for (int i = first; i < first + count; i += together) {
        narrow_sums(tokens, weights, i, together, words, narrow);
#pragma unroll
        for (int t = 0; t < tokens; t++)
            for (int side = 0; side < 2; side++) {
                codes wide = _mm256_madd_epi16(narrow[side][t], ones);
                sums[side][t] = i > first ? _mm256_add_epi32(sums[side][t], wide) : wide;
            }
    }
    if (is_signed(type)) narrow_sums(tokens, weights + 16, first, count, words, narrow);
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) {
            codes sum = sums[side][t];
            if (is_signed(type)) sum = _mm256_add_epi32(sum, _mm256_madd_epi16(narrow[side][t], sixteens));
            block[side][t] = without_bias(sum, code_sums[t], is_signed(type) ? 128 : tg_bias(type));
        }
}

INLINE void load_columns(tg_type type, const uint8_t *p, long stride, vector c[8]) { tg_load_columns(type, p, stride, c); }
INLINE vector load_column(tg_type type, const uint8_t *p, long stride) { return tg_load_column(type, p, stride); }

INLINE vector widen_lanes(tg_cache type, const void *values, long index) {
    if (type == TG_CACHE_INT8)
        return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)((const int8_t *)values + index))));
    return type == TG_CACHE_F16 ? _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)((const uint16_t *)values + index)))
                                : _mm256_loadu_ps((const float *)values + index);
}

// Scores to weights exp(score − largest), 0 where not visible.
INLINE void weigh(float *scores, long visible, float *maximum, float *sum) {
    const __m256 none = _mm256_set1_ps(-INFINITY);
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    __m256 largest = none, total = _mm256_setzero_ps();
    for (int j = 0; j < visible; j += 8) {
        __m256 seen = _mm256_castsi256_ps(_mm256_cmpgt_epi32(_mm256_set1_epi32((int)visible - j), lanes));
        __m256 score = _mm256_blendv_ps(none, _mm256_load_ps(scores + j), seen);
        _mm256_store_ps(scores + j, score);
        largest = _mm256_max_ps(largest, score);
    }
    *maximum = tg_largest(largest);
    for (int j = 0; j < TG_CHUNK; j += 8) {
        __m256 weight = j < visible ? tg_exp(_mm256_sub_ps(_mm256_load_ps(scores + j), _mm256_set1_ps(*maximum))) : _mm256_setzero_ps();
        _mm256_store_ps(scores + j, weight);
        total = _mm256_add_ps(total, weight);
    }
    *sum = tg_sum(total);
}

#include "product_body.h"

#define CAP tg_avx2_cap
#include "attention_body.h"

void tg_avx2_product(
    const tg_matrix *w, long first_row, long row_count, const tg_activations *x, long first_token, long token_count,
    float *out, long stride, bool accumulate) {
    // Less than a panel is too small to matter.
    (w->rows < LANES ? tg_scalar.product : panel_product)(
        w, first_row, row_count, x, first_token, token_count, out, stride, accumulate);
}

const tg_kernels tg_avx2 = {
    .name = "avx2",
    .multiplier = &tg_avx2_multiplier,
    .rounded_multiplier = &tg_avx2_multiplier,
    .rows_at_once = 2 * LANES,
    .quantize = tg_avx2_quantize,
    .round = tg_scalar_round,
    .product = tg_avx2_product,
    .widen = tg_avx2_widen,
    .narrow = tg_avx2_narrow,
    .rms_norm = tg_avx2_rms_norm,
    .layer_norm = tg_avx2_layer_norm,
    .add = tg_avx2_add,
    .swiglu = tg_avx2_swiglu,
    .geglu = tg_avx2_geglu,
    .cap = tg_avx2_cap,
    .gelu = tg_avx2_gelu,
    .softmax = tg_avx2_softmax,
    .rotate = tg_avx2_rotate,
    .attend = panel_attend,
    .merge = tg_avx2_merge,
    .scan = tg_avx2_scan,
};
#endif
