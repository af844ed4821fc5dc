// What of the elementwise work gains from vectors of 16: activations, quantising, LayerNorm. Numbers past the end are masked.
#if defined(__x86_64__)
#include "avx512_elementwise.h"

// The last vector of `count` numbers from i on.
TG_INLINE_512 __mmask16 rest(long count, long i) { return (__mmask16)(count - i >= 16 ? 0xffff : (1 << (count - i)) - 1); }

TG_INLINE_512 int32_t sum_of_codes(__m512i a, __m512i b) { return _mm512_reduce_add_epi32(_mm512_add_epi32(a, b)); }

TG_TARGET_512 void tg_avx512_quantize(
    const float *x, long columns, long width, int8_t *codes, float *scales, int32_t *sums, float *offsets) {
    for (long b = 0; b < columns / TG_BLOCK; b++, x += TG_BLOCK) {
        __m512 first = _mm512_loadu_ps(x), second = _mm512_loadu_ps(x + 16);
        float top = _mm512_reduce_max_ps(_mm512_max_ps(_mm512_abs_ps(first), _mm512_abs_ps(second)));
        __m512 inverse = _mm512_set1_ps(top > 1e-30f ? 127 / top : 0);
        __m512i low = _mm512_cvtps_epi32(_mm512_mul_ps(first, inverse)), high = _mm512_cvtps_epi32(_mm512_mul_ps(second, inverse));
        uint32_t words[8];
        _mm_storeu_si128((__m128i *)words, _mm512_cvtsepi32_epi8(low));
        _mm_storeu_si128((__m128i *)(words + 4), _mm512_cvtsepi32_epi8(high));
        for (int i = 0; i < 8; i++) memcpy(codes + (b * 8 + i) * width * 4, words + i, 4);
        int32_t sum = sum_of_codes(low, high);
        scales[b * width] = top / 127;
        sums[b * width] = sum;
        offsets[b * width] = scales[b * width] * (float)sum;
    }
}

TG_TARGET_512 void tg_avx512_swiglu(const float *gate, const float *up, long count, float *out) {
    for (long i = 0; i < count; i += 16) {
        __mmask16 some = rest(count, i);
        __m512 g = _mm512_maskz_loadu_ps(some, gate + i), u = _mm512_maskz_loadu_ps(some, up + i);
        __m512 denominator = _mm512_add_ps(_mm512_set1_ps(1), tg_exp_512(_mm512_sub_ps(_mm512_setzero_ps(), g)));
        _mm512_mask_storeu_ps(out + i, some, _mm512_mul_ps(_mm512_div_ps(g, denominator), u));
    }
}

// See error_function in avx2_elementwise.c.
TG_INLINE_512 __m512 error_function(__m512 x) {
    static const float small[] = {
        7.88249745e-05f, -0.000801885501f, 0.00518931216f, -0.0268543288f, 0.112835974f, -0.37612626f, 1.12837911f};
    static const float large[] = {
        1.6140616e-06f, -4.55906229e-05f, 0.000592769531f, -0.00474022236f, 0.0263647176f, -0.109978244f, -0.631937087f,
        -1.13016665f, 0.00030321299f};
    __m512 t = _mm512_min_ps(_mm512_abs_ps(x), _mm512_set1_ps(4)), s = _mm512_mul_ps(t, t);
    __m512 p = _mm512_set1_ps(small[0]), q = _mm512_set1_ps(large[0]);
#pragma unroll
    for (int i = 1; i < 7; i++) p = _mm512_fmadd_ps(p, s, _mm512_set1_ps(small[i]));
#pragma unroll
    for (int i = 1; i < 9; i++) q = _mm512_fmadd_ps(q, t, _mm512_set1_ps(large[i]));
    __m512 far = _mm512_sub_ps(_mm512_set1_ps(1), tg_exp_512(q));
    __mmask16 beyond = _mm512_cmp_ps_mask(t, _mm512_set1_ps(1), _CMP_GT_OQ);
    __m512 magnitude = _mm512_mask_blend_ps(beyond, _mm512_mul_ps(p, t), far);
    return _mm512_or_ps(magnitude, _mm512_and_ps(_mm512_set1_ps(-0.0f), x));
}

TG_TARGET_512 void tg_avx512_gelu(float *x, const float *bias, long count) {
    for (long i = 0; i < count; i += 16) {
        __mmask16 some = rest(count, i);
        __m512 v = _mm512_maskz_loadu_ps(some, x + i);
        if (bias) v = _mm512_add_ps(v, _mm512_maskz_loadu_ps(some, bias + i));
        __m512 e = error_function(_mm512_mul_ps(v, _mm512_set1_ps(0.70710678f)));
        v = _mm512_mul_ps(_mm512_mul_ps(v, _mm512_set1_ps(0.5f)), _mm512_add_ps(e, _mm512_set1_ps(1)));
        _mm512_mask_storeu_ps(x + i, some, v);
    }
}

TG_TARGET_512 void tg_avx512_layer_norm(
    const float *x, const float *summand, const float *gain, const float *bias, float epsilon, long count, float *out) {
    __m512 sum = _mm512_setzero_ps(), squares = _mm512_setzero_ps();
    for (long i = 0; i < count; i += 16) {
        __m512 v = _mm512_maskz_loadu_ps(rest(count, i), x + i);
        if (summand) v = _mm512_add_ps(v, _mm512_maskz_loadu_ps(rest(count, i), summand + i));
        _mm512_mask_storeu_ps(out + i, rest(count, i), v);
        sum = _mm512_add_ps(sum, v);
    }
    __m512 mean = _mm512_set1_ps(_mm512_reduce_add_ps(sum) / (float)count);
    for (long i = 0; i < count; i += 16) {
        __m512 v = _mm512_maskz_sub_ps(rest(count, i), _mm512_maskz_loadu_ps(rest(count, i), out + i), mean);
        squares = _mm512_fmadd_ps(v, v, squares);
    }
    __m512 factor = _mm512_set1_ps(1 / sqrtf(_mm512_reduce_add_ps(squares) / (float)count + epsilon));
    for (long i = 0; i < count; i += 16) {
        __mmask16 some = rest(count, i);
        __m512 v = _mm512_mul_ps(_mm512_sub_ps(_mm512_maskz_loadu_ps(some, out + i), mean), factor);
        v = _mm512_fmadd_ps(v, _mm512_maskz_loadu_ps(some, gain + i), _mm512_maskz_loadu_ps(some, bias + i));
        _mm512_mask_storeu_ps(out + i, some, v);
    }
}
#endif
