// Attention of one head of one text in BF16, for encoders: every row sees all rows. Included by avx512_bf16.c.
//
// Keys are packed as [pair of channels][position], values as [pair of positions][channel], one pair per 32-bit lane, so
// that VDPBF16PS sums along channels and along positions, and neither needs a sum across a vector. Scores, softmax and sums
// are in f32; queries, keys, values and weights are rounded to BF16.
#ifndef TG_AVX512_BF16_ATTENTION_H
#define TG_AVX512_BF16_ATTENTION_H

enum {
    QUERIES_AT_ONCE = 8,
    MOST_POSITIONS = TG_ROUNDED_POSITIONS,
    MOST_WIDTH = TG_ROUNDED_WIDTH,
};

typedef struct packed_text {
    // [width / 2][positions], [positions / 2][width]
    codes keys[MOST_WIDTH / 2 * MOST_POSITIONS / LANES];
    codes values[MOST_POSITIONS / 2 * MOST_WIDTH / LANES];
} packed_text;

// Two rows of 16 floats to one vector of pairs.
INLINE codes pair_up(vector low, vector high) {
    codes joined = (codes)_mm512_cvtne2ps_pbh(high, low);
    const codes order = _mm512_set_epi16(
        31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    return _mm512_permutexvar_epi16(order, joined);
}

INLINE void pack_text(const float *keys, const float *values, long stride, long length, long width, packed_text *text) {
    long groups = (length + LANES - 1) / LANES;
    for (long g = 0; g < groups; g++)
        for (long d = 0; d < width; d += 2 * LANES) {
            codes words[LANES];
            long some = width - d < 2 * LANES ? width - d : 2 * LANES;
            __mmask16 low = (__mmask16)((1 << (some < 16 ? some : 16)) - 1), high = some > 16 ? 0xffff : 0;
#pragma unroll
            for (int i = 0; i < LANES; i++) {
                long j = g * LANES + i;
                const float *row = keys + (j < length ? j : length - 1) * stride + d;
                words[i] = (codes)_mm512_cvtne2ps_pbh(_mm512_maskz_loadu_ps(high, row + 16), _mm512_maskz_loadu_ps(low, row));
            }
            transpose_words(words);
            for (long i = 0; i < some / 2; i++) text->keys[(d / 2 + i) * groups + g] = words[i];
        }
    for (long j = 0; j < groups * LANES; j += 2)
        for (long d = 0; d < width; d += LANES) {
            vector first = j < length ? _mm512_loadu_ps(values + j * stride + d) : zero();
            vector second = j + 1 < length ? _mm512_loadu_ps(values + (j + 1) * stride + d) : zero();
            text->values[(j / 2 * width + d) / LANES] = pair_up(first, second);
        }
}

INLINE void rounded_scores(int vectors, const packed_text *text, long groups, long first, long pairs, const uint32_t *queries, float *scores) {
    vector sums[QUERIES_AT_ONCE][2];
#pragma unroll
    for (int q = 0; q < QUERIES_AT_ONCE; q++)
        for (int v = 0; v < vectors; v++) sums[q][v] = zero();
    for (long d = 0; d < pairs; d++)
#pragma unroll
        for (int q = 0; q < QUERIES_AT_ONCE; q++) {
            __m512bh query = (__m512bh)_mm512_set1_epi32((int)queries[q * (MOST_WIDTH / 2) + d]);
            for (int v = 0; v < vectors; v++)
                sums[q][v] = _mm512_dpbf16_ps(sums[q][v], (__m512bh)text->keys[d * groups + first + v], query);
        }
#pragma unroll
    for (int q = 0; q < QUERIES_AT_ONCE; q++)
        for (int v = 0; v < vectors; v++) _mm512_storeu_ps(scores + q * MOST_POSITIONS + (first + v) * LANES, sums[q][v]);
}

// exp(x) for x ≤ 0, relative error below 1e-4: a fiftieth of what rounding to BF16 costs.
INLINE vector rough_exponential(vector x) {
    vector power = multiply(x, broadcast(1.44269504f));
    vector n = _mm512_roundscale_ps(power, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC), r = _mm512_sub_ps(power, n);
    vector p = multiply_add(broadcast(0.0558f), r, broadcast(0.24015f));
    p = multiply_add(multiply_add(p, r, broadcast(0.69315f)), r, broadcast(1));
    return _mm512_scalef_ps(p, n);
}

// Scores to BF16 weights exp(score − largest), pairs of positions in a word; returns 1 / their sum.
INLINE float rounded_softmax(float *scores, long length, long groups, uint16_t *weights) {
    vector largest = _mm512_set1_ps(-INFINITY), total = zero();
    __mmask16 last = (__mmask16)(0xffff >> (groups * LANES - length));
    for (long g = 0; g < groups; g++) {
        __mmask16 seen = g == groups - 1 ? last : 0xffff;
        largest = _mm512_mask_max_ps(largest, seen, largest, _mm512_loadu_ps(scores + g * LANES));
    }
    vector top = _mm512_set1_ps(_mm512_reduce_max_ps(largest));
    for (long g = 0; g < groups; g++) {
        __mmask16 seen = g == groups - 1 ? last : 0xffff;
        vector weight = _mm512_maskz_mov_ps(seen, rough_exponential(_mm512_sub_ps(_mm512_loadu_ps(scores + g * LANES), top)));
        total = _mm512_add_ps(total, weight);
        _mm256_storeu_si256((__m256i *)(weights + g * LANES), (__m256i)_mm512_cvtneps_pbh(weight));
    }
    return 1 / _mm512_reduce_add_ps(total);
}

INLINE void rounded_outputs(
    int vectors, const packed_text *text, long groups, long width, long d, const uint16_t *weights, const float *factors, long count,
    float *output, long stride) {
    vector sums[QUERIES_AT_ONCE][2];
#pragma unroll
    for (int q = 0; q < QUERIES_AT_ONCE; q++)
        for (int v = 0; v < vectors; v++) sums[q][v] = zero();
    for (long j = 0; j < groups * LANES / 2; j++)
#pragma unroll
        for (int q = 0; q < QUERIES_AT_ONCE; q++) {
            __m512bh weight = (__m512bh)_mm512_set1_epi32(tg_load_32((const uint8_t *)(weights + q * MOST_POSITIONS + 2 * j)));
            for (int v = 0; v < vectors; v++)
                sums[q][v] = _mm512_dpbf16_ps(sums[q][v], (__m512bh)text->values[(j * width + d) / LANES + v], weight);
        }
#pragma unroll
    for (int q = 0; q < QUERIES_AT_ONCE; q++)
        for (int v = 0; v < vectors; v++)
            if (q < count) _mm512_storeu_ps(output + q * stride + d + v * LANES, multiply(sums[q][v], broadcast(factors[q])));
}

TARGET static void attend_rounded(
    const float *queries, const float *keys, const float *values, long stride, long length, long width, float scale, float *output,
    long output_stride) {
    packed_text text;
    float scores[QUERIES_AT_ONCE * MOST_POSITIONS], factors[QUERIES_AT_ONCE];
    uint16_t weights[QUERIES_AT_ONCE * MOST_POSITIONS];
    uint32_t words[QUERIES_AT_ONCE * MOST_WIDTH / 2];
    long groups = (length + LANES - 1) / LANES;
    pack_text(keys, values, stride, length, width, &text);
    for (long first = 0; first < length; first += QUERIES_AT_ONCE) {
        long count = length - first < QUERIES_AT_ONCE ? length - first : QUERIES_AT_ONCE, g = 0, d = 0;
        for (long q = 0; q < QUERIES_AT_ONCE; q++)
            for (long i = 0; i < width; i += LANES) {
                const float *row = queries + (first + (q < count ? q : 0)) * stride + i;
                __m256bh rounded = _mm512_cvtneps_pbh(multiply(_mm512_loadu_ps(row), broadcast(scale)));
                _mm256_storeu_si256((__m256i *)(words + q * (MOST_WIDTH / 2) + i / 2), (__m256i)rounded);
            }
        for (; g + 2 <= groups; g += 2) rounded_scores(2, &text, groups, g, width / 2, words, scores);
        if (g < groups) rounded_scores(1, &text, groups, g, width / 2, words, scores);
        for (long q = 0; q < count; q++)
            factors[q] = rounded_softmax(scores + q * MOST_POSITIONS, length, groups, weights + q * MOST_POSITIONS);
        for (long q = count; q < QUERIES_AT_ONCE; q++) memset(weights + q * MOST_POSITIONS, 0, sizeof(uint16_t) * MOST_POSITIONS);
        for (; d + 2 * LANES <= width; d += 2 * LANES)
            rounded_outputs(2, &text, groups, width, d, weights, factors, count, output + first * output_stride, output_stride);
        if (d < width) rounded_outputs(1, &text, groups, width, d, weights, factors, count, output + first * output_stride, output_stride);
    }
}

TARGET static void round_row(const float *x, long columns, uint16_t *out) {
    for (long i = 0; i < columns; i += LANES) {
        long left = columns - i;
        __mmask16 some = (__mmask16)(left >= LANES ? 0xffff : (1 << left) - 1);
        _mm256_mask_storeu_epi16(out + i, some, (__m256i)_mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(some, x + i)));
    }
    if (columns % 2) out[columns] = 0;
}

#endif
