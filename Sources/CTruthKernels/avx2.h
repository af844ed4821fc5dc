// What the files for x86 share: vectors of 8 floats, and the reading of 8 weight rows.
#ifndef TG_AVX2_H
#define TG_AVX2_H

#include "blocks.h"

#include <immintrin.h>
#include <math.h>
#include <string.h>

#define TG_TARGET __attribute__((target("avx2,fma,f16c")))
// Constant arguments select the code, so these functions must vanish into their callers.
#define TG_INLINE static inline __attribute__((always_inline, target("avx2,fma,f16c")))

// avx2.c and avx2_elementwise.c; AVX-512 uses them where wider vectors gain nothing.
void tg_avx2_product(
    const tg_matrix *w, long first_row, long row_count, const tg_activations *x, long first_token, long token_count,
    float *out, long stride, bool accumulate);
void tg_avx2_quantize(
    const float *x, long columns, long width, int8_t *codes, float *scales, int32_t *sums, int32_t *halves, float *offsets);
void tg_avx2_widen(tg_type type, const void *bytes, long count, float *out);
void tg_avx2_narrow(const float *x, long count, uint16_t *out);
void tg_avx2_rms_norm(const float *x, const float *gain, float epsilon, long count, float *out);
void tg_avx2_layer_norm(
    const float *x, const float *summand, const float *gain, const float *bias, float epsilon, long count, float *out);
void tg_avx2_add(const float *x, long count, float *y);
void tg_avx2_swiglu(const float *gate, const float *up, long count, float *out);
void tg_avx2_geglu(const float *gate, const float *up, long count, float *out);
void tg_avx2_cap(float *x, long count, float cap);
void tg_avx2_gelu(float *x, const float *bias, long count);
void tg_avx2_softmax(float *x, long count);
void tg_avx2_rotate(float *x, long heads, long head_width, long pairs, bool adjacent, const float *cosines, const float *sines);
void tg_avx2_merge(
    long count, long padded_width, const float *maxima, const float *sums, const float *outputs,
    float *running_maxima, float *running_sums, float *running_outputs);

/// exp(x), relative error below 2e-7; 0 below −87.3 and 2.4e38 above 88.37, the limits of normal numbers.
TG_INLINE __m256 tg_exp(__m256 x) {
    __m256 inside = _mm256_cmp_ps(x, _mm256_set1_ps(-87.3f), _CMP_GT_OQ);
    x = _mm256_min_ps(_mm256_max_ps(x, _mm256_set1_ps(-87.3f)), _mm256_set1_ps(88.37f));
    // x = n · ln 2 + r, |r| ≤ ln 2 / 2; ln 2 in two parts keeps r exact.
    __m256 n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375f), x);
    r = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.12194440e-4f), r);
    // (exp(r) − 1 − r) / r², Chebyshev fit of degree 4
    __m256 p = _mm256_set1_ps(0.00139336451f);
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(0.00836317707f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(0.0416664667f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(0.166665763f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(0.5f));
    p = _mm256_fmadd_ps(_mm256_mul_ps(r, r), p, _mm256_add_ps(r, _mm256_set1_ps(1)));
    __m256i power = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
    return _mm256_and_ps(_mm256_mul_ps(p, _mm256_castsi256_ps(power)), inside);
}

TG_INLINE float tg_sum(__m256 v) {
    __m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    s = _mm_add_ps(s, _mm_movehl_ps(s, s));
    return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
}

TG_INLINE float tg_largest(__m256 v) {
    __m128 s = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    s = _mm_max_ps(s, _mm_movehl_ps(s, s));
    return _mm_cvtss_f32(_mm_max_ss(s, _mm_movehdup_ps(s)));
}

// Weight rows

TG_INLINE int tg_load_16(const uint8_t *p) {
    uint16_t v;
    memcpy(&v, p, 2);
    return v;
}

TG_INLINE int tg_load_32(const uint8_t *p) {
    int v;
    memcpy(&v, p, 4);
    return v;
}

TG_INLINE __m256i tg_two_rows(const uint8_t *low, const uint8_t *high) {
    return _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)low)), _mm_loadu_si128((const __m128i *)high), 1);
}

// Scales, and minima for Q4_1, of one block of 8 rows.
TG_INLINE void tg_load_scales(tg_type type, const uint8_t *p, long stride, __m256 *scales, __m256 *minima) {
    const uint8_t *q = p + 4 * stride;
    if (type == TG_Q4_1) {
        __m128i low = _mm_setr_epi32(tg_load_32(p), tg_load_32(p + stride), tg_load_32(p + 2 * stride), tg_load_32(p + 3 * stride));
        __m128i high = _mm_setr_epi32(tg_load_32(q), tg_load_32(q + stride), tg_load_32(q + 2 * stride), tg_load_32(q + 3 * stride));
        const __m128i mask = _mm_set1_epi32(0xffff);
        *scales = _mm256_cvtph_ps(_mm_packus_epi32(_mm_and_si128(low, mask), _mm_and_si128(high, mask)));
        *minima = _mm256_cvtph_ps(_mm_packus_epi32(_mm_srli_epi32(low, 16), _mm_srli_epi32(high, 16)));
        return;
    }
    __m128i halves = _mm_cvtsi32_si128(tg_load_16(p));
    halves = _mm_insert_epi16(halves, tg_load_16(p + stride), 1);
    halves = _mm_insert_epi16(halves, tg_load_16(p + 2 * stride), 2);
    halves = _mm_insert_epi16(halves, tg_load_16(p + 3 * stride), 3);
    halves = _mm_insert_epi16(halves, tg_load_16(q), 4);
    halves = _mm_insert_epi16(halves, tg_load_16(q + stride), 5);
    halves = _mm_insert_epi16(halves, tg_load_16(q + 2 * stride), 6);
    halves = _mm_insert_epi16(halves, tg_load_16(q + 3 * stride), 7);
    *scales = _mm256_cvtph_ps(halves);
}

TG_INLINE long tg_number_bytes(tg_type type) { return type == TG_F32 ? 4 : 2; }

TG_INLINE __m256 tg_load_plain(tg_type type, const uint8_t *p) {
    if (type == TG_F32) return _mm256_loadu_ps((const float *)p);
    __m128i narrow = _mm_loadu_si128((const __m128i *)p);
    if (type == TG_F16) return _mm256_cvtph_ps(narrow);
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(narrow), 16));
}

// 8 columns of 8 rows, column by column.
TG_INLINE void tg_load_columns(tg_type type, const uint8_t *p, long stride, __m256 c[8]) {
    __m256 r[8], s[8];
    for (int i = 0; i < 8; i++) r[i] = tg_load_plain(type, p + i * stride);
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
TG_INLINE __m256 tg_load_column(tg_type type, const uint8_t *p, long stride) {
    float lanes[8];
    for (int i = 0; i < 8; i++) {
        uint32_t bits = type == TG_F32 ? (uint32_t)tg_load_32(p + i * stride) : (uint32_t)tg_load_16(p + i * stride);
        if (type == TG_F16) lanes[i] = _cvtsh_ss((uint16_t)bits);
        else {
            bits <<= type == TG_BF16 ? 16 : 0;
            memcpy(&lanes[i], &bits, 4);
        }
    }
    return _mm256_loadu_ps(lanes);
}

#endif
