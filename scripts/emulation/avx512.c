// Runs the AVX-512 kernels on a processor with AVX2 alone, through SIMDe's emulation, and compares them with the others.
//
// The AVX-512 products and attention do the same arithmetic in the same order as AVX2's, so they must agree to the bit;
// with the scalar reference they agree within rounding.
#include "tg_kernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const tg_kernels tg_avx512;

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
            (float *)a->scales + block, (int32_t *)a->sums + block, (float *)a->offsets + block);
    }
}

static void test_product(tg_type type, long tokens, long rows, long columns, const tg_kernels *avx2) {
    static const long sizes[] = {4, 2, 2, 18, 20, 34};
    long row_bytes = type <= TG_BF16 ? columns * sizes[type] : columns / 32 * sizes[type];
    float *values = random_numbers(rows * columns), *x = random_numbers(tokens * columns);
    // Exactly as many bytes as the matrix has, so that a sanitizer sees every read beyond.
    uint8_t *bytes = malloc((unsigned long)(rows * row_bytes));
    for (long n = 0; n < rows; n++) tg_convert(type, values + n * columns, columns, bytes + n * row_bytes);
    if (type == TG_Q8_0) bytes[2] = 0x80;
    tg_matrix w = {bytes, rows, columns, type};
    long count = tokens * columns;
    tg_activations a = {x, malloc((unsigned long)count), malloc((unsigned long)count), malloc((unsigned long)count), malloc((unsigned long)count), tokens, columns};
    if (type > TG_BF16) quantize(&a, &tg_scalar);
    float *results[3];
    const tg_kernels *all[3] = {&tg_scalar, avx2, &tg_avx512};
    for (int accumulate = 0; accumulate < 2; accumulate++) {
        for (int i = 0; i < 3; i++) {
            if (!accumulate) results[i] = malloc((unsigned long)(tokens * rows) * 4);
            for (long first = 0; first < rows; first += 32)
                all[i]->product(&w, first, rows - first < 32 ? rows - first : 32, &a, 0, tokens, results[i], rows, accumulate);
        }
        char what[100];
        snprintf(what, sizeof what, "type %d, %ld tokens, %ld rows, %ld columns, accumulate %d", type, tokens, rows, columns, accumulate);
        compare(what, results[2], results[0], tokens * rows, 2e-5f);
        if (rows >= 16) compare(what, results[2], results[1], tokens * rows, 0);
    }
    for (int i = 0; i < 3; i++) free(results[i]);
    free(values), free(x), free(bytes);
    free((void *)a.codes), free((void *)a.scales), free((void *)a.sums), free((void *)a.offsets);
}

static void test_attention(bool half, long width, long count, const tg_kernels *avx2) {
    long padded = (width + 15) / 16 * 16;
    float *keys = random_numbers(TG_CHUNK * width), *values = random_numbers(TG_CHUNK * padded), *queries = random_numbers(count * width);
    uint16_t *half_keys = malloc((unsigned long)(TG_CHUNK * width) * 2), *half_values = malloc((unsigned long)(TG_CHUNK * padded) * 2);
    tg_scalar.narrow(keys, TG_CHUNK * width, half_keys);
    tg_scalar.narrow(values, TG_CHUNK * padded, half_values);
    tg_chunk chunk = {half ? (void *)half_keys : keys, half ? (void *)half_values : values, half, width, padded};
    int32_t *visible = malloc((unsigned long)count * 4);
    for (long q = 0; q < count; q++) visible[q] = 1 + rand() % TG_CHUNK;
    float *results[3];
    const tg_kernels *all[3] = {&tg_scalar, avx2, &tg_avx512};
    long size = count * (padded + 2);
    for (int i = 0; i < 3; i++) {
        results[i] = calloc((unsigned long)size, 4);
        all[i]->attend(&chunk, queries, count, visible, results[i], results[i] + count, results[i] + 2 * count);
        // The channels beyond the width hold whatever the padding held.
        for (long q = 0; q < count; q++)
            for (long d = width; d < padded; d++) results[i][2 * count + q * padded + d] = 0;
    }
    char what[100];
    snprintf(what, sizeof what, "attention, half %d, width %ld, %ld queries", half, width, count);
    compare(what, results[2], results[0], size, 2e-5f);
    compare(what, results[2], results[1], size, 0);
    for (int i = 0; i < 3; i++) free(results[i]);
    free(keys), free(values), free(queries), free(half_keys), free(half_values), free(visible);
}

int main(void) {
    const tg_kernels *avx2 = tg_kernels_named("avx2");
    if (!avx2) {
        fprintf(stderr, "The comparison needs a processor with AVX2.\n");
        return 2;
    }
    static const long tokens[] = {1, 2, 3, 4, 7, 9, 19}, rows[] = {1, 15, 16, 17, 33, 65}, columns[] = {32, 96, 800};
    static const long odd[] = {1, 7, 31, 131};
    int products = 0;
    for (int type = TG_F32; type <= TG_Q8_0; type++)
        for (int t = 0; t < 7; t++)
            for (int n = 0; n < 6; n++) {
                for (int k = 0; k < 3; k++, products++) test_product((tg_type)type, tokens[t], rows[n], columns[k], avx2);
                for (int k = 0; k < 4 && type <= TG_BF16; k++, products++) test_product((tg_type)type, tokens[t], rows[n], odd[k], avx2);
            }
    static const long widths[] = {1, 7, 10, 32, 33, 64, 128, 256};
    for (int half = 0; half < 2; half++)
        for (int w = 0; w < 8; w++)
            for (long count = 1; count <= 8; count++) test_attention(half, widths[w], count, avx2);
    printf("%d products, 128 attention chunks, %d failures\n", products, failures);
    return failures != 0;
}
