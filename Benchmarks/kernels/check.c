// Compares every instruction set that this processor has with the scalar reference. See the script `check`.
//
// Panels do the same arithmetic in the same order whatever their width, so AVX-512's products must agree with AVX2's to
// the bit; with the scalar reference everything agrees within rounding.
#include "../../Sources/CTruthKernels/blocks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static float random_number(void) { return (float)rand() / (float)RAND_MAX - 0.5f; }

static float *random_numbers(long count) {
    float *x = malloc((unsigned long)count * 4);
    for (long i = 0; i < count; i++) x[i] = random_number();
    return x;
}

static void compare(const char *what, const float *found, const float *expected, long count, float tolerance) {
    float worst = 0, size = 0;
    for (long i = 0; i < count; i++) {
        worst = fmaxf(worst, isnan(found[i]) ? INFINITY : fabsf(found[i] - expected[i]));
        size = fmaxf(size, fabsf(expected[i]));
    }
    if (worst <= tolerance * size) return;
    printf("FAILED %s: off by %g, largest value %g\n", what, worst, size);
    failures++;
}

static void quantize(tg_activations *a, const tg_kernels *kernels) {
    for (long t = 0; t < a->rows; t++) {
        long start = t / TG_TILE * TG_TILE, width = a->rows - start < TG_TILE ? a->rows - start : TG_TILE, place = t - start;
        long block = start * (a->columns / TG_BLOCK) + place;
        kernels->quantize(
            a->values + t * a->columns, a->columns, width, (int8_t *)a->codes + start * a->columns + place * 4,
            (float *)a->scales + block, (int32_t *)a->sums + block, (int32_t *)a->halves + block,
            (float *)a->offsets + block);
    }
}

enum { SETS = 4 };
static const tg_kernels *sets[SETS];
static int set_count;

static void test_product(tg_type type, long tokens, long rows, long columns) {
    long row_bytes = tg_row_bytes(type, columns);
    float *values = random_numbers(rows * columns), *x = random_numbers(tokens * columns);
    // Exactly as many bytes as the matrix has, so that a sanitizer sees every read beyond.
    uint8_t *bytes = malloc((unsigned long)(rows * row_bytes));
    for (long n = 0; n < rows; n++) tg_convert(type, values + n * columns, columns, bytes + n * row_bytes);
    if (type == TG_Q8_0) bytes[2] = 0x80;
    tg_matrix w = {bytes, rows, columns, type};
    long count = tokens * columns;
    tg_activations a = {
        .values = x, .codes = malloc((unsigned long)count), .scales = malloc((unsigned long)count), .sums = malloc((unsigned long)count),
        .halves = malloc((unsigned long)count), .offsets = malloc((unsigned long)count), .rows = tokens, .columns = columns};
    if (type > TG_BF16) quantize(&a, &tg_scalar);
    float *results[SETS], *first = NULL;
    for (int accumulate = 0; accumulate < 2; accumulate++) {
        first = NULL;
        for (int i = 0; i < set_count; i++) {
            if (!accumulate) results[i] = malloc((unsigned long)(tokens * rows) * 4);
            for (long row = 0; row < rows; row += 32)
                sets[i]->product(&w, row, rows - row < 32 ? rows - row : 32, &a, 0, tokens, results[i], rows, accumulate);
            char what[120];
            snprintf(what, sizeof what, "%s, type %d, %ld tokens, %ld rows, %ld columns, accumulate %d", sets[i]->name, type, tokens, rows, columns, accumulate);
            compare(what, results[i], results[0], tokens * rows, 2e-5f);
            if (i > 0 && rows >= 16) {
                if (first) compare(what, results[i], first, tokens * rows, 0);
                else first = results[i];
            }
        }
    }
    for (int i = 0; i < set_count; i++) free(results[i]);
    free(values), free(x), free(bytes);
    free((void *)a.codes), free((void *)a.scales), free((void *)a.sums), free((void *)a.halves), free((void *)a.offsets);
}

