// Measures every kernel against this machine's memory speed and multiply-add peak. See the script `run`.
//
// usage: kernels [instruction set] [threads] [parts]
// parts: g generation, f a few tokens at once, p prompts, a attention, e elementwise; all without
#define _GNU_SOURCE
#include "../../Sources/CTruthKernels/blocks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const tg_kernels *kernels;
static tg_pool *pool;
static int threads;

static double now(void) {
    struct timespec t;
    // One thread counts its own time, so that a busy machine disturbs it less.
    clock_gettime(threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *memory(long bytes) {
    void *p = aligned_alloc(4096, (unsigned long)(bytes + 4095) / 4096 * 4096 + 8192);
    memset(p, 0, (unsigned long)bytes + 4096);
    return p;
}

static float random_number(void) { return (float)rand() / (float)RAND_MAX - 0.5f; }

// The best and the median of repeated runs, in seconds.
typedef struct { double best, median; } timing;
static int ascending(const void *a, const void *b) { return *(const double *)a < *(const double *)b ? -1 : 1; }
static timing measure(int repeats, void (*body)(void)) {
    double *times = malloc(sizeof(double) * (unsigned)repeats);
    body();
    for (int i = 0; i < repeats; i++) {
        double start = now();
        body();
        times[i] = now() - start;
    }
    qsort(times, (unsigned)repeats, sizeof(double), ascending);
    timing result = {times[0], times[repeats / 2]};
    free(times);
    return result;
}

// Memory speed and multiply-add peak

static volatile uint64_t *words;
static long word_count = 16 << 20;
static volatile uint64_t sink[64];
static void read_part(void *context, long item) {
    (void)context;
    uint64_t sums[8] = {0};
    const uint64_t *p = (const uint64_t *)words + item * (word_count / 64);
    for (long i = 0; i < word_count / 64; i += 8)
        for (int j = 0; j < 8; j++) sums[j] += p[i + j];
    for (int j = 1; j < 8; j++) sums[0] += sums[j];
    sink[item] = sums[0];
}
static void read_memory(void) {
    tg_pool_run(pool, 64, read_part, NULL);
    __asm__ volatile("" ::: "memory");
}

static void nothing(void *context, long item) { (void)context, (void)item; }
static void fork_often(void) {
    for (int i = 0; i < 1000; i++) tg_pool_run(pool, threads, nothing, NULL);
}

// The matrices of one token of SmolLM2-135M, each product behind a barrier.

typedef struct { tg_matrix w; int group; } layer_matrix;
static layer_matrix *set;
static int set_count;
static tg_activations input[2];
static float *output;
static long tokens;

static tg_matrix matrix(tg_type type, long rows, long columns) {
    long size = tg_row_bytes(type, columns);
    uint8_t *bytes = memory(size * rows);
    float *row = malloc(sizeof(float) * (unsigned long)columns * 16);
    for (long k = 0; k < columns * 16; k++) row[k] = random_number();
    for (long n = 0; n < rows; n++) {
        if (n < 16) tg_convert(type, row + n * columns, columns, bytes + n * size);
        else memcpy(bytes + n * size, bytes + (n - 16) * size, (unsigned long)size);
    }
    free(row);
    return (tg_matrix){bytes, rows, columns, type};
}

static tg_activations activations(long rows, long columns) {
    float *x = memory(rows * columns * 4);
    for (long i = 0; i < rows * columns; i++) x[i] = random_number();
    tg_activations a = {
        .values = x, .codes = memory(rows * columns), .scales = memory(rows * columns / 8), .sums = memory(rows * columns / 8),
        .halves = memory(rows * columns / 8), .offsets = memory(rows * columns / 8), .rows = rows, .columns = columns};
    return a;
}

typedef struct { const tg_activations *x; } quantizing;
static void quantize_tile(void *context, long item) {
    const tg_activations *a = ((quantizing *)context)->x;
    long start = item * TG_TILE, width = a->rows - start < TG_TILE ? a->rows - start : TG_TILE, blocks = a->columns / 32;
    for (long t = 0; t < width; t++)
        kernels->quantize(
            a->values + (start + t) * a->columns, a->columns, width, (int8_t *)a->codes + start * a->columns + t * 4,
            (float *)a->scales + start * blocks + t, (int32_t *)a->sums + start * blocks + t,
            (int32_t *)a->halves + start * blocks + t, (float *)a->offsets + start * blocks + t);
}
static void quantize(const tg_activations *a) {
    quantizing q = {a};
    long tiles = (a->rows + TG_TILE - 1) / TG_TILE;
    if (tiles < 4) for (long i = 0; i < tiles; i++) quantize_tile(&q, i);
    else tg_pool_run(pool, tiles, quantize_tile, &q);
}

typedef struct { long first, count; } part;
typedef struct { const tg_matrix *w; const tg_activations *x; part parts[4096]; int count; } multiplying;
static void multiply_rows(void *context, long item) {
    multiplying *m = context;
    kernels->product(m->w, m->parts[item].first, m->parts[item].count, m->x, 0, m->x->rows, output, m->w->rows, false);
}

// As Processor.linear divides: a long run of rows for every thread, then short ones for whoever is free.
static void multiply(const tg_matrix *w, const tg_activations *x) {
    static multiplying m;
    m.w = w, m.x = x, m.count = 0;
    long unit = kernels->rows_at_once, run = w->rows * 7 / 8 / threads / unit * unit, row = 0;
    long share = (w->rows - run * threads) / (2 * threads) / unit * unit;
    if (share < unit) share = unit;
    if (run > 0)
        for (int i = 0; i < threads; i++, row += run) m.parts[m.count++] = (part){row, run};
    for (; row < w->rows; row += share) m.parts[m.count++] = (part){row, w->rows - row < share ? w->rows - row : share};
    tg_pool_run(pool, m.count, multiply_rows, &m);
}

static void token(void) {
    for (int i = 0; i < set_count; i++) {
        const tg_activations *x = set[i].w.columns == input[0].columns ? &input[0] : &input[1];
        if (set[i].group) quantize(x);
        multiply(&set[i].w, x);
    }
}

static void products(const char *name, tg_type type, int layers, tg_type vocabulary, int repeats) {
    set = malloc(sizeof(layer_matrix) * (unsigned)(layers * 4 + 1));
    set_count = 0;
    long bytes = 0;
    double work = 0;
    // Query, key and value in one, gate and up in one: grouped products share a barrier.
    // Types of eight blocks need a width of whole groups, so theirs is 512.
    const long width = tg_group_blocks(type) > 1 ? 512 : 576;
    const long shapes[4][2] = {{960, width}, {576, width}, {3072, width}, {width, 1536}};
    for (int layer = 0; layer < layers; layer++)
        for (int i = 0; i < 4; i++) set[set_count++] = (layer_matrix){matrix(type, shapes[i][0], shapes[i][1]), 1};
    if (vocabulary != TG_F32) set[set_count++] = (layer_matrix){matrix(vocabulary, 49152, width), 1};
    for (int i = 0; i < set_count; i++) {
        bytes += tg_row_bytes(set[i].w.type, set[i].w.rows * set[i].w.columns);
        work += 2.0 * (double)set[i].w.rows * (double)set[i].w.columns * (double)tokens;
    }
    input[0] = activations(tokens, width);
    input[1] = activations(tokens, 1536);
    output = memory(tokens * 49152 * 4);
    timing t = measure(repeats, token);
    printf(
        "%-28s %4ld tokens  median %9.3f ms  best %9.3f ms  %6.2f GB/s  %7.1f GOP/s  %8.1f tokens/s\n", name, tokens, t.median * 1e3,
        t.best * 1e3, (double)bytes / t.median / 1e9, work / t.median / 1e9, (double)tokens / t.median);
    for (int i = 0; i < set_count; i++) free((void *)set[i].w.bytes);
    for (int i = 0; i < 2; i++) {
        free((void *)input[i].values), free((void *)input[i].codes), free((void *)input[i].scales);
        free((void *)input[i].sums), free((void *)input[i].halves), free((void *)input[i].offsets);
    }
    free(output);
    free(set);
}

// Attention of SmolLM2-135M: 9 query heads, 3 key heads of 64 channels.

static uint16_t **chunks;
static float *queries, *partials;
static long positions, query_rows;

static void prompt_item(void *context, long item) {
    (void)context;
    long blocks = (query_rows + 15) / 16, block = blocks - 1 - item / 3, head = item % 3, first = block * 16;
    tg_attention a = {
        .queries = queries + first * 576 + head * 192, .query_stride = 576, .output = output + first * 576 + head * 192,
        .output_stride = 576, .tokens = query_rows - first < 16 ? query_rows - first : 16, .group = 3, .width = 64, .scale = 0.125f,
        .position = positions - query_rows + first, .length = positions, .before = TG_ALL_POSITIONS, .chunks = (const void *const *)chunks,
        .type = TG_CACHE_F16, .key_offset = 2 * head * 4096, .value_offset = 2 * (3 * 4096 + head * 4096)};
    tg_attend(kernels, &a);
}
static void prompt_attention(void) { tg_pool_run(pool, (query_rows + 15) / 16 * 3, prompt_item, NULL); }

static void token_view(tg_attention *a, long head) {
    *a = (tg_attention){
        .queries = queries + head * 192, .query_stride = 576, .output = output + head * 192, .output_stride = 576, .tokens = 1,
        .group = 3, .width = 64, .scale = 0.125f, .position = positions - 1, .length = positions, .before = TG_ALL_POSITIONS, .chunks = (const void *const *)chunks,
        .type = TG_CACHE_F16, .key_offset = 2 * head * 4096, .value_offset = 2 * (3 * 4096 + head * 4096)};
}
static void token_item(void *context, long item) {
    (void)context;
    long count = (positions + 63) / 64, step = count * 3 / 64 > 1 ? count * 3 / 64 : 1, parts = (count + step - 1) / step;
    long head = item / parts, first = item % parts * step;
    tg_attention a;
    token_view(&a, head);
    tg_attend_chunks(kernels, &a, first, first + step < count ? first + step : count, partials + head * count * 3 * tg_partial_size(64));
}
static void token_attention(void) {
    long count = (positions + 63) / 64, step = count * 3 / 64 > 1 ? count * 3 / 64 : 1, parts = (count + step - 1) / step;
    tg_pool_run(pool, parts * 3, token_item, NULL);
    for (long head = 0; head < 3; head++) {
        tg_attention a;
        token_view(&a, head);
        tg_attend_finish(kernels, &a, partials + head * count * 3 * tg_partial_size(64));
    }
}

static void attention(long length, long rows, int repeats) {
    positions = length;
    query_rows = rows;
    long count = (length + 63) / 64;
    chunks = malloc(sizeof(void *) * (unsigned long)count);
    for (long c = 0; c < count; c++) {
        chunks[c] = memory(3 * 64 * 64 * 4);
        for (long i = 0; i < 3 * 64 * 64 * 2; i++) chunks[c][i] = tg_half_from_float(random_number());
    }
    queries = memory(rows * 576 * 4);
    for (long i = 0; i < rows * 576; i++) queries[i] = random_number();
    output = memory(rows * 576 * 4);
    partials = memory(count * 9 * tg_partial_size(64) * 4);
    timing t = measure(repeats, rows == 1 ? token_attention : prompt_attention);
    double pairs = rows == 1 ? (double)length : (double)rows * ((double)length - 0.5 * (double)rows);
    printf(
        "attention over %5ld, %4ld rows  median %9.3f ms  best %9.3f ms  %6.2f GB/s  %7.1f GFLOP/s\n", length, rows, t.median * 1e3,
        t.best * 1e3, (double)length * 3 * 64 * 4 / t.median / 1e9, pairs * 9 * 64 * 4 / t.median / 1e9);
    for (long c = 0; c < count; c++) free(chunks[c]);
    free(chunks), free(queries), free(output), free(partials);
}

// Elementwise, one thread, 64 rows of 1536.

static float *a, *b, *gains;
static void run_rms(void) { for (int t = 0; t < 64; t++) kernels->rms_norm(a + t * 1536, gains, 1e-5f, 1536, b + t * 1536); }
static void run_norm(void) { for (int t = 0; t < 64; t++) kernels->layer_norm(a + t * 1536, gains, gains, gains, 1e-5f, 1536, b + t * 1536); }
static void run_swiglu(void) { kernels->swiglu(a, a, 64 * 1536, b); }
static void run_gelu(void) { for (int t = 0; t < 64; t++) kernels->gelu(b + t * 1536, gains, 1536); }
static void run_softmax(void) { kernels->softmax(b, 64 * 1536); }
static void run_rotate(void) { for (int t = 0; t < 64; t++) kernels->rotate(b + t * 1536, 24, 64, 32, true, gains, gains + 32); }
static void run_add(void) { kernels->add(a, 64 * 1536, b); }
static void run_quantize(void) { quantize(&input[0]); }

static void elementwise(void) {
    a = memory(64 * 1536 * 4), b = memory(64 * 1536 * 4), gains = memory(1536 * 4);
    for (int i = 0; i < 64 * 1536; i++) a[i] = b[i] = random_number() * 4;
    for (int i = 0; i < 1536; i++) gains[i] = random_number();
    static const struct { const char *name; void (*body)(void); } parts[] = {
        {"rms_norm", run_rms}, {"layer_norm", run_norm}, {"swiglu", run_swiglu}, {"gelu", run_gelu},
        {"softmax", run_softmax}, {"rotate", run_rotate}, {"add", run_add}};
    for (int i = 0; i < 7; i++) printf("%-28s %6.3f ns per number\n", parts[i].name, measure(50, parts[i].body).best / 64 / 1536 * 1e9);
    input[0] = activations(64, 1536);
    printf("%-28s %6.3f ns per number\n", "quantize (all threads)", measure(50, run_quantize).best / 64 / 1536 * 1e9);
}

static const struct { const char *name; tg_type type; } kinds[] = {
    {"Q8_0", TG_Q8_0}, {"Q4_K", TG_Q4_K}, {"Q5_K", TG_Q5_K}, {"Q6_K", TG_Q6_K}, {"Q5_0", TG_Q5_0}, {"Q5_1", TG_Q5_1}, {"Q2_K", TG_Q2_K},
    {"Q3_K", TG_Q3_K}, {"IQ4_NL", TG_IQ4_NL}, {"IQ4_XS", TG_IQ4_XS}, {"MXFP4", TG_MXFP4}, {"Q4_0", TG_Q4_0}};

int main(int count, char **arguments) {
    const char *name = count > 1 ? arguments[1] : "avx2", *only = count > 3 ? arguments[3] : "";
    threads = count > 2 ? atoi(arguments[2]) : 2;
    kernels = tg_kernels_named(name);
    if (!kernels) {
        fprintf(stderr, "This processor can't run %s.\n", name);
        return 1;
    }
    pool = tg_pool_create(threads);
    words = memory(word_count * 8);
    for (long i = 0; i < word_count; i++) words[i] = (uint64_t)rand();
    printf("%s, %d threads\n", name, threads);
    printf("reading memory: %.2f GB/s\n", (double)word_count * 8 / measure(20, read_memory).best / 1e9);
    timing fork = measure(20, fork_often);
    printf("fork and join: %.0f ns (median), %.0f (best)\n", fork.median * 1e6, fork.best * 1e6);
#define WANTED(letter) (!*only || strchr(only, letter))
    if (WANTED('g')) {
        tokens = 1;
        products("Q4_1, Q8_0 vocabulary", TG_Q4_1, 30, TG_Q8_0, 30);
        products("Q4_0, Q8_0 vocabulary", TG_Q4_0, 30, TG_Q8_0, 30);
        products("Q8_0, Q8_0 vocabulary", TG_Q8_0, 30, TG_Q8_0, 30);
        for (int i = 0; i < 12; i++) products(kinds[i].name, kinds[i].type, 30, kinds[i].type, 30);
        products("F16", TG_F16, 10, TG_F16, 15);
        products("F32, 10 layers", TG_F32, 10, TG_F32, 15);
    }
    if (WANTED('f')) {
        for (tokens = 2; tokens <= 16; tokens *= 2) products("Q4_1, Q8_0 vocabulary", TG_Q4_1, 30, TG_Q8_0, 10);
    }
    if (WANTED('p')) {
        tokens = 512;
        products("Q4_1, no vocabulary", TG_Q4_1, 8, TG_F32, 7);
        products("Q4_0, no vocabulary", TG_Q4_0, 8, TG_F32, 7);
        products("Q8_0, no vocabulary", TG_Q8_0, 8, TG_F32, 7);
        for (int i = 0; i < 12; i++) products(kinds[i].name, kinds[i].type, 8, TG_F32, 7);
        tokens = 64;
        products("Q4_1, no vocabulary", TG_Q4_1, 8, TG_F32, 7);
        products("F32, no vocabulary", TG_F32, 8, TG_F32, 7);
        tokens = 256;
        products("F32, no vocabulary", TG_F32, 8, TG_F32, 7);
        products("F16, no vocabulary", TG_F16, 8, TG_F32, 7);
        products("BF16, no vocabulary", TG_BF16, 8, TG_F32, 7);
    }
    if (WANTED('a')) {
        attention(128, 1, 200);
        attention(1024, 1, 200);
        attention(4096, 1, 100);
        attention(512, 512, 10);
        attention(2048, 2048, 3);
    }
    if (WANTED('e')) elementwise();
    return 0;
}
