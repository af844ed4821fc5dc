// What one core of this processor can multiply: the peaks that kernels are measured against. See the script `limits`.
#define _GNU_SOURCE
#include <immintrin.h>
#include <stdio.h>
#include <time.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,avx512bf16,avx512dq"), noinline))
enum { ROUNDS = 20000000, SUMS = 16 };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// Sixteen independent sums hide the latency; the empty statement keeps the loop from being folded.
#define PEAK(name, vector, start, step, total) \
    TARGET static double name(void) { \
        vector sums[SUMS]; \
        __m512i x = _mm512_set1_epi32(0x3f003f00), y = x; \
        for (int i = 0; i < SUMS; i++) sums[i] = start; \
        double begun = now(); \
        for (long round = 0; round < ROUNDS; round++) { \
            _Pragma("unroll") for (int i = 0; i < SUMS; i++) sums[i] = step; \
            __asm__ volatile("" : "+v"(x), "+v"(y)); \
        } \
        double seconds = now() - begun, sum = 0; \
        for (int i = 0; i < SUMS; i++) sum += (double)total; \
        return sum == 0.5 ? 0 : (double)ROUNDS * SUMS / seconds; \
    }
PEAK(f32_peak, __m512, _mm512_set1_ps((float)i),
    _mm512_fmadd_ps((__m512)x, (__m512)y, sums[i]), _mm512_reduce_add_ps(sums[i]))
PEAK(int8_peak, __m512i, _mm512_set1_epi32(i), _mm512_dpbusd_epi32(sums[i], x, y), _mm512_reduce_add_epi32(sums[i]))
PEAK(bf16_peak, __m512, _mm512_set1_ps((float)i),
    _mm512_dpbf16_ps(sums[i], (__m512bh)x, (__m512bh)y), _mm512_reduce_add_ps(sums[i]))

int main(void) {
    if (!__builtin_cpu_supports("avx512bf16") || !__builtin_cpu_supports("avx512vnni")) {
        fprintf(stderr, "This processor has no AVX-512 with VNNI and BF16.\n");
        return 1;
    }
    printf("f32 multiply-add  %7.1f GFLOP/s a core\n", f32_peak() * 32 / 1e9);
    printf("bf16 VDPBF16PS    %7.1f GFLOP/s a core\n", bf16_peak() * 64 / 1e9);
    printf("int8 VPDPBUSD     %7.1f GOP/s a core\n", int8_peak() * 128 / 1e9);
    return 0;
}
