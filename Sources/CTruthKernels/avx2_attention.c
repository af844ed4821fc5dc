// Attention over one chunk of 64 positions on AVX2.
//
// Scores: lanes are positions, one chain of multiply-adds over the channels. Outputs: lanes are channels, one chain over the
// positions. How many queries are held in registers changes nothing in either.
#if defined(__x86_64__)
#include "avx2.h"

#include <math.h>

TG_INLINE __m256 load_8(bool half, const void *values, long index) {
    if (half) return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)((const uint16_t *)values + index)));
    return _mm256_loadu_ps((const float *)values + index);
}

// Scores of 16 · `groups` positions from group `first` on.
TG_INLINE void scores_of(
    bool half, int count, int groups, const tg_chunk *chunk, const float *queries, long first, float (*scores)[TG_CHUNK]) {
    long width = chunk->width, start = first * TG_LANES * width;
    __m256 sums[6][4];
#pragma unroll
    for (int q = 0; q < count; q++)
        for (int v = 0; v < 2 * groups; v++) sums[q][v] = _mm256_setzero_ps();
    for (long d = 0; d < width; d++) {
        __m256 keys[4];
#pragma unroll
        for (int v = 0; v < 2 * groups; v++)
            keys[v] = load_8(half, chunk->keys, start + v / 2 * TG_LANES * width + d * TG_LANES + v % 2 * 8);
#pragma unroll
        for (int q = 0; q < count; q++) {
            __m256 value = _mm256_set1_ps(queries[q * width + d]);
#pragma unroll
            for (int v = 0; v < 2 * groups; v++) sums[q][v] = _mm256_fmadd_ps(keys[v], value, sums[q][v]);
        }
    }
#pragma unroll
    for (int q = 0; q < count; q++)
        for (int v = 0; v < 2 * groups; v++) _mm256_store_ps(scores[q] + first * TG_LANES + v * 8, sums[q][v]);
}

// Scores to weights exp(score − largest), 0 where not visible.
TG_INLINE void weigh(float *scores, long visible, float *maximum, float *sum) {
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

// Channels d ..< d + 8 · `vectors` of the weighted sum of the first `visible` values.
TG_INLINE void outputs_of(
    bool half, int count, int vectors, const tg_chunk *chunk, float (*weights)[TG_CHUNK], long visible, long d, float *outputs) {
    __m256 sums[6][4];
#pragma unroll
    for (int q = 0; q < count; q++)
        for (int v = 0; v < vectors; v++) sums[q][v] = _mm256_setzero_ps();
    for (long j = 0; j < visible; j++) {
        __m256 values[4];
#pragma unroll
        for (int v = 0; v < vectors; v++) values[v] = load_8(half, chunk->values, j * chunk->padded_width + d + v * 8);
#pragma unroll
        for (int q = 0; q < count; q++) {
            __m256 weight = _mm256_set1_ps(weights[q][j]);
#pragma unroll
            for (int v = 0; v < vectors; v++) sums[q][v] = _mm256_fmadd_ps(values[v], weight, sums[q][v]);
        }
    }
#pragma unroll
    for (int q = 0; q < count; q++)
        for (int v = 0; v < vectors; v++) _mm256_storeu_ps(outputs + q * chunk->padded_width + d + v * 8, sums[q][v]);
}

// `count` queries; 12 sums are held in registers: six queries times two vectors or three times four.
TG_INLINE void attend_few(
    bool half, int count, const tg_chunk *chunk, const float *queries, const int32_t *visible, float *maxima, float *sums, float *outputs) {
    _Alignas(32) float scores[6][TG_CHUNK];
    long most = 0;
    for (int q = 0; q < count; q++) most = visible[q] > most ? visible[q] : most;
    long groups = (most + TG_LANES - 1) / TG_LANES, group = 0, d = 0;
    if (count <= 3)
        for (; group + 2 <= groups; group += 2) scores_of(half, count, 2, chunk, queries, group, scores);
    for (; group < groups; group++) scores_of(half, count, 1, chunk, queries, group, scores);
    for (int q = 0; q < count; q++) weigh(scores[q], visible[q], maxima + q, sums + q);
    if (count <= 3)
        for (; d + 32 <= chunk->padded_width; d += 32) outputs_of(half, count, 4, chunk, scores, most, d, outputs);
    for (; d < chunk->padded_width; d += 16) outputs_of(half, count, 2, chunk, scores, most, d, outputs);
}

TG_INLINE void attend_all(
    bool half, const tg_chunk *chunk, const float *queries, long count, const int32_t *visible, float *maxima, float *sums, float *outputs) {
    long q = 0;
#define STEP(n) attend_few(half, n, chunk, queries + q * chunk->width, visible + q, maxima + q, sums + q, outputs + q * chunk->padded_width)
    for (; q + 6 <= count; q += 6) STEP(6);
    for (; q + 3 <= count; q += 3) STEP(3);
    for (; q < count; q++) STEP(1);
#undef STEP
}

TG_TARGET static void attend_half(
    const tg_chunk *chunk, const float *queries, long count, const int32_t *visible, float *maxima, float *sums, float *outputs) {
    attend_all(true, chunk, queries, count, visible, maxima, sums, outputs);
}

TG_TARGET static void attend_float(
    const tg_chunk *chunk, const float *queries, long count, const int32_t *visible, float *maxima, float *sums, float *outputs) {
    attend_all(false, chunk, queries, count, visible, maxima, sums, outputs);
}

void tg_avx2_attend(
    const tg_chunk *chunk, const float *queries, long count, const int32_t *visible, float *maxima, float *sums, float *outputs) {
    (chunk->half ? attend_half : attend_float)(chunk, queries, count, visible, maxima, sums, outputs);
}
#endif
