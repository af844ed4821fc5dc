// Training's products in f32 with AVX2 and FMA: tiles of 6 rows and 16 columns fill the 16 registers.
#if defined(__x86_64__)
#include "training_kernels.h"

#include <immintrin.h>
#include <math.h>
#include <string.h>

#define LANES 8
#define VECTORS 2
#define PAIR 1
#define INLINE static inline __attribute__((always_inline, target("avx2,fma")))
#define TARGET __attribute__((target("avx2,fma")))
typedef __m256 vector;
typedef __m256i words;

INLINE vector zero(void) { return _mm256_setzero_ps(); }
INLINE vector broadcast(float x) { return _mm256_set1_ps(x); }
INLINE vector add(vector a, vector b) { return _mm256_add_ps(a, b); }
INLINE vector subtract(vector a, vector b) { return _mm256_sub_ps(a, b); }
INLINE vector multiply(vector a, vector b) { return _mm256_mul_ps(a, b); }
INLINE vector largest(vector a, vector b) { return _mm256_max_ps(a, b); }
INLINE vector nearest(vector v) { return _mm256_round_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
INLINE vector multiply_add(vector a, vector b, vector c) { return _mm256_fmadd_ps(a, b, c); }
INLINE words load_words_at(const uint32_t *p) { return _mm256_load_si256((const __m256i *)p); }
INLINE void store_words_at(uint32_t *p, words w) { _mm256_store_si256((__m256i *)p, w); }
INLINE vector add_product(vector sum, words b, words a) { return _mm256_fmadd_ps((vector)b, (vector)a, sum); }

INLINE words broadcast_word(const uint8_t *p) {
    int32_t word;
    memcpy(&word, p, 4);
    return _mm256_set1_epi32(word);
}

INLINE words first_lanes(long count) {
    return _mm256_cmpgt_epi32(
        _mm256_set1_epi32(count > LANES ? LANES : count < 0 ? 0 : (int)count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

INLINE vector load_some(const float *p, long count) {
    return count >= LANES ? _mm256_loadu_ps(p) : _mm256_maskload_ps(p, first_lanes(count));
}

INLINE void store_some(float *p, long count, vector v) {
    if (count >= LANES) _mm256_storeu_ps(p, v);
    else _mm256_maskstore_ps(p, first_lanes(count), v);
}

// Rounds to BF16, ties to even, in the upper half of each lane; the lower half is zero.
INLINE words round_lanes(vector v) {
    words bits = _mm256_castps_si256(v), even = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    words sum = _mm256_add_epi32(bits, _mm256_add_epi32(even, _mm256_set1_epi32(0x7fff)));
    // A NaN must not be carried over into infinity.
    vector nan = _mm256_cmp_ps(v, v, _CMP_UNORD_Q);
    words kept = _mm256_or_si256(bits, _mm256_set1_epi32(0x400000));
    sum = _mm256_castps_si256(_mm256_blendv_ps(_mm256_castsi256_ps(sum), _mm256_castsi256_ps(kept), nan));
    return _mm256_and_si256(sum, _mm256_set1_epi32((int)0xffff0000));
}

INLINE vector rounded_lanes(vector v) { return (vector)round_lanes(v); }

typedef __m256i lanes;
INLINE lanes lanes_between(long first, long last) {
    lanes index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    int low = first < 0 ? 0 : (int)first, high = last > LANES ? LANES : (int)last;
    return _mm256_andnot_si256(_mm256_cmpgt_epi32(_mm256_set1_epi32(low), index), _mm256_cmpgt_epi32(_mm256_set1_epi32(high), index));
}
INLINE vector choose(lanes mask, vector v, vector other) { return _mm256_blendv_ps(other, v, (vector)mask); }

INLINE float sum_of_lanes(vector v) {
    float x[LANES];
    _mm256_storeu_ps(x, v);
    return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

INLINE float largest_lane(vector v) {
    float x[LANES], most;
    _mm256_storeu_ps(x, v);
    most = x[0];
    for (int i = 1; i < LANES; i++) most = x[i] > most ? x[i] : most;
    return most;
}

INLINE vector power_of_two(vector n, vector p) {
    // −127 has the bits of zero.
    words exponent = _mm256_cvtps_epi32(_mm256_min_ps(_mm256_max_ps(n, broadcast(-127)), broadcast(127)));
    return multiply(p, (vector)_mm256_slli_epi32(_mm256_add_epi32(exponent, _mm256_set1_epi32(127)), 23));
}

INLINE words words_along(tg_type type, bool rounds, const uint8_t *row, long count) {
    if (type == TG_BF16) {
        uint16_t some[LANES] = {0};
        if (count < LANES) {
            // No masked load of 16-bit lanes in AVX2.
            for (long i = 0; i < count; i++) memcpy(&some[i], row + 2 * i, 2);
            row = (const uint8_t *)some;
        }
        return _mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)row)), 16);
    }
    vector v = load_some((const float *)row, count);
    return rounds ? round_lanes(v) : _mm256_castps_si256(v);
}

INLINE words words_across(tg_type type, bool rounds, const uint8_t *row, long stride, long depth, long count) {
    (void)stride, (void)depth;
    return words_along(type, rounds, row, count);
}

INLINE vector load_bfloats(const uint8_t *p, long count) { return (vector)words_along(TG_BF16, false, p, count); }

INLINE void store_rounded(uint16_t *p, long count, vector v) {
    words halves = _mm256_srli_epi32(round_lanes(v), 16);
    words packed = _mm256_permute4x64_epi64(_mm256_packus_epi32(halves, halves), 0x08);
    uint16_t some[LANES];
    _mm_storeu_si128((__m128i *)some, _mm256_castsi256_si128(packed));
    if (count > 0) memcpy(p, some, (unsigned long)(count < LANES ? count : LANES) * 2);
}

INLINE void transpose_words(words r[8]) {
    words s[8];
#pragma unroll
    for (int i = 0; i < 8; i += 2) {
        s[i] = _mm256_unpacklo_epi32(r[i], r[i + 1]);
        s[i + 1] = _mm256_unpackhi_epi32(r[i], r[i + 1]);
    }
#pragma unroll
    for (int i = 0; i < 8; i += 4)
        for (int j = 0; j < 2; j++) {
            r[i + 2 * j] = _mm256_unpacklo_epi64(s[i + j], s[i + j + 2]);
            r[i + 2 * j + 1] = _mm256_unpackhi_epi64(s[i + j], s[i + j + 2]);
        }
#pragma unroll
    for (int c = 0; c < 4; c++) {
        s[c] = _mm256_permute2x128_si256(r[c], r[4 + c], 0x20);
        s[4 + c] = _mm256_permute2x128_si256(r[c], r[4 + c], 0x31);
    }
#pragma unroll
    for (int i = 0; i < 8; i++) r[i] = s[i];
}

#include "training_body.h"

#include "training_attention_body.h"

const tg_multiplier tg_avx2_multiplier = MULTIPLIER;
#endif
