// Speed of training's products and attention, next to the peak of the same run. See the script `training`.
#define _GNU_SOURCE
#include "tg_training.h"

#include <immintrin.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int threads = 2;

// With one thread, the process's own time: then others on the machine disturb less.
static double now(void) {
    struct timespec t;
    clock_gettime(threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static tg_pool *pool;
static const tg_kernels *kernels;

// What the processor can multiply: sixteen independent sums, on all threads at once.
#define PEAK_ROUNDS 1000000
#define PEAK(name, features, vector, start, step, total) \
    __attribute__((target(features), noinline)) static void name(void *context, long item) { \
        vector sums[16]; \
        __m512i x = _mm512_set1_epi32(0x3f003f00), y = x; \
        for (int i = 0; i < 16; i++) sums[i] = start; \
        for (long round = 0; round < PEAK_ROUNDS; round++) { \
            _Pragma("unroll") for (int i = 0; i < 16; i++) sums[i] = step; \
            __asm__ volatile("" : "+v"(x), "+v"(y)); \
        } \
        float sum = 0; \
        for (int i = 0; i < 16; i++) sum += total; \
        ((float *)context)[item * 16] = sum; \
    }
PEAK(f32_peak, "avx512f,avx512dq", __m512, _mm512_set1_ps((float)i), _mm512_fmadd_ps((__m512)x, (__m512)y, sums[i]), _mm512_reduce_add_ps(sums[i]))
PEAK(bf16_peak, "avx512f,avx512bf16,avx512dq", __m512, _mm512_set1_ps((float)i), _mm512_dpbf16_ps(sums[i], (__m512bh)x, (__m512bh)y), _mm512_reduce_add_ps(sums[i]))

PEAK(narrow_peak, "avx2,fma,avx512f", __m256, _mm256_set1_ps((float)i), _mm256_fmadd_ps((__m256)_mm512_castsi512_si256(x), (__m256)_mm512_castsi512_si256(y), sums[i]), sums[i][0])

static double peak(bool rounds) {
    bool wide = strncmp(kernels->name, "avx512", 6) == 0;
    // The measuring itself needs AVX-512.
    if (!__builtin_cpu_supports("avx512bf16")) return NAN;
    bool narrow = rounds && strcmp(kernels->name, "avx512bf16") == 0;
    float sums[64 * 16];
    double best = 0;
    for (int i = 0; i < 3; i++) {
        double begun = now();
        tg_pool_run(pool, threads, narrow ? bf16_peak : wide ? f32_peak : narrow_peak, sums);
        double rate = (double)threads * PEAK_ROUNDS * 16 * (narrow ? 64 : wide ? 32 : 16) / (now() - begun);
        if (rate > best) best = rate;
    }
    return best / 1e9;
}

static void *fresh(long bytes) { return aligned_alloc(64, (unsigned long)(bytes + 63) / 64 * 64); }

static void *random_values(tg_type type, long count) {
    float *values = fresh(count * 4);
    uint32_t state = 1;
    for (long i = 0; i < count; i++) state = state * 1664525 + 1013904223, values[i] = (float)(state >> 8) / 8388608 - 1;
    if (type == TG_F32) return values;
    void *narrow = fresh(count * 2);
    tg_convert(TG_BF16, values, count, narrow);
    free(values);
    return narrow;
}

// Runs for about `budget` seconds and returns the median of the times.
static double median(void (*work)(void *), void *context, double budget) {
    double times[1000], begun = now();
    int count = 0;
    work(context);
    while (count < 1000 && (count < 3 || now() - begun < budget)) {
        double start = now();
        work(context);
        times[count++] = now() - start;
    }
    qsort(times, (unsigned long)count, sizeof(double), compare_doubles);
    return times[count / 2];
}

typedef struct product_work {
    tg_training_product p;
    void *scratch;
} product_work;

static void multiply(void *context) {
    product_work *work = context;
    tg_training_multiply(kernels, pool, threads, &work->p, work->scratch);
}

static double product_rate(tg_form form, long t, long k, long n, tg_type a, tg_type b, tg_type out, bool rounds, double budget) {
    // x [T, K], W [N, K], y [T, N]
    long rows = form == TG_WEIGHT_GRADIENT ? n : t, columns = form == TG_FORWARD ? n : k;
    long depth = form == TG_FORWARD ? k : form == TG_INPUT_GRADIENT ? n : t;
    long a_count = form == TG_FORWARD ? t * k : t * n, b_count = form == TG_WEIGHT_GRADIENT ? t * k : n * k;
    void *a_values = random_values(a, a_count), *b_values = random_values(b, b_count), *result = fresh(rows * columns * 4);
    memset(result, 0, (unsigned long)(rows * columns * 4));
    long a_stride = form == TG_FORWARD ? k : n;
    product_work work = {{form, rows, columns, depth, {a_values, a_stride, a}, {b_values, k, b}, result, columns, out, 1, form == TG_WEIGHT_GRADIENT, rounds}, NULL};
    long bytes = tg_training_scratch(&work.p, threads);
    work.scratch = fresh(bytes);
    memset(work.scratch, 0, (unsigned long)bytes);
    double seconds = median(multiply, &work, budget);
    free(a_values), free(b_values), free(result), free(work.scratch);
    return 2 * (double)t * (double)k * (double)n / seconds / 1e9;
}

static void products(bool rounds, tg_type type, double budget) {
    static const long shapes[][3] = {
        {4096, 256, 256}, {4096, 256, 768}, {4096, 768, 256}, {512, 256, 8192}, {1024, 576, 576}, {1024, 576, 192}, {1024, 576, 1536},
        {1024, 1536, 576}, {512, 576, 49152},
    };
    static const char *const names[] = {"forward", "input gradient", "weight gradient"};
    double limit = peak(rounds);
    printf("%s, %s, operands %s; peak %.0f GFLOP/s\n", kernels->name, rounds ? "rounded to bf16" : "f32", type ? "bf16 (weights f32)" : "f32", limit);
    for (unsigned long i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        printf("T %4ld, K %4ld, N %5ld", shapes[i][0], shapes[i][1], shapes[i][2]);
        for (int form = 0; form < 3; form++) {
            tg_type b = form == TG_WEIGHT_GRADIENT ? type : TG_F32, out = form == TG_WEIGHT_GRADIENT ? TG_F32 : type;
            double rate = product_rate((tg_form)form, shapes[i][0], shapes[i][1], shapes[i][2], type, b, out, rounds, budget);
            printf("   %s %6.1f (%2.0f %%)", names[form], rate, 100 * rate / limit);
        }
        printf("\n");
        fflush(stdout);
    }
}

typedef struct attention_work {
    tg_training_attention a;
    void *scratch;
} attention_work;

static void attend(void *context) {
    attention_work *work = context;
    tg_training_attend(kernels, pool, threads, &work->a, work->scratch);
}

static void attend_backward(void *context) {
    attention_work *work = context;
    tg_training_attend_backward(kernels, pool, threads, &work->a, work->scratch);
}

// Counts what is seen only: 4 · width operations forward and 10 · width backward for each pair of rows.
static void attention_rates(
    long sequences, long rows, long heads, long key_heads, bool causal, bool rounds, tg_type type, double budget, double rates[2]) {
    long width = 64, all = sequences * rows, stride = heads * width, key_stride = key_heads * width;
    void *values[8];
    for (int v = 0; v < 8; v++) values[v] = random_values(type, all * heads * width);
    attention_work work = {{
        .sequences = sequences, .rows = rows, .heads = heads, .key_heads = key_heads, .width = width, .scale = 0.125f, .causal = causal,
        .rounds = rounds, .queries = {values[0], stride, type}, .keys = {values[1], key_stride, type}, .values = {values[2], key_stride, type},
        .output = {values[3], stride, type}, .log_sums = fresh(all * heads * 4), .output_gradient = {values[4], stride, type},
        .query_gradient = {values[5], stride, type}, .key_gradient = {values[6], key_stride, type}, .value_gradient = {values[7], key_stride, type},
    }, NULL};
    work.scratch = fresh(tg_training_attention_scratch(&work.a, threads));
    double pairs = (double)sequences * (double)heads * (double)rows * (causal ? (double)(rows + 1) / 2 : (double)rows);
    rates[0] = 4 * pairs * (double)width / median(attend, &work, budget) / 1e9;
    rates[1] = 10 * pairs * (double)width / median(attend_backward, &work, budget) / 1e9;
    free(work.a.log_sums), free(work.scratch);
    for (int v = 0; v < 8; v++) free(values[v]);
}

static void attentions(bool rounds, tg_type type, double budget) {
    static const long shapes[][4] = {{16, 256, 4, 4}, {8, 512, 4, 4}, {2, 512, 9, 3}, {4, 1024, 4, 4}, {1, 2048, 9, 3}, {32, 128, 4, 4}};
    double limit = peak(rounds);
    printf("%s, attention %s, operands %s; peak %.0f GFLOP/s\n", kernels->name, rounds ? "rounded to bf16" : "f32", type ? "bf16" : "f32", limit);
    for (unsigned long i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        for (int causal = 1; causal >= 0; causal--) {
            double rates[2];
            attention_rates(shapes[i][0], shapes[i][1], shapes[i][2], shapes[i][3], causal, rounds, type, budget, rates);
            printf("%2ld × %4ld rows, %ld/%ld heads, %s   forward %6.1f (%2.0f %%)   backward %6.1f (%2.0f %%)\n", shapes[i][0], shapes[i][1], shapes[i][2],
                shapes[i][3], causal ? "causal" : "full  ", rates[0], 100 * rates[0] / limit, rates[1], 100 * rates[1] / limit);
            fflush(stdout);
        }
}

// One line for a script: "product form T K N bf16" or "attention sequences rows heads key_heads bf16", causal.
static void single(char **words, double budget) {
    long n[4];
    for (int i = 0; i < 4; i++) n[i] = atol(words[i + 1]);
    bool rounds = atoi(words[5]);
    tg_type type = rounds ? TG_BF16 : TG_F32;
    if (strcmp(words[0], "product") == 0)
        printf("%f\n", product_rate((tg_form)n[0], n[1], n[2], n[3], type, type, n[0] == TG_WEIGHT_GRADIENT ? TG_F32 : type, rounds, budget));
    else {
        double rates[2];
        attention_rates(n[0], n[1], n[2], n[3], true, rounds, type, budget, rates);
        printf("%f %f\n", rates[0], rates[1]);
    }
}

int main(int count, char **arguments) {
    const char *set = count > 1 ? arguments[1] : "avx512bf16";
    threads = count > 2 ? atoi(arguments[2]) : tg_affinity_count();
    const char *parts = count > 3 ? arguments[3] : "brfaA";
    double budget = count > 4 ? atof(arguments[4]) : 0.3;
    kernels = tg_kernels_named(set);
    if (!kernels) {
        fprintf(stderr, "This processor can't run %s.\n", set);
        return 1;
    }
    pool = tg_pool_create(threads);
    if (count == 11) {
        single(arguments + 5, budget);
        return 0;
    }
    if (strchr(parts, 'b')) products(true, TG_BF16, budget);
    if (strchr(parts, 'r')) products(true, TG_F32, budget);
    if (strchr(parts, 'f')) products(false, TG_F32, budget);
    if (strchr(parts, 'a')) attentions(true, TG_BF16, budget);
    if (strchr(parts, 'A')) attentions(false, TG_F32, budget);
    tg_pool_destroy(pool);
    return 0;
}
