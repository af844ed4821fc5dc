// AVX2: stored bytes are widened to 16 bits, VPMADDWD adds pairs of products to 32 bits. The largest pair is 2 · 128 · 2¹⁵ = 2²³.
#if defined(__x86_64__)
#include "vector_scan.h"

#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline, target("avx2")))

// Four stored vectors side by side hide the latency of the additions.
enum { VECTORS = 4 };

INLINE int32_t total(__m256i sums) {
    __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
    return _mm_cvtsi128_si32(_mm_add_epi32(half, _mm_shuffle_epi32(half, 0xb1)));
}

INLINE void products(const uint8_t *vectors, long stride, const float *scales, int width, const int16_t *codes, float *out) {
    const __m256i middle = _mm256_set1_epi16(128);
    __m256i sums[VECTORS];
    for (int v = 0; v < width; v++) sums[v] = _mm256_setzero_si256();
    for (long k = 0; k < stride; k += 16) {
        __m256i query = _mm256_load_si256((const __m256i *)(codes + k));
        for (int v = 0; v < width; v++) {
            __m256i stored = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(vectors + v * stride + k)));
            sums[v] = _mm256_add_epi32(sums[v], _mm256_madd_epi16(_mm256_sub_epi16(stored, middle), query));
        }
    }
    for (int v = 0; v < width; v++) out[v] = scales[v] * (float)total(sums[v]);
}

TARGET void tg_avx2_scan(TG_SCAN_PARAMETERS) {
    long i = 0;
    for (; i + VECTORS <= count; i += VECTORS)
        for (long q = 0; q < query_count; q++)
            products(vectors + i * stride, stride, scales + i, VECTORS, queries[q].codes, out + q * out_stride + i);
    for (; i < count; i++)
        for (long q = 0; q < query_count; q++)
            products(vectors + i * stride, stride, scales + i, 1, queries[q].codes, out + q * out_stride + i);
}
#endif
