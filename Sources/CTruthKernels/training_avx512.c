// Training's products in f32 with AVX-512 F, BW, DQ and VL. Operands to be rounded are rounded while they are packed.
#if defined(__x86_64__)
#define TG_FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"
#define PAIR 1
#include "training_avx512.h"

INLINE vector add_product(vector sum, words b, words a) { return _mm512_fmadd_ps((vector)b, (vector)a, sum); }

INLINE words words_along(tg_type type, bool rounds, const uint8_t *row, long count) {
    if (type == TG_BF16) return (words)load_bfloats(row, count);
    vector v = _mm512_maskz_loadu_ps(first_lanes(count), row);
    return rounds ? round_lanes(v) : _mm512_castps_si512(v);
}

INLINE words words_across(tg_type type, bool rounds, const uint8_t *row, long stride, long depth, long count) {
    (void)stride, (void)depth;
    return words_along(type, rounds, row, count);
}

INLINE void store_rounded(uint16_t *p, long count, vector v) {
    _mm256_mask_storeu_epi16(p, first_lanes(count), _mm512_cvtepi32_epi16(_mm512_srli_epi32(round_lanes(v), 16)));
}

#include "training_body.h"

#include "training_attention_body.h"

const tg_multiplier tg_avx512_multiplier = MULTIPLIER;
#endif
