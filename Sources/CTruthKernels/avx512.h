// Products and attention in vectors of 16 floats; what avx512.c and avx512_bf16.c share. Panels of 16 rows.
//
// The file that includes this defines TG_FEATURES, the instruction sets that its functions may use.
//
// VPDPBUSD adds four products of unsigned weight and signed activation to 32 bits, so nothing can overflow. The minus 8 of
// Q4_0 costs nothing: the sum starts from −8 · (sum of the activations). Signed weights have their sign bit flipped and start
// from −128 · the sum.
#ifndef TG_AVX512_H
#define TG_AVX512_H

#include "avx512_elementwise.h"

#define LANES 16
#define INLINE static inline __attribute__((always_inline, target(TG_FEATURES)))
#define TARGET __attribute__((target(TG_FEATURES)))
#define PLAIN_TILE 8
#define MOST_SPLIT 1
// Six queries of four vectors: 24 sums and their factors fill the 32 registers.
#define VECTORS_AT_ONCE(queries) 4
#define STEPS(type) 8
typedef __m512 vector;
typedef __m512i codes;

INLINE vector zero(void) { return _mm512_setzero_ps(); }
INLINE vector load(const float *p) { return _mm512_loadu_ps(p); }
INLINE vector broadcast(float x) { return _mm512_set1_ps(x); }
INLINE vector multiply(vector a, vector b) { return _mm512_mul_ps(a, b); }
INLINE vector multiply_add(vector a, vector b, vector c) { return _mm512_fmadd_ps(a, b, c); }
INLINE vector join(__m256 low, __m256 high) { return _mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1); }

INLINE void store_lanes(float *out, long skip, vector value) {
    _mm512_mask_storeu_ps(out, (__mmask16)(0xffff << skip), value);
}

// 16 bytes of rows 0, 4, 8 and 12 from p.
INLINE codes four_rows(const uint8_t *p, long stride) {
    return _mm512_inserti64x4(
        _mm512_castsi256_si512(tg_two_rows(p, p + 4 * stride)), tg_two_rows(p + 8 * stride, p + 12 * stride), 1);
}

// 16 bytes of 16 rows to 4 vectors; vector i has bytes 4i to 4i + 3 of each row.
INLINE void transpose(const uint8_t *p, long stride, codes v[4]) {
    codes a = four_rows(p, stride), b = four_rows(p + stride, stride);
    codes c = four_rows(p + 2 * stride, stride), d = four_rows(p + 3 * stride, stride);
    codes ab = _mm512_unpacklo_epi32(a, b), ab2 = _mm512_unpackhi_epi32(a, b);
    codes cd = _mm512_unpacklo_epi32(c, d), cd2 = _mm512_unpackhi_epi32(c, d);
    v[0] = _mm512_unpacklo_epi64(ab, cd);
    v[1] = _mm512_unpackhi_epi64(ab, cd);
    v[2] = _mm512_unpacklo_epi64(ab2, cd2);
    v[3] = _mm512_unpackhi_epi64(ab2, cd2);
}

INLINE codes bytes(int x) { return _mm512_set1_epi8((char)x); }
INLINE codes words(int x) { return _mm512_set1_epi32(x); }
INLINE codes both(codes a, codes b) { return _mm512_and_si512(a, b); }
INLINE codes either(codes a, codes b) { return _mm512_or_si512(a, b); }
INLINE codes left(codes v, int bits) { return bits ? _mm512_slli_epi16(v, (unsigned)bits) : v; }
INLINE codes right(codes v, int bits) { return bits ? _mm512_srli_epi16(v, (unsigned)bits) : v; }
INLINE codes left_words(codes v, int bits) { return _mm512_slli_epi32(v, (unsigned)bits); }
INLINE codes right_words(codes v, int bits) { return _mm512_srli_epi32(v, (unsigned)bits); }
INLINE codes right_signed(codes v, int bits) { return _mm512_srai_epi32(v, (unsigned)bits); }
INLINE vector as_floats(codes v) { return _mm512_cvtepi32_ps(v); }
INLINE vector halves_as_floats(codes v) { return _mm512_cvtph_ps(_mm512_cvtepi32_epi16(v)); }

INLINE codes look_up(const int8_t values[16], codes v) {
    return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)values)), v);
}

INLINE codes spread_bits(codes word, int step) {
    codes byte = _mm512_add_epi8(_mm512_broadcast_i32x4(_mm_set_epi32(0x0c0c0c0c, 0x08080808, 0x04040404, 0)), bytes(step / 2));
    codes bits = words(step % 2 ? (int)0x80402010 : 0x08040201);
    return _mm512_maskz_mov_epi8(_mm512_test_epi8_mask(_mm512_shuffle_epi8(word, byte), bits), bytes(16));
}

// w + 128, because VPDPBUSD's weights are unsigned.
INLINE codes as_signed(codes v) { return _mm512_xor_si512(v, bytes(-128)); }

INLINE void load_scales(tg_type type, const uint8_t *p, long stride, vector *scales, vector *minima) {
    __m256 low, high, low_minima = _mm256_setzero_ps(), high_minima = _mm256_setzero_ps();
    tg_load_scales(type, p, stride, &low, &low_minima);
    tg_load_scales(type, p + 8 * stride, stride, &high, &high_minima);
    *scales = join(low, high);
    if (type == TG_Q4_1) *minima = join(low_minima, high_minima);
}

