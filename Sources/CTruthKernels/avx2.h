// What the AVX2 files share. Vectors have 8 floats.
#ifndef TG_AVX2_H
#define TG_AVX2_H

#include "tg_kernels.h"

#include <immintrin.h>

#define TG_TARGET __attribute__((target("avx2,fma,f16c")))
// Constant arguments select the code, so these functions must vanish into their callers.
#define TG_INLINE static inline __attribute__((always_inline, target("avx2,fma,f16c")))

void tg_avx2_product(
    const tg_matrix *w, long first_row, long row_count, const tg_activations *x, long first_token, long token_count,
    float *out, long stride, bool accumulate);
void tg_avx2_attend(
    const tg_chunk *chunk, const float *queries, long count, const int32_t *visible, float *maxima, float *sums, float *outputs);

/// exp(x), relative error below 2e-7; 0 below −87.3, where the result would leave the normal range.
TG_INLINE __m256 tg_exp(__m256 x) {
    __m256 inside = _mm256_cmp_ps(x, _mm256_set1_ps(-87.3f), _CMP_GT_OQ);
    x = _mm256_min_ps(_mm256_max_ps(x, _mm256_set1_ps(-87.3f)), _mm256_set1_ps(88.7f));
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
    // 2ⁿ in two steps: n = 128 alone would be infinity.
    __m256i whole = _mm256_cvtps_epi32(n), half = _mm256_srai_epi32(whole, 1);
    __m256 a = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(half, _mm256_set1_epi32(127)), 23));
    __m256 b = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(_mm256_sub_epi32(whole, half), _mm256_set1_epi32(127)), 23));
    return _mm256_and_ps(_mm256_mul_ps(_mm256_mul_ps(p, a), b), inside);
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

#endif
