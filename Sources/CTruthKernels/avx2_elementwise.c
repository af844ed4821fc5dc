// Everything but products and attention on AVX2; AVX-512 uses it too.
#if defined(__x86_64__)
#include "avx2.h"

// The last count % 8 numbers go through a vector padded with zeros.
TG_INLINE __m256 load_some(const float *x, long count) {
    if (count >= 8) return _mm256_loadu_ps(x);
    float lanes[8] = {0};
    for (long i = 0; i < count; i++) lanes[i] = x[i];
    return _mm256_loadu_ps(lanes);
}

TG_INLINE void store_some(float *x, long count, __m256 value) {
    if (count >= 8) {
        _mm256_storeu_ps(x, value);
        return;
    }
    float lanes[8];
    _mm256_storeu_ps(lanes, value);
    for (long i = 0; i < count; i++) x[i] = lanes[i];
}

TG_INLINE int32_t sum_of_codes(__m256i total) {
    __m128i half = _mm_add_epi32(_mm256_castsi256_si128(total), _mm256_extracti128_si256(total, 1));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
    return _mm_cvtsi128_si32(_mm_add_epi32(half, _mm_shuffle_epi32(half, 0xb1)));
}

TG_TARGET void tg_avx2_quantize(
    const float *x, long columns, long width, int8_t *codes, float *scales, int32_t *sums, int32_t *halves, float *offsets) {
    const __m256 magnitude = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
    for (long b = 0; b < columns / TG_BLOCK; b++, x += TG_BLOCK) {
        __m256 v[4], largest = _mm256_setzero_ps();
        for (int i = 0; i < 4; i++) {
            v[i] = _mm256_loadu_ps(x + 8 * i);
            largest = _mm256_max_ps(_mm256_and_ps(v[i], magnitude), largest);
        }
        float top = tg_largest(largest), inverse = top > 1e-30f ? 127 / top : 0;
        __m256i n[4];
        for (int i = 0; i < 4; i++) n[i] = _mm256_cvtps_epi32(_mm256_mul_ps(v[i], _mm256_set1_ps(inverse)));
        int32_t first = sum_of_codes(_mm256_add_epi32(n[0], n[1])), sum = first + sum_of_codes(_mm256_add_epi32(n[2], n[3]));
        __m256i packed = _mm256_packs_epi16(_mm256_packs_epi32(n[0], n[1]), _mm256_packs_epi32(n[2], n[3]));
        // The packs work within 128 bits; this brings the words of four codes into order.
        packed = _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
        if (width == 1) {
            _mm256_storeu_si256((__m256i *)(codes + b * TG_BLOCK), packed);
        } else {
            uint32_t words[8];
            _mm256_storeu_si256((__m256i *)words, packed);
            for (int i = 0; i < 8; i++) memcpy(codes + (b * 8 + i) * width * 4, words + i, 4);
        }
        scales[b * width] = top / 127;
        sums[b * width] = sum;
        halves[b * width] = first;
        offsets[b * width] = scales[b * width] * (float)sum;
    }
}

TG_TARGET void tg_avx2_widen(tg_type type, const void *bytes, long count, float *out) {
    if (type != TG_F16) {
        tg_scalar.widen(type, bytes, count, out);
        return;
    }
    const uint16_t *in = bytes;
    long i = 0;
    for (; i + 8 <= count; i += 8) _mm256_storeu_ps(out + i, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(in + i))));
    for (; i < count; i++) out[i] = _cvtsh_ss(in[i]);
}

TG_TARGET void tg_avx2_narrow(const float *x, long count, uint16_t *out) {
    long i = 0;
    for (; i + 8 <= count; i += 8)
        _mm_storeu_si128((__m128i *)(out + i), _mm256_cvtps_ph(_mm256_loadu_ps(x + i), _MM_FROUND_TO_NEAREST_INT));
    for (; i < count; i++) out[i] = _cvtss_sh(x[i], _MM_FROUND_TO_NEAREST_INT);
}

TG_TARGET void tg_avx2_rms_norm(const float *x, const float *gain, float epsilon, long count, float *out) {
    __m256 squares[2] = {_mm256_setzero_ps(), _mm256_setzero_ps()};
    for (long i = 0; i < count; i += 8) {
        __m256 v = load_some(x + i, count - i);
        squares[i / 8 % 2] = _mm256_fmadd_ps(v, v, squares[i / 8 % 2]);
    }
    __m256 factor = _mm256_set1_ps(1 / sqrtf(tg_sum(_mm256_add_ps(squares[0], squares[1])) / (float)count + epsilon));
    for (long i = 0; i < count; i += 8)
        store_some(out + i, count - i, _mm256_mul_ps(_mm256_mul_ps(load_some(x + i, count - i), factor), load_some(gain + i, count - i)));
}

