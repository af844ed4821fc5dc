// AVX-512 through SIMDe for processors without it, and the three functions that SIMDe 0.7 lacks.
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <immintrin.h>
#include <simde/x86/avx512.h>

#undef _mm512_mask_storeu_ps
#undef _mm512_cvtepi32_ps
#undef _mm512_cvtph_ps
#define _mm512_mask_storeu_ps emulated_mask_store
#define _mm512_cvtepi32_ps emulated_from_integers
#define _mm512_cvtph_ps emulated_from_halves

#define EMULATED static inline __attribute__((always_inline, target("avx2,fma,f16c")))

EMULATED void emulated_mask_store(void *place, __mmask16 mask, __m512 value) {
    float lanes[16], *out = place;
    simde_mm512_storeu_ps(lanes, value);
    for (int i = 0; i < 16; i++)
        if (mask >> i & 1) out[i] = lanes[i];
}

EMULATED __m512 emulated_from_integers(__m512i value) {
    int lanes[16];
    float out[16];
    simde_mm512_storeu_si512(lanes, value);
    for (int i = 0; i < 16; i++) out[i] = (float)lanes[i];
    return simde_mm512_loadu_ps(out);
}

EMULATED __m512 emulated_from_halves(__m256i value) {
    float out[16];
    _mm256_storeu_ps(out, _mm256_cvtph_ps(_mm256_castsi256_si128(value)));
    _mm256_storeu_ps(out + 8, _mm256_cvtph_ps(_mm256_extracti128_si256(value, 1)));
    return simde_mm512_loadu_ps(out);
}
