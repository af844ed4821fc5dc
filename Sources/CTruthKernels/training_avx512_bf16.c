// Training's products in BF16 on VDPBF16PS: AMD since Zen 4 (2022), Intel since Sapphire Rapids (2023).
#if defined(__x86_64__)
#define TG_FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx2,fma"
#define PAIR 2
#include "training_avx512.h"

INLINE vector add_product(vector sum, words b, words a) { return _mm512_dpbf16_ps(sum, (__m512bh)b, (__m512bh)a); }

INLINE words words_along(tg_type type, bool rounds, const uint8_t *row, long count) {
    (void)rounds;
    if (type == TG_BF16) return _mm512_maskz_loadu_epi16(first_halves(count), row);
    vector low = _mm512_maskz_loadu_ps(first_lanes(count), row), high = _mm512_maskz_loadu_ps(first_lanes(count - 16), row + 64);
    return (words)_mm512_cvtne2ps_pbh(high, low);
}

// Two rows of 16 interleaved. Both fill one vector, the first its lower half.
INLINE words interleave(words rows) {
    const words order = _mm512_set_epi16(
        31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    return _mm512_permutexvar_epi16(order, rows);
}

INLINE words words_across(tg_type type, bool rounds, const uint8_t *row, long stride, long depth, long count) {
    (void)rounds;
    __mmask16 present = first_lanes(count), second = depth > 1 ? present : 0;
    if (type == TG_BF16) {
        __m256i low = _mm256_maskz_loadu_epi16(present, row), high = _mm256_maskz_loadu_epi16(second, row + 2 * stride);
        return interleave(_mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1));
    }
    vector low = _mm512_maskz_loadu_ps(present, row), high = _mm512_maskz_loadu_ps(second, row + 4 * stride);
    return interleave((words)_mm512_cvtne2ps_pbh(high, low));
}

INLINE void store_rounded(uint16_t *p, long count, vector v) {
    _mm256_mask_storeu_epi16(p, first_lanes(count), (__m256i)_mm512_cvtneps_pbh(v));
}

#include "training_body.h"

#include "training_attention_body.h"

const tg_multiplier tg_avx512_bf16_multiplier = MULTIPLIER;
#endif