// BF16 weights with rounded activations: sets that multiply them agree with the reference; VDPBF16PS adds two products
// before it rounds, and takes subnormal numbers for zero.
static void test_rounded(long tokens, long rows, long columns) {
    float *values = random_numbers(rows * columns), *x = random_numbers(tokens * columns);
    uint8_t *bytes = malloc((unsigned long)(rows * columns) * 2);
    tg_convert(TG_BF16, values, rows * columns, bytes);
    uint16_t *rounded[2];
    float *results[2] = {malloc((unsigned long)(tokens * rows) * 4), malloc((unsigned long)(tokens * rows) * 4)};
    for (int i = 0; i < set_count; i++) {
        int place = i > 0;
        long width = tg_rounded_width(columns);
        rounded[place] = malloc((unsigned long)(tokens * width) * 2);
        for (long t = 0; t < tokens; t++) sets[i]->round(x + t * columns, columns, rounded[place] + t * width);
        if (place && memcmp(rounded[0], rounded[1], (unsigned long)(tokens * width) * 2)) {
            printf("FAILED %s: rounds %ld columns differently\n", sets[i]->name, columns);
            failures++;
        }
        if (sets[i]->multiplies_rounded) {
            tg_matrix w = {bytes, rows, columns, TG_BF16};
            tg_activations a = {.values = x, .rounded = rounded[place], .rows = tokens, .columns = columns};
            for (long row = 0; row < rows; row += 32)
                sets[i]->product(&w, row, rows - row < 32 ? rows - row : 32, &a, 0, tokens, results[place], rows, false);
            char what[120];
            snprintf(what, sizeof what, "%s, rounded, %ld tokens, %ld rows, %ld columns", sets[i]->name, tokens, rows, columns);
            compare(what, results[place], results[0], tokens * rows, 2e-5f);
        }
        if (place) free(rounded[1]);
    }
    free(rounded[0]), free(values), free(x), free(bytes), free(results[0]), free(results[1]);
}

static void test_rounded_attention(long length, long width) {
    long stride = width + 16;
    // Each array ends with its last row, so that a sanitizer sees every read beyond.
    float *inputs[3], *results[2];
    for (int i = 0; i < 3; i++) inputs[i] = random_numbers((length - 1) * stride + width);
    for (int i = 0; i < 2; i++) results[i] = calloc((unsigned long)(length * width), 4);
    for (int i = 0; i < set_count; i++) {
        if (!sets[i]->attend_rounded) continue;
        sets[i]->attend_rounded(inputs[0], inputs[1], inputs[2], stride, length, width, 1.5f, results[i > 0], width);
        char what[120];
        snprintf(what, sizeof what, "%s, rounded attention, %ld rows of %ld", sets[i]->name, length, width);
        // Scores differ in their last bits, so a weight may round to the other of two BF16 numbers, 2⁻⁸ apart.
        compare(what, results[i > 0], results[0], length * width, 4e-3f);
    }
    for (int i = 0; i < 3; i++) free(inputs[i]);
    free(results[0]), free(results[1]);
}

static void test_elementwise(long count) {
    float *x = random_numbers(count), *y = random_numbers(count), *z = random_numbers(count), *results[2];
    for (int i = 0; i < 2; i++) results[i] = malloc((unsigned long)count * 4);
    for (int i = 0; i < set_count; i++)
        for (int work = 0; work < 4; work++) {
            float *out = results[i > 0];
            memcpy(out, x, (unsigned long)count * 4);
            if (work == 0) sets[i]->layer_norm(x, y, z, y, 1e-3f, count, out);
            if (work == 1) sets[i]->gelu(out, y, count);
            if (work == 2) sets[i]->swiglu(x, y, count, out);
            if (work == 3) sets[i]->rms_norm(x, y, 1e-5f, count, out);
            float *expected = malloc((unsigned long)count * 4);
            memcpy(expected, x, (unsigned long)count * 4);
            if (work == 0) sets[0]->layer_norm(x, y, z, y, 1e-3f, count, expected);
            if (work == 1) sets[0]->gelu(expected, y, count);
            if (work == 2) sets[0]->swiglu(x, y, count, expected);
            if (work == 3) sets[0]->rms_norm(x, y, 1e-5f, count, expected);
            char what[120];
            snprintf(what, sizeof what, "%s, %ld numbers, %s", sets[i]->name, count, work == 0 ? "layer norm" : work == 1 ? "gelu" : work == 2 ? "swiglu" : "rms norm");
            compare(what, out, expected, count, 3e-6f);
            free(expected);
        }
    free(x), free(y), free(z), free(results[0]), free(results[1]);
}

