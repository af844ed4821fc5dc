// Vectors of 16 for training's products; what training_avx512.c and training_avx512_bf16.c share, once TG_FEATURES is defined.
#ifndef TG_TRAINING_AVX512_H
#define TG_TRAINING_AVX512_H

#include "training_kernels.h"

#include <immintrin.h>
#include <math.h>
#include <string.h>

#define LANES 16
#define VECTORS 4
#define INLINE static inline __attribute__((always_inline, target(TG_FEATURES)))
#define TARGET __attribute__((target(TG_FEATURES)))
typedef __m512 vector;
typedef __m512i words;

INLINE vector zero(void) { return _mm512_setzero_ps(); }
INLINE vector broadcast(float x) { return _mm512_set1_ps(x); }
INLINE vector add(vector a, vector b) { return _mm512_add_ps(a, b); }
INLINE vector subtract(vector a, vector b) { return _mm512_sub_ps(a, b); }
INLINE vector multiply(vector a, vector b) { return _mm512_mul_ps(a, b); }
INLINE vector largest(vector a, vector b) { return _mm512_max_ps(a, b); }
INLINE vector nearest(vector v) { return _mm512_roundscale_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
INLINE vector power_of_two(vector n, vector p) { return _mm512_scalef_ps(p, n); }
INLINE float sum_of_lanes(vector v) { return _mm512_reduce_add_ps(v); }
INLINE float largest_lane(vector v) { return _mm512_reduce_max_ps(v); }
INLINE vector multiply_add(vector a, vector b, vector c) { return _mm512_fmadd_ps(a, b, c); }
INLINE words load_words_at(const uint32_t *p) { return _mm512_load_si512(p); }
INLINE void store_words_at(uint32_t *p, words w) { _mm512_store_si512(p, w); }

INLINE words broadcast_word(const uint8_t *p) {
    int32_t word;
    memcpy(&word, p, 4);
    return _mm512_set1_epi32(word);
}

// The first `count` of 16 lanes, or of 32.
INLINE __mmask16 first_lanes(long count) { return (__mmask16)(count >= 16 ? 0xffff : count <= 0 ? 0 : (1 << count) - 1); }
INLINE __mmask32 first_halves(long count) {
    return count >= 32 ? 0xffffffff : count <= 0 ? 0 : (__mmask32)((UINT64_C(1) << count) - 1);
}

typedef __mmask16 lanes;
INLINE lanes lanes_between(long first, long last) { return first_lanes(last) & (lanes)~first_lanes(first); }
INLINE vector choose(lanes mask, vector v, vector other) { return _mm512_mask_blend_ps(mask, other, v); }

INLINE vector load_bfloats(const uint8_t *p, long count) {
    return (vector)_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(first_lanes(count), p)), 16);
}

INLINE vector load_some(const float *p, long count) { return _mm512_maskz_loadu_ps(first_lanes(count), p); }
INLINE void store_some(float *p, long count, vector v) { _mm512_mask_storeu_ps(p, first_lanes(count), v); }

// Rounds to BF16, ties to even, in the upper half of each lane; the lower half is zero.
INLINE words round_lanes(vector v) {
    words bits = _mm512_castps_si512(v), even = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    words sum = _mm512_add_epi32(bits, _mm512_add_epi32(even, _mm512_set1_epi32(0x7fff)));
    // A NaN must not be carried over into infinity.
    __mmask16 nan = _mm512_cmp_ps_mask(v, v, _CMP_UNORD_Q);
    sum = _mm512_mask_or_epi32(sum, nan, bits, _mm512_set1_epi32(0x400000));
    return _mm512_and_si512(sum, _mm512_set1_epi32((int)0xffff0000));
}

INLINE vector rounded_lanes(vector v) { return (vector)round_lanes(v); }

#include "avx512_transpose.h"

#endif