TG_TARGET void tg_avx2_layer_norm(
    const float *x, const float *summand, const float *gain, const float *bias, float epsilon, long count, float *out) {
    __m256 sum = _mm256_setzero_ps(), squares = _mm256_setzero_ps();
    for (long i = 0; i < count; i += 8) {
        __m256 v = load_some(x + i, count - i);
        if (summand) v = _mm256_add_ps(v, load_some(summand + i, count - i));
        store_some(out + i, count - i, v);
        sum = _mm256_add_ps(sum, v);
    }
    // From here on the sums lie in `out`.
    x = out;
    __m256 mean = _mm256_set1_ps(tg_sum(sum) / (float)count);
    for (long i = 0; i < count; i += 8) {
        __m256 v = _mm256_sub_ps(load_some(x + i, count - i), mean);
        // Beyond the end 0 − mean must not count.
        if (count - i < 8) {
            float lanes[8];
            _mm256_storeu_ps(lanes, v);
            v = load_some(lanes, count - i);
        }
        squares = _mm256_fmadd_ps(v, v, squares);
    }
    __m256 factor = _mm256_set1_ps(1 / sqrtf(tg_sum(squares) / (float)count + epsilon));
    for (long i = 0; i < count; i += 8) {
        __m256 v = _mm256_mul_ps(_mm256_sub_ps(load_some(x + i, count - i), mean), factor);
        store_some(out + i, count - i, _mm256_fmadd_ps(v, load_some(gain + i, count - i), load_some(bias + i, count - i)));
    }
}

TG_TARGET void tg_avx2_add(const float *x, long count, float *y) {
    for (long i = 0; i < count; i += 8)
        store_some(y + i, count - i, _mm256_add_ps(load_some(y + i, count - i), load_some(x + i, count - i)));
}

TG_TARGET void tg_avx2_swiglu(const float *gate, const float *up, long count, float *out) {
    const __m256 one = _mm256_set1_ps(1);
    for (long i = 0; i < count; i += 8) {
        __m256 g = load_some(gate + i, count - i);
        __m256 denominator = _mm256_add_ps(one, tg_exp(_mm256_sub_ps(_mm256_setzero_ps(), g)));
        store_some(out + i, count - i, _mm256_mul_ps(_mm256_div_ps(g, denominator), load_some(up + i, count - i)));
    }
}

// The tanh form as a logistic function: (1 + tanh(z)) / 2 = 1 / (1 + exp(−2z)).
TG_TARGET void tg_avx2_geglu(const float *gate, const float *up, long count, float *out) {
    const __m256 one = _mm256_set1_ps(1), slope = _mm256_set1_ps(-1.59576912f), cubic = _mm256_set1_ps(-0.0713548162f);
    for (long i = 0; i < count; i += 8) {
        __m256 g = load_some(gate + i, count - i);
        __m256 power = _mm256_mul_ps(g, _mm256_fmadd_ps(cubic, _mm256_mul_ps(g, g), slope));
        __m256 denominator = _mm256_add_ps(one, tg_exp(power));
        store_some(out + i, count - i, _mm256_mul_ps(_mm256_div_ps(g, denominator), load_some(up + i, count - i)));
    }
}

// tanh(z) = 1 − 2 / (1 + exp(2z))
TG_TARGET void tg_avx2_cap(float *x, long count, float cap) {
    const __m256 one = _mm256_set1_ps(1), two = _mm256_set1_ps(2), factor = _mm256_set1_ps(2 / cap);
    for (long i = 0; i < count; i += 8) {
        __m256 e = tg_exp(_mm256_mul_ps(load_some(x + i, count - i), factor));
        __m256 bent = _mm256_sub_ps(one, _mm256_div_ps(two, _mm256_add_ps(one, e)));
        store_some(x + i, count - i, _mm256_mul_ps(_mm256_set1_ps(cap), bent));
    }
}

// erf(x), absolute error below 2e-7: x · P(x²) up to 1, then 1 − exp(Q(|x|)) with Q ≈ log erfc; Chebyshev fits.
TG_INLINE __m256 error_function(__m256 x) {
    static const float small[] = {
        7.88249745e-05f, -0.000801885501f, 0.00518931216f, -0.0268543288f, 0.112835974f, -0.37612626f, 1.12837911f};
    static const float large[] = {
        1.6140616e-06f, -4.55906229e-05f, 0.000592769531f, -0.00474022236f, 0.0263647176f, -0.109978244f, -0.631937087f,
        -1.13016665f, 0.00030321299f};
    const __m256 sign = _mm256_set1_ps(-0.0f);
    // From 4 on the result rounds to 1.
    __m256 t = _mm256_min_ps(_mm256_andnot_ps(sign, x), _mm256_set1_ps(4)), s = _mm256_mul_ps(t, t);
    __m256 p = _mm256_set1_ps(small[0]), q = _mm256_set1_ps(large[0]);
    for (int i = 1; i < 7; i++) p = _mm256_fmadd_ps(p, s, _mm256_set1_ps(small[i]));
    for (int i = 1; i < 9; i++) q = _mm256_fmadd_ps(q, t, _mm256_set1_ps(large[i]));
    __m256 far = _mm256_sub_ps(_mm256_set1_ps(1), tg_exp(q));
    __m256 magnitude = _mm256_blendv_ps(_mm256_mul_ps(p, t), far, _mm256_cmp_ps(t, _mm256_set1_ps(1), _CMP_GT_OQ));
    return _mm256_or_ps(magnitude, _mm256_and_ps(sign, x));
}

