// The one place that asks the processor what it can do.
#include "tg_kernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>

extern const tg_kernels tg_avx2, tg_avx512, tg_avx512_bf16;

// Register sets that the operating system saves: bits 1 and 2 are XMM and YMM, 5 to 7 AVX-512's.
static uint32_t saved_registers(void) {
    unsigned a, b, c, d;
    // XGETBV itself needs OSXSAVE (leaf 1, ECX bit 27).
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 27 & 1)) return 0;
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

// AVX2, FMA, F16C: Intel since Haswell (2013), AMD since Zen (2017).
static bool has_avx2(void) {
    unsigned a, b, c, d, b7, c7, d7;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !__get_cpuid_count(7, 0, &a, &b7, &c7, &d7)) return false;
    return (saved_registers() & 0x6) == 0x6 && (c >> 12 & 1) && (c >> 29 & 1) && (b7 >> 5 & 1);
}

// AVX-512 F, DQ, BW, VL and VNNI: Intel since Ice Lake and Cascade Lake (2019), AMD since Zen 4 (2022).
static bool has_avx512(void) {
    unsigned a, b, c, d;
    if (!has_avx2() || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
    const unsigned wanted = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;
    return (saved_registers() & 0xe6) == 0xe6 && (b & wanted) == wanted && (c >> 11 & 1);
}

// VBMI and BF16 besides: AMD since Zen 4 (2022), Intel since Sapphire Rapids (2023).
static bool has_avx512_bf16(void) {
    unsigned a, b, c, d, highest;
    if (!has_avx512() || !__get_cpuid_count(7, 0, &highest, &b, &c, &d) || highest < 1 || !(c >> 1 & 1)) return false;
    return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a >> 5 & 1);
}
#endif

const tg_kernels *tg_kernels_named(const char *name) {
    if (strcmp(name, "scalar") == 0) return &tg_scalar;
#if defined(__x86_64__)
    if (strcmp(name, "avx2") == 0 && has_avx2()) return &tg_avx2;
    if (strcmp(name, "avx512") == 0 && has_avx512()) return &tg_avx512;
    if (strcmp(name, "avx512bf16") == 0 && has_avx512_bf16()) return &tg_avx512_bf16;
#endif
    return NULL;
}
