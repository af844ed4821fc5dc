// Compares training's attention: the reference's gradients with finite differences in double precision, and every instruction
// set with the reference.
#include "check_training.h"

typedef struct problem {
    tg_training_attention a;
    long query_count, key_count, log_count;
    void *inputs[4];
    void *results[4];
} problem;

static double element(const void *values, tg_type type, long index) {
    if (type == TG_F32) return (double)((const float *)values)[index];
    float wide;
    tg_scalar.widen(TG_BF16, (const uint16_t *)values + index, 1, &wide);
    return (double)wide;
}

static problem new_problem(long sequences, long rows, long heads, long key_heads, long width, bool causal, long window, bool documents, tg_type type, bool rounds) {
    long gap = rows % 3, query_stride = heads * width + gap, key_stride = key_heads * width + gap, all = sequences * rows;
    problem p = {.query_count = (all - 1) * query_stride + heads * width, .key_count = (all - 1) * key_stride + key_heads * width, .log_count = all * heads};
    for (int i = 0; i < 4; i++) p.inputs[i] = random_values(type, i == 0 || i == 3 ? p.query_count : p.key_count);
    for (int i = 0; i < 4; i++) p.results[i] = calloc((unsigned long)(i < 2 ? p.query_count : p.key_count), 4);
    int32_t *numbers = NULL;
    if (documents) {
        numbers = malloc((unsigned long)all * 4);
        for (long t = 0, number = 7; t < all; t++) numbers[t] = (int32_t)(number += rand() % 20 == 0);
    }
    p.a = (tg_training_attention){
        sequences, rows, heads, key_heads, width, 1.3f, causal, window, numbers, rounds, {p.inputs[0], query_stride, type},
        {p.inputs[1], key_stride, type}, {p.inputs[2], key_stride, type}, {p.results[0], query_stride, type},
        calloc((unsigned long)p.log_count, 4), {p.inputs[3], query_stride, type}, {p.results[1], query_stride, type},
        {p.results[2], key_stride, type}, {p.results[3], key_stride, type},
    };
    return p;
}

static void free_problem(problem *p) {
    for (int i = 0; i < 4; i++) free(p->inputs[i]), free(p->results[i]);
    free((void *)p->a.documents), free(p->a.log_sums);
}

static void solve(problem *p, const tg_kernels *set, int threads) {
    void *scratch = new_scratch(tg_training_attention_scratch(&p->a, threads));
    tg_training_attend(set, pools[threads - 1], threads, &p->a, scratch);
    free(scratch);
    scratch = new_scratch(tg_training_attention_scratch(&p->a, threads));
    tg_training_attend_backward(set, pools[threads - 1], threads, &p->a, scratch);
    free(scratch);
}

// Σ output · output gradient, all in double precision, with one input element moved by `step`.
static double loss(const problem *p, int moved, long index, double step) {
    const tg_training_attention *a = &p->a;
    long strides[4] = {a->queries.stride, a->keys.stride, a->keys.stride, a->queries.stride};
    double total = 0;
#define AT(input, row, column) (element(p->inputs[input], TG_F32, (row) * strides[input] + (column)) + (input == moved && (row) * strides[input] + (column) == index ? step : 0))
    for (long i = 0; i < a->sequences; i++)
        for (long h = 0; h < a->heads; h++)
            for (long t = 0; t < a->rows; t++) {
                long key_head = h / (a->heads / a->key_heads), row = i * a->rows + t;
                double sum = 0, product = 0;
                for (long s = 0; s < a->rows; s++) {
                    long other = i * a->rows + s;
                    if (a->causal && s > t) continue;
                    if (a->window && t - s >= a->window) continue;
                    if (a->documents && a->documents[row] != a->documents[other]) continue;
                    double score = 0, value = 0;
                    for (long d = 0; d < a->width; d++) {
                        score += AT(0, row, h * a->width + d) * AT(1, other, key_head * a->width + d);
                        value += AT(3, row, h * a->width + d) * AT(2, other, key_head * a->width + d);
                    }
                    double weight = exp(score * (double)a->scale);
                    sum += weight;
                    product += weight * value;
                }
                total += product / sum;
            }
#undef AT
    return total;
}