TG_TARGET void tg_avx2_gelu(float *x, const float *bias, long count) {
    for (long i = 0; i < count; i += 8) {
        __m256 v = load_some(x + i, count - i);
        if (bias) v = _mm256_add_ps(v, load_some(bias + i, count - i));
        __m256 e = error_function(_mm256_mul_ps(v, _mm256_set1_ps(0.70710678f)));
        store_some(x + i, count - i, _mm256_mul_ps(_mm256_mul_ps(v, _mm256_set1_ps(0.5f)), _mm256_add_ps(e, _mm256_set1_ps(1))));
    }
}

TG_TARGET void tg_avx2_softmax(float *x, long count) {
    __m256 largest = _mm256_set1_ps(-INFINITY), sum = _mm256_setzero_ps();
    long whole = count / 8 * 8;
    for (long i = 0; i < whole; i += 8) largest = _mm256_max_ps(largest, _mm256_loadu_ps(x + i));
    float top = tg_largest(largest);
    for (long i = whole; i < count; i++) top = fmaxf(top, x[i]);
    for (long i = 0; i < whole; i += 8) {
        __m256 e = tg_exp(_mm256_sub_ps(_mm256_loadu_ps(x + i), _mm256_set1_ps(top)));
        _mm256_storeu_ps(x + i, e);
        sum = _mm256_add_ps(sum, e);
    }
    float total = tg_sum(sum);
    for (long i = whole; i < count; i++) total += x[i] = expf(x[i] - top);
    __m256 factor = _mm256_set1_ps(1 / total);
    for (long i = 0; i < count; i += 8) store_some(x + i, count - i, _mm256_mul_ps(load_some(x + i, count - i), factor));
}

TG_TARGET void tg_avx2_rotate(
    float *x, long heads, long head_width, long pairs, bool adjacent, const float *cosines, const float *sines) {
    const __m256i twice = _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3);
    for (long h = 0; h < heads; h++, x += head_width) {
        long i = 0;
        if (adjacent) {
            for (; i + 4 <= pairs; i += 4) {
                __m256 v = _mm256_loadu_ps(x + 2 * i);
                __m256 c = _mm256_permutevar8x32_ps(_mm256_castps128_ps256(_mm_loadu_ps(cosines + i)), twice);
                __m256 s = _mm256_permutevar8x32_ps(_mm256_castps128_ps256(_mm_loadu_ps(sines + i)), twice);
                // Even lanes a·cos − b·sin, odd lanes b·cos + a·sin.
                _mm256_storeu_ps(x + 2 * i, _mm256_addsub_ps(_mm256_mul_ps(v, c), _mm256_mul_ps(_mm256_permute_ps(v, 0xb1), s)));
            }
        } else {
            for (; i + 8 <= pairs; i += 8) {
                __m256 a = _mm256_loadu_ps(x + i), b = _mm256_loadu_ps(x + pairs + i);
                __m256 c = _mm256_loadu_ps(cosines + i), s = _mm256_loadu_ps(sines + i);
                _mm256_storeu_ps(x + i, _mm256_sub_ps(_mm256_mul_ps(a, c), _mm256_mul_ps(b, s)));
                _mm256_storeu_ps(x + pairs + i, _mm256_add_ps(_mm256_mul_ps(a, s), _mm256_mul_ps(b, c)));
            }
        }
        for (; i < pairs; i++) {
            float *first = adjacent ? x + 2 * i : x + i, *second = adjacent ? first + 1 : first + pairs;
            float a = *first, b = *second;
            *first = a * cosines[i] - b * sines[i];
            *second = a * sines[i] + b * cosines[i];
        }
    }
}

TG_TARGET void tg_avx2_merge(
    long count, long padded_width, const float *maxima, const float *sums, const float *outputs,
    float *running_maxima, float *running_sums, float *running_outputs) {
    for (long q = 0; q < count; q++, outputs += padded_width, running_outputs += padded_width) {
        __m256 old = _mm256_set1_ps(running_maxima[q]), new = _mm256_set1_ps(maxima[q]), largest = _mm256_max_ps(old, new);
        __m256 before = tg_exp(_mm256_sub_ps(old, largest)), now = tg_exp(_mm256_sub_ps(new, largest));
        running_maxima[q] = _mm256_cvtss_f32(largest);
        running_sums[q] = running_sums[q] * _mm256_cvtss_f32(before) + sums[q] * _mm256_cvtss_f32(now);
        for (long d = 0; d < padded_width; d += 8) {
            __m256 kept = _mm256_mul_ps(_mm256_loadu_ps(running_outputs + d), before);
            _mm256_storeu_ps(running_outputs + d, _mm256_fmadd_ps(_mm256_loadu_ps(outputs + d), now, kept));
        }
    }
}
#endif