INLINE codes broadcast_codes(const int8_t *p) { return _mm512_set1_epi32(tg_load_32((const uint8_t *)p)); }

// Whether codes are signed bytes in the file, here w + 128.
INLINE bool is_signed(tg_type type) { return type == TG_Q8_0 || type == TG_IQ4_NL || type == TG_IQ4_XS || type == TG_MXFP4; }

// Minus what the weights' codes are shifted by.
INLINE codes start_of_sum(tg_type type, int32_t code_sum) {
    return _mm512_set1_epi32(-(is_signed(type) ? 128 : tg_bias(type)) * code_sum);
}

INLINE vector some_steps(tg_type type, const codes *steps, int count, const int8_t *words, int tokens, int32_t code_sum) {
    codes sum = start_of_sum(type, code_sum);
#pragma unroll
    for (int i = 0; i < count; i++) sum = _mm512_dpbusd_epi32(sum, steps[i], broadcast_codes(words + i * tokens * 4));
    return _mm512_cvtepi32_ps(sum);
}

INLINE void split_steps(tg_type type, const codes steps[8], codes *out) {
    (void)type;
    for (int i = 0; i < 8; i++) out[2 * i] = steps[i];
}

// Sums over steps first ..< first + count for two panels and all tokens.
INLINE void tile_sums(
    tg_type type, int tokens, const codes *weights, int first, int count, const int8_t *words, const int32_t code_sums[TG_TILE],
    vector block[2][TG_TILE]) {
    codes sums[2][TG_TILE];
#pragma unroll
    for (int t = 0; t < tokens; t++) sums[0][t] = sums[1][t] = start_of_sum(type, code_sums[t]);
#pragma unroll
    for (int i = first; i < first + count; i++) {
        codes a = weights[2 * i], b = weights[2 * i + 1];
#pragma unroll
        for (int t = 0; t < tokens; t++) {
            codes word = broadcast_codes(words + (i * tokens + t) * 4);
            sums[0][t] = _mm512_dpbusd_epi32(sums[0][t], a, word);
            sums[1][t] = _mm512_dpbusd_epi32(sums[1][t], b, word);
        }
    }
#pragma unroll
    for (int t = 0; t < tokens; t++)
        for (int side = 0; side < 2; side++) block[side][t] = _mm512_cvtepi32_ps(sums[side][t]);
}

INLINE void load_columns(tg_type type, const uint8_t *p, long stride, vector c[16]) {
    for (int half = 0; half < 2; half++) {
        __m256 low[8], high[8];
        tg_load_columns(type, p + half * 8 * tg_number_bytes(type), stride, low);
        tg_load_columns(type, p + half * 8 * tg_number_bytes(type) + 8 * stride, stride, high);
        for (int i = 0; i < 8; i++) c[half * 8 + i] = join(low[i], high[i]);
    }
}

INLINE vector load_column(tg_type type, const uint8_t *p, long stride) {
    return join(tg_load_column(type, p, stride), tg_load_column(type, p + 8 * stride, stride));
}

INLINE vector widen_lanes(tg_cache type, const void *values, long index) {
    if (type == TG_CACHE_INT8)
        return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)((const int8_t *)values + index))));
    return type == TG_CACHE_F16 ? _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)((const uint16_t *)values + index)))
                                : _mm512_loadu_ps((const float *)values + index);
}

// Scores to weights exp(score − largest), 0 where not visible.
INLINE void weigh(float *scores, long visible, float *maximum, float *sum) {
    vector largest = _mm512_set1_ps(-INFINITY), total = zero();
    for (int j = 0; j < visible; j += LANES) {
        __mmask16 seen = (__mmask16)(visible - j >= LANES ? 0xffff : (1 << (visible - j)) - 1);
        largest = _mm512_mask_max_ps(largest, seen, largest, _mm512_load_ps(scores + j));
    }
    *maximum = _mm512_reduce_max_ps(largest);
    for (int j = 0; j < TG_CHUNK; j += LANES) {
        __mmask16 seen = (__mmask16)(visible - j >= LANES ? 0xffff : visible > j ? (1 << (visible - j)) - 1 : 0);
        vector weight = zero();
        if (seen) weight = _mm512_maskz_mov_ps(seen, tg_exp_512(_mm512_sub_ps(_mm512_load_ps(scores + j), broadcast(*maximum))));
        _mm512_store_ps(scores + j, weight);
        total = _mm512_add_ps(total, weight);
    }
    *sum = _mm512_reduce_add_ps(total);
}

// Less than a panel of rows, or plain weights and a token or two: transposing 16 × 16 numbers in halves of 256 bits costs more
// shuffles than 8 × 8 (Zen 4: F16 15 against 18 GB/s, F32 22 against 28). Both give the same bits.
static inline bool narrow_is_faster(const tg_matrix *w, long token_count) {
    return w->rows < LANES || (w->type <= TG_BF16 && token_count <= 2);
}

#endif
