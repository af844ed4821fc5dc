// The exponential in vectors of 16 floats, and the functions of avx512_elementwise.c.
#ifndef TG_AVX512_ELEMENTWISE_H
#define TG_AVX512_ELEMENTWISE_H

#include "avx2.h"

#define TG_FEATURES_512 "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"
#define TG_TARGET_512 __attribute__((target(TG_FEATURES_512)))
#define TG_INLINE_512 static inline __attribute__((always_inline, target(TG_FEATURES_512)))

void tg_avx512_quantize(
    const float *x, long columns, long width, int8_t *codes, float *scales, int32_t *sums, int32_t *halves, float *offsets);
void tg_avx512_rms_norm(const float *x, const float *gain, float epsilon, long count, float *out);
void tg_avx512_swiglu(const float *gate, const float *up, long count, float *out);
void tg_avx512_merge(
    long count, long padded_width, const float *maxima, const float *sums, const float *outputs,
    float *running_maxima, float *running_sums, float *running_outputs);
void tg_avx512_geglu(const float *gate, const float *up, long count, float *out);
void tg_avx512_cap(float *x, long count, float cap);
void tg_avx512_gelu(float *x, const float *bias, long count);
void tg_avx512_layer_norm(
    const float *x, const float *summand, const float *gain, const float *bias, float epsilon, long count, float *out);

/// tg_exp's arithmetic, 16 at a time.
TG_INLINE_512 __m512 tg_exp_512(__m512 x) {
    __mmask16 inside = _mm512_cmp_ps_mask(x, _mm512_set1_ps(-87.3f), _CMP_GT_OQ);
    x = _mm512_min_ps(_mm512_max_ps(x, _mm512_set1_ps(-87.3f)), _mm512_set1_ps(88.37f));
    __m512 n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m512 r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693359375f), x);
    r = _mm512_fnmadd_ps(n, _mm512_set1_ps(-2.12194440e-4f), r);
    __m512 p = _mm512_set1_ps(0.00139336451f);
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.00836317707f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.0416664667f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.166665763f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.5f));
    p = _mm512_fmadd_ps(_mm512_mul_ps(r, r), p, _mm512_add_ps(r, _mm512_set1_ps(1)));
    __m512i power = _mm512_slli_epi32(_mm512_add_epi32(_mm512_cvtps_epi32(n), _mm512_set1_epi32(127)), 23);
    return _mm512_maskz_mul_ps(inside, p, _mm512_castsi512_ps(power));
}

#endif
