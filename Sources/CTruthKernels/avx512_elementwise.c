// What of the elementwise work gains from vectors of 16: activations, quantising, LayerNorm. Numbers past the end are masked.
#if defined(__x86_64__)
#include "avx512_elementwise.h"
#include "gelu_table.h"

// The last vector of `count` numbers from i on.
TG_INLINE_512 __mmask16 rest(long count, long i) { return (__mmask16)(count - i >= 16 ? 0xffff : (1 << (count - i)) - 1); }

TG_TARGET_512 void tg_avx512_quantize(
    const float *x, long columns, long width, int8_t *codes, float *scales, int32_t *sums, int32_t *halves, float *offsets) {
    for (long b = 0; b < columns / TG_BLOCK; b++, x += TG_BLOCK) {
        __m512 first = _mm512_loadu_ps(x), second = _mm512_loadu_ps(x + 16);
        float top = _mm512_reduce_max_ps(_mm512_max_ps(_mm512_abs_ps(first), _mm512_abs_ps(second)));
        __m512 inverse = _mm512_set1_ps(top > 1e-30f ? 127 / top : 0);
        __m512i low = _mm512_cvtps_epi32(_mm512_mul_ps(first, inverse)), high = _mm512_cvtps_epi32(_mm512_mul_ps(second, inverse));
        uint32_t words[8];
        _mm_storeu_si128((__m128i *)words, _mm512_cvtsepi32_epi8(low));
        _mm_storeu_si128((__m128i *)(words + 4), _mm512_cvtsepi32_epi8(high));
        for (int i = 0; i < 8; i++) memcpy(codes + (b * 8 + i) * width * 4, words + i, 4);
        int32_t half = _mm512_reduce_add_epi32(low), sum = half + _mm512_reduce_add_epi32(high);
        scales[b * width] = top / 127;
        sums[b * width] = sum;
        halves[b * width] = half;
        offsets[b * width] = scales[b * width] * (float)sum;
    }
}

