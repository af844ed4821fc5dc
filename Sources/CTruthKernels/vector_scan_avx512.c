// AVX-512 VNNI: VPDPBUSD multiplies stored unsigned bytes with the high and with the low bytes of the query's codes. Sums are modulo
// 2³², which the true sum fits in, so the order of wrapping additions doesn't matter.
#if defined(__x86_64__)
#include "vector_scan.h"

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2")))
#define INLINE static inline __attribute__((always_inline, target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2")))

enum { VECTORS = 4 };

INLINE void products(const uint8_t *vectors, long stride, const float *scales, int width, const tg_query *query, float *out) {
    __m512i high[VECTORS], low[VECTORS];
    for (int v = 0; v < width; v++) high[v] = low[v] = _mm512_setzero_si512();
    for (long k = 0; k < stride; k += 64) {
        __m512i query_high = _mm512_load_si512(query->high + k), query_low = _mm512_load_si512(query->low + k);
        for (int v = 0; v < width; v++) {
            __m512i stored = _mm512_loadu_si512(vectors + v * stride + k);
            high[v] = _mm512_dpbusd_epi32(high[v], stored, query_high);
            low[v] = _mm512_dpbusd_epi32(low[v], stored, query_low);
        }
    }
    for (int v = 0; v < width; v++) {
        __m512i sums = _mm512_add_epi32(_mm512_slli_epi32(high[v], 8), low[v]);
        int32_t sum = (int32_t)((uint32_t)_mm512_reduce_add_epi32(sums) - query->offset);
        out[v] = scales[v] * (float)sum;
    }
}

TARGET void tg_avx512_scan(TG_SCAN_PARAMETERS) {
    long i = 0;
    for (; i + VECTORS <= count; i += VECTORS)
        for (long q = 0; q < query_count; q++)
            products(vectors + i * stride, stride, scales + i, VECTORS, queries + q, out + q * out_stride + i);
    for (; i < count; i++)
        for (long q = 0; q < query_count; q++)
            products(vectors + i * stride, stride, scales + i, 1, queries + q, out + q * out_stride + i);
}
#endif
