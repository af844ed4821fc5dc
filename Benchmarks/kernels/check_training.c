// Compares training's products with sums in double precision, for every instruction set, over odd sizes. See the script `check`.
//
// Every array ends with its last element and scratch with its last byte, so that a sanitizer sees every access beyond. Scratch
// starts as NaN, so that a result that depends on it is seen; so is whatever is written between the rows of a result.
#include "check_training.h"

int failures = 0, checks = 0;
const tg_kernels *sets[SETS];
int set_count = 0;
tg_pool *pools[POOLS];

static double element(const void *values, tg_type type, long index) {
    if (type == TG_F32) return (double)((const float *)values)[index];
    float wide;
    tg_scalar.widen(TG_BF16, (const uint16_t *)values + index, 1, &wide);
    return (double)wide;
}

static double factor(const tg_training_product *p, tg_operand o, long row, long column) {
    float value = (float)element(o.values, o.type, row * o.stride + column);
    if (p->rounds) {
        uint16_t half;
        tg_convert(TG_BF16, &value, 1, &half);
        tg_scalar.widen(TG_BF16, &half, 1, &value);
    }
    return (double)value;
}

// What every place of a result should be, and by how much f32 may miss it: sums in any order are off by at most
// (K + 2) · 2⁻²⁴ · Σ |a · b|, a result in BF16 by 2⁻⁸ of itself on top.
static void expect(const tg_training_product *p, const void *before, double *expected, double *allowed) {
    for (long m = 0; m < p->m; m++)
        for (long n = 0; n < p->n; n++) {
            double sum = 0, size = 0;
            for (long k = 0; k < p->k; k++) {
                double a = p->form == TG_WEIGHT_GRADIENT ? factor(p, p->a, k, m) : factor(p, p->a, m, k);
                double b = p->form == TG_FORWARD ? factor(p, p->b, n, k) : factor(p, p->b, k, n);
                sum += a * b;
                size += fabs(a * b);
            }
            double start = p->accumulate ? element(before, p->out_type, m * p->out_stride + n) : 0;
            expected[m * p->n + n] = sum = sum * (double)p->scale + start;
            size = size * fabs((double)p->scale) + fabs(start);
            allowed[m * p->n + n] = ((double)p->k + 2) * 0x1p-24 * size + (p->out_type == TG_BF16 ? 0x1p-8 * fabs(sum) : 0) + 1e-30;
        }
}

static void compare_product(const char *name, const tg_training_product *p, const void *before, const double *expected, const double *allowed) {
    double worst = 0;
    for (long m = 0; m < p->m; m++)
        for (long n = 0; n < p->out_stride && (m < p->m - 1 || n < p->n); n++) {
            double result = element(p->out, p->out_type, m * p->out_stride + n);
            if (n < p->n) {
                double off = fabs(result - expected[m * p->n + n]) / allowed[m * p->n + n];
                if (!(off <= worst)) worst = off;
            } else if (result != element(before, p->out_type, m * p->out_stride + n)) worst = INFINITY;
        }
    checks++;
    if (worst <= 1) return;
    failures++;
    printf("FAILED %s: form %d, %ld × %ld × %ld, %s · %s → %s, rounds %d, accumulates %d: %.3g of what is allowed\n", name, p->form, p->m,
        p->n, p->k, p->a.type ? "bf16" : "f32", p->b.type ? "bf16" : "f32", p->out_type ? "bf16" : "f32", p->rounds, p->accumulate, worst);
}

static void test_product(tg_form form, long m, long n, long k, tg_type a, tg_type b, tg_type out, bool rounds, bool accumulate, long gap) {
    long a_rows = form == TG_WEIGHT_GRADIENT ? k : m, a_columns = form == TG_WEIGHT_GRADIENT ? m : k;
    long b_rows = form == TG_FORWARD ? n : k, b_columns = form == TG_FORWARD ? k : n;
    long out_count = (m - 1) * (n + gap) + n, out_bytes = out_count * (out == TG_F32 ? 4 : 2);
    void *a_values = random_values(a, (a_rows - 1) * (a_columns + gap) + a_columns);
    void *b_values = random_values(b, (b_rows - 1) * (b_columns + gap) + b_columns);
    void *before = random_values(out, out_count), *results[POOLS];
    tg_training_product p = {
        form, m, n, k, {a_values, a_columns + gap, a}, {b_values, b_columns + gap, b}, NULL, n + gap, out, 0.75f, accumulate, rounds};
    double *expected = malloc((unsigned long)(m * n) * 8), *allowed = malloc((unsigned long)(m * n) * 8);
    expect(&p, before, expected, allowed);
    for (int s = 0; s < set_count; s++) {
        // The reference is slow.
        if (s == 0 && m * n * k > 100000) continue;
        int pool_count = s == 0 ? 1 : POOLS;
        for (int threads = 1; threads <= pool_count; threads++) {
            p.out = results[threads - 1] = malloc((unsigned long)out_bytes);
            memcpy(p.out, before, (unsigned long)out_bytes);
            void *scratch = new_scratch(tg_training_scratch(&p, threads));
            tg_training_multiply(sets[s], pools[threads - 1], threads, &p, scratch);
            free(scratch);
            if (threads == 1) compare_product(sets[s]->name, &p, before, expected, allowed);
            else if (memcmp(p.out, results[0], (unsigned long)out_bytes) != 0) {
                failures++;
                printf("FAILED %s: %d threads differ from one, form %d, %ld × %ld × %ld\n", sets[s]->name, threads, form, m, n, k);
            }
        }
        for (int i = 0; i < pool_count; i++) free(results[i]);
    }
    free(a_values), free(b_values), free(before), free(expected), free(allowed);
}

static void test_products(void) {
    static const long sizes[][3] = {
        {1, 1, 1}, {1, 65, 3}, {2, 16, 2}, {5, 17, 7}, {6, 64, 32}, {7, 63, 33}, {13, 100, 31}, {49, 130, 65}, {50, 33, 129}, {97, 5, 64},
        {3, 190, 1100}, {11, 70, 2500}, {12, 2100, 5}, {1000, 7, 6}, {100, 65, 1030},
    };
    for (unsigned long i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int form = TG_FORWARD; form <= TG_WEIGHT_GRADIENT; form++)
            for (int choice = 0; choice < 32; choice++) {
                bool rounds = choice & 1, accumulate = choice & 2;
                tg_type out = choice & 4 ? TG_BF16 : TG_F32, a = choice & 8 ? TG_BF16 : TG_F32, b = choice & 16 ? TG_BF16 : TG_F32;
                if (accumulate && out == TG_BF16) continue;
                test_product((tg_form)form, sizes[i][0], sizes[i][1], sizes[i][2], a, b, out, rounds, accumulate, choice % 3);
            }
}

int main(void) {
    static const char *const names[SETS] = {"scalar", "avx2", "avx512", "avx512bf16"};
    for (int i = 0; i < SETS; i++) {
        const tg_kernels *set = tg_kernels_named(names[i]);
        if (set) sets[set_count++] = set;
        else printf("This processor can't run %s.\n", names[i]);
    }
    for (int i = 0; i < POOLS; i++) pools[i] = tg_pool_create(i + 1);
    test_products();
    int products = checks;
    test_training_attention();
    for (int i = 0; i < POOLS; i++) tg_pool_destroy(pools[i]);
    printf("Training: %d instruction sets, %d products, %d attentions, %d failures\n", set_count, products, checks - products, failures);
    return failures != 0;
}