static void test_attention(bool half, long width, long count) {
    long padded = (width + 15) / 16 * 16;
    float *keys = random_numbers(TG_CHUNK * width), *values = random_numbers(TG_CHUNK * padded), *queries = random_numbers(count * width);
    uint16_t *half_keys = malloc((unsigned long)(TG_CHUNK * width) * 2), *half_values = malloc((unsigned long)(TG_CHUNK * padded) * 2);
    tg_scalar.narrow(keys, TG_CHUNK * width, half_keys);
    tg_scalar.narrow(values, TG_CHUNK * padded, half_values);
    tg_chunk chunk = {half ? (void *)half_keys : keys, half ? (void *)half_values : values, half, width, padded};
    int32_t *visible = malloc((unsigned long)count * 4);
    for (long q = 0; q < count; q++) visible[q] = 1 + rand() % TG_CHUNK;
    float *results[SETS];
    long size = count * (padded + 2);
    for (int i = 0; i < set_count; i++) {
        results[i] = calloc((unsigned long)size, 4);
        sets[i]->attend(&chunk, queries, count, visible, results[i], results[i] + count, results[i] + 2 * count);
        // The channels beyond the width hold whatever the padding held.
        for (long q = 0; q < count; q++)
            for (long d = width; d < padded; d++) results[i][2 * count + q * padded + d] = 0;
        char what[120];
        snprintf(what, sizeof what, "%s, attention, half %d, width %ld, %ld queries", sets[i]->name, half, width, count);
        compare(what, results[i], results[0], size, 2e-5f);
    }
    for (int i = 0; i < set_count; i++) free(results[i]);
    free(keys), free(values), free(queries), free(half_keys), free(half_values), free(visible);
}

int main(void) {
    static const char *const names[SETS] = {"scalar", "avx2", "avx512", "avx512bf16"};
    for (int i = 0; i < SETS; i++) {
        const tg_kernels *set = tg_kernels_named(names[i]);
        if (set) sets[set_count++] = set;
        else printf("This processor can't run %s.\n", names[i]);
    }
    static const long tokens[] = {1, 2, 3, 4, 7, 9, 19}, rows[] = {1, 15, 16, 17, 33, 65}, columns[] = {32, 96, 800};
    static const long odd[] = {1, 7, 31, 131}, lengths[] = {1, 2, 15, 16, 17, 33, 200, 512};
    int products = 0;
    for (int t = 0; t < 7; t++)
        for (int n = 0; n < 6; n++) {
            for (int type = TG_F32; type <= TG_MXFP4; type++) {
                for (int k = 0; k < 3; k++, products++) {
                    // Types of eight blocks take 256, 768 and 2,560 columns.
                    bool grouped = tg_group_blocks((tg_type)type) > 1;
                    test_product((tg_type)type, tokens[t], rows[n], !grouped ? columns[k] : k < 2 ? 8 * columns[k] : 2560);
                }
                for (int k = 0; k < 4 && type <= TG_BF16; k++, products++) test_product((tg_type)type, tokens[t], rows[n], odd[k]);
            }
            for (int k = 0; k < 3; k++) test_rounded(tokens[t], rows[n], columns[k]);
            for (int k = 0; k < 4; k++) test_rounded(tokens[t], rows[n], odd[k]);
        }
    static const long widths[] = {1, 7, 10, 32, 33, 64, 128, 256};
    for (int half = 0; half < 2; half++)
        for (int w = 0; w < 8; w++)
            for (long count = 1; count <= 8; count++) test_attention(half, widths[w], count);
    for (int i = 0; i < 8; i++)
        for (long width = 16; width <= TG_ROUNDED_WIDTH; width += 16) test_rounded_attention(lengths[i], width);
    for (int i = 0; i < 8; i++) test_elementwise(lengths[i] + 3);
    printf("%d instruction sets, %d products, 128 chunks of attention, %d failures\n", set_count, products, failures);
    return failures != 0;
}