TG_TARGET_512 void tg_avx512_rms_norm(const float *x, const float *gain, float epsilon, long count, float *out) {
    __m512 squares[2] = {_mm512_setzero_ps(), _mm512_setzero_ps()};
    for (long i = 0; i < count; i += 32) {
        __m512 a = _mm512_maskz_loadu_ps(rest(count, i), x + i);
        squares[0] = _mm512_fmadd_ps(a, a, squares[0]);
        if (i + 16 >= count) break;
        __m512 b = _mm512_maskz_loadu_ps(rest(count, i + 16), x + i + 16);
        squares[1] = _mm512_fmadd_ps(b, b, squares[1]);
    }
    float sum = _mm512_reduce_add_ps(_mm512_add_ps(squares[0], squares[1]));
    __m512 factor = _mm512_set1_ps(1 / sqrtf(sum / (float)count + epsilon));
    for (long i = 0; i < count; i += 16) {
        __mmask16 some = rest(count, i);
        __m512 v = _mm512_mul_ps(_mm512_maskz_loadu_ps(some, x + i), factor);
        _mm512_mask_storeu_ps(out + i, some, _mm512_mul_ps(v, _mm512_maskz_loadu_ps(some, gain + i)));
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

TG_TARGET_512 void tg_avx512_geglu(const float *gate, const float *up, long count, float *out) {
    const __m512 one = _mm512_set1_ps(1), slope = _mm512_set1_ps(-1.59576912f), cubic = _mm512_set1_ps(-0.0713548162f);
    for (long i = 0; i < count; i += 16) {
        __mmask16 some = rest(count, i);
        __m512 g = _mm512_maskz_loadu_ps(some, gate + i), u = _mm512_maskz_loadu_ps(some, up + i);
        __m512 power = _mm512_mul_ps(g, _mm512_fmadd_ps(cubic, _mm512_mul_ps(g, g), slope));
        __m512 denominator = _mm512_add_ps(one, tg_exp_512(power));
        _mm512_mask_storeu_ps(out + i, some, _mm512_mul_ps(_mm512_div_ps(g, denominator), u));
    }
}

TG_TARGET_512 void tg_avx512_cap(float *x, long count, float cap) {
    const __m512 one = _mm512_set1_ps(1), two = _mm512_set1_ps(2), factor = _mm512_set1_ps(2 / cap);
    for (long i = 0; i < count; i += 16) {
        __mmask16 some = rest(count, i);
        __m512 e = tg_exp_512(_mm512_mul_ps(_mm512_maskz_loadu_ps(some, x + i), factor));
        __m512 bent = _mm512_sub_ps(one, _mm512_div_ps(two, _mm512_add_ps(one, e)));
        _mm512_mask_storeu_ps(x + i, some, _mm512_mul_ps(_mm512_set1_ps(cap), bent));
    }
}

// Piece `index` of 32 of one power of the table.
TG_INLINE_512 __m512 piece(int power, __m512i index) {
    const float *row = tg_gelu_table[power];
    return _mm512_permutex2var_ps(_mm512_loadu_ps(row), index, _mm512_loadu_ps(row + 16));
}

// x · Φ(x) with Φ, the normal distribution function, from a table of cubic pieces: error below 2e-7 · |x|.
TG_TARGET_512 void tg_avx512_gelu(float *x, const float *bias, long count) {
    for (long i = 0; i < count; i += 16) {
        __mmask16 some = rest(count, i);
        __m512 v = _mm512_maskz_loadu_ps(some, x + i);
        if (bias) v = _mm512_add_ps(v, _mm512_maskz_loadu_ps(some, bias + i));
        // The end falls into the last piece, where Φ rounds to 1.
        __m512 place = _mm512_mul_ps(_mm512_abs_ps(v), _mm512_set1_ps(32 / TG_GELU_END));
        place = _mm512_min_ps(place, _mm512_set1_ps(31.9999981f));
        __m512i index = _mm512_cvttps_epi32(place);
        __m512 r = _mm512_sub_ps(place, _mm512_cvtepi32_ps(index));
        __m512 p = _mm512_fmadd_ps(piece(3, index), r, piece(2, index));
        p = _mm512_fmadd_ps(_mm512_fmadd_ps(p, r, piece(1, index)), r, piece(0, index));
        __mmask16 negative = _mm512_movepi32_mask(_mm512_castps_si512(v));
        p = _mm512_mask_sub_ps(p, negative, _mm512_set1_ps(1), p);
        _mm512_mask_storeu_ps(x + i, some, _mm512_mul_ps(v, p));
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

TG_TARGET_512 void tg_avx512_merge(
    long count, long padded_width, const float *maxima, const float *sums, const float *outputs,
    float *running_maxima, float *running_sums, float *running_outputs) {
    // 16 queries' factors at once.
    _Alignas(64) float before[16], now[16];
    for (long q = 0; q < count; q++, outputs += padded_width, running_outputs += padded_width) {
        if (q % 16 == 0) {
            __mmask16 some = rest(count, q);
            __m512 old = _mm512_maskz_loadu_ps(some, running_maxima + q), new = _mm512_maskz_loadu_ps(some, maxima + q);
            __m512 largest = _mm512_max_ps(old, new);
            __m512 kept = tg_exp_512(_mm512_sub_ps(old, largest)), added = tg_exp_512(_mm512_sub_ps(new, largest));
            __m512 sum = _mm512_mul_ps(_mm512_maskz_loadu_ps(some, running_sums + q), kept);
            _mm512_mask_storeu_ps(running_sums + q, some, _mm512_fmadd_ps(_mm512_maskz_loadu_ps(some, sums + q), added, sum));
            _mm512_mask_storeu_ps(running_maxima + q, some, largest);
            _mm512_store_ps(before, kept);
            _mm512_store_ps(now, added);
        }
        __m512 kept = _mm512_set1_ps(before[q % 16]), added = _mm512_set1_ps(now[q % 16]);
        for (long d = 0; d < padded_width; d += 16) {
            __m512 old = _mm512_mul_ps(_mm512_loadu_ps(running_outputs + d), kept);
            _mm512_storeu_ps(running_outputs + d, _mm512_fmadd_ps(_mm512_loadu_ps(outputs + d), added, old));
        }
    }
}
#endif