// Central differences with a step of 1e-4 are off by about 1e-8; the reference stores f32.
static void test_differences(long rows, long heads, long key_heads, long width, bool causal, long window, bool documents) {
    problem p = new_problem(2, rows, heads, key_heads, width, causal, window, documents, TG_F32, false);
    solve(&p, &tg_scalar, 1);
    double worst = 0;
    for (int input = 0; input < 3; input++) {
        long count = input == 0 ? p.query_count : p.key_count, stride = input == 0 ? p.a.queries.stride : p.a.keys.stride;
        for (long i = 0; i < count; i++) {
            if (i % stride >= (input == 0 ? heads : key_heads) * width) continue;
            double expected = (loss(&p, input, i, 1e-4) - loss(&p, input, i, -1e-4)) / 2e-4;
            double off = fabs(element(p.results[input + 1], TG_F32, i) - expected) / (fabs(expected) + 1);
            if (!(off <= worst)) worst = off;
        }
    }
    checks++;
    free_problem(&p);
    if (worst <= 3e-6) return;
    failures++;
    printf("FAILED differences: %ld rows, %ld/%ld heads of %ld, causal %d, window %ld, documents %d: off by %.3g\n", rows, heads, key_heads, width, causal, window, documents, worst);
}

static double distance(const void *x, const void *y, tg_type type, long count) {
    // A gradient may be nothing but the difference of numbers near one.
    double worst = 0, size = 0.5;
    for (long i = 0; i < count; i++) {
        double a = element(x, type, i), b = element(y, type, i);
        if (!(fabs(a - b) <= worst)) worst = fabs(a - b);
        if (fabs(b) > size) size = fabs(b);
    }
    return worst / size;
}

// In f32: 2e-6 of the largest result times the length's root or so. With rounding: a weight or slope may round to the other of two BF16
// numbers, 2⁻⁸ apart, and so may results that are stored as BF16.
static void test_sets(long rows, long heads, long key_heads, long width, bool causal, long window, bool documents, tg_type type, bool rounds) {
    problem p = new_problem(2, rows, heads, key_heads, width, causal, window, documents, type, rounds);
    solve(&p, &tg_scalar, 2);
    static const char *const names[5] = {"output", "query gradient", "key gradient", "value gradient", "log sums"};
    long counts[5] = {p.query_count, p.query_count, p.key_count, p.key_count, p.log_count}, size = type == TG_F32 ? 4 : 2;
    void *expected[5];
    for (int i = 0; i < 5; i++) {
        long bytes = counts[i] * (i == 4 ? 4 : size);
        expected[i] = malloc((unsigned long)bytes);
        memcpy(expected[i], i == 4 ? (void *)p.a.log_sums : p.results[i], (unsigned long)bytes);
    }
    double allowed = rounds ? 5e-3 : 1e-5;
    if (type == TG_BF16) allowed += 5e-3;
    for (int s = 1; s < set_count; s++)
        for (int threads = 1; threads <= 2; threads++) {
            void *before[5];
            for (int i = 0; i < 5; i++) {
                void *place = i == 4 ? (void *)p.a.log_sums : p.results[i];
                long bytes = counts[i] * (i == 4 ? 4 : size);
                before[i] = malloc((unsigned long)bytes);
                memcpy(before[i], place, (unsigned long)bytes);
                if (threads == 1) memset(place, 0, (unsigned long)bytes);
            }
            solve(&p, sets[s], threads);
            checks++;
            for (int i = 0; i < 5; i++) {
                void *place = i == 4 ? (void *)p.a.log_sums : p.results[i];
                double off = distance(place, expected[i], i == 4 ? TG_F32 : type, counts[i]);
                bool differs = threads == 2 && memcmp(before[i], place, (unsigned long)(counts[i] * (i == 4 ? 4 : size))) != 0;
                if (!(off <= allowed) || differs) {
                    failures++;
                    printf("FAILED %s, %s%s: %ld rows, %ld/%ld heads of %ld, causal %d, window %ld, documents %d, %s, rounds %d: off by %.3g\n", sets[s]->name,
                        names[i], differs ? ", differs from one thread" : "", rows, heads, key_heads, width, causal, window, documents, type ? "bf16" : "f32", rounds, off);
                }
                free(before[i]);
            }
        }
    for (int i = 0; i < 5; i++) free(expected[i]);
    free_problem(&p);
}

void test_training_attention(void) {
    static const long shapes[][3] = {{1, 1, 1}, {2, 2, 3}, {2, 1, 4}, {3, 1, 5}};
    for (int i = 0; i < 4; i++)
        for (int causal = 0; causal < 2; causal++)
            for (long window = 0; window < 4; window += 3)
                for (int documents = 0; documents < 2; documents++) test_differences(5 + i, shapes[i][0], shapes[i][1], shapes[i][2], causal, window, documents);
    static const long rows[] = {1, 2, 17, 47, 64, 65, 130, 290}, widths[] = {64, 7, 32, 33, 80, 128, 16, 64};
    for (int i = 0; i < 8; i++)
        for (int choice = 0; choice < 32; choice++) {
            if (rows[i] > 100 && choice % 8 != 3 && choice % 8 != 4) continue;
            test_sets(rows[i], 2, choice & 1 ? 2 : 1, widths[i], choice & 1, choice & 2 ? 20 : 0, choice & 4, choice & 8 ? TG_BF16 : TG_F32, choice & 16);
        }
}
