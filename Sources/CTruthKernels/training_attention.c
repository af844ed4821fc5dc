// Training's attention: sizes, scratch, and heads dealt out to threads.
#include "training_attention.h"

#include <stdatomic.h>

tg_attention_sizes tg_attention_measure(const tg_training_attention *a, long pair, long panel, bool backward) {
    long panels = tg_divided(a->rows, panel);
    // A stride of a power of two would put all rows of a tile into the same cache sets.
    long count = backward ? tg_smaller(TG_ATTENTION_QUERIES, panels * panel) : panels * panel;
    return (tg_attention_sizes){
        .pair = pair,
        .panel = panel,
        .width_words = tg_divided(a->width, pair),
        .row_words = tg_divided(a->rows, pair),
        .row_panels = panels,
        .width_panels = tg_divided(a->width, panel),
        .score_stride = tg_divided(count, TG_ATTENTION_LANES) * TG_ATTENTION_LANES + 2 * TG_ATTENTION_LANES,
        .sum_stride = tg_divided(a->width, TG_ATTENTION_LANES) * TG_ATTENTION_LANES,
    };
}

long tg_attention_divide(
    const tg_training_attention *a, const tg_attention_sizes *s, bool backward, uint8_t *base, tg_attention_place *place) {
    long used = 0, rows = s->row_panels * s->panel, scores = TG_ATTENTION_ROWS * s->score_stride * 4;
#define TAKE(field, bytes) place->field = (void *)(base + used), used += ((bytes) + 63) / 64 * 64
    TAKE(sees, a->rows * (long)sizeof(tg_span));
    TAKE(seen_by, a->rows * (long)sizeof(tg_span));
    TAKE(spans, TG_ATTENTION_ROWS * (long)sizeof(tg_span));
    for (int i = 0; i < (backward ? 2 : 1); i++) TAKE(along[i], rows * s->width_words * 4);
    for (int i = 0; i < (backward ? 3 : 1); i++) TAKE(across[i], s->width_panels * s->panel * s->row_words * 4);
    for (int i = 0; i < (backward ? 2 : 1); i++)
        TAKE(rows[i], TG_ATTENTION_ROWS * tg_divided(s->width_words, TG_ATTENTION_LANES) * TG_ATTENTION_LANES * 4);
    TAKE(scores, scores);
    TAKE(weights, scores / s->pair);
    if (backward) {
        TAKE(products, scores);
        TAKE(slopes, scores / s->pair);
    }
    TAKE(logarithms, tg_larger(rows, TG_ATTENTION_ROWS) * 4);
    TAKE(means, tg_larger(rows, TG_ATTENTION_ROWS) * 4);
    for (int i = 0; i < (backward ? 3 : 1); i++) TAKE(sums[i], (backward ? a->rows : TG_ATTENTION_ROWS) * s->sum_stride * 4);
    if (backward) {
        // Tiles of slopes turned about: queries become rows.
        long tiles = TG_TRAINING_TILES * tg_tile_step(tg_divided(TG_ATTENTION_ROWS, s->pair)) * 4 + 64;
        TAKE(turned, tiles);
    }
#undef TAKE
    return used;
}

typedef struct job {
    const tg_multiplier *m;
    const tg_training_attention *a;
    tg_attention_sizes sizes;
    uint8_t *scratch;
    // Scratch of one thread.
    long bytes;
    // Query heads that one item takes.
    long heads;
    // Parts of the gradients of keys and values, [sequence][query head][keys, values], where several query heads share them.
    float *parts;
    long part_count;
    long items;
    _Atomic long next;
} job;

static long next_item(job *j) {
    long item = atomic_fetch_add_explicit(&j->next, 1, memory_order_relaxed);
    return item < j->items ? item : -1;
}

static void forward_task(void *context, long slot) {
    job *j = context;
    tg_attention_place place;
    tg_attention_divide(j->a, &j->sizes, false, j->scratch + slot * j->bytes, &place);
    long per_sequence = j->a->heads / j->heads;
    for (long item; (item = next_item(j)) >= 0;)
        tg_attend_heads(j->m, j->a, &j->sizes, &place, item / per_sequence, item % per_sequence * j->heads, j->heads);
}

static void backward_task(void *context, long slot) {
    job *j = context;
    tg_attention_place place;
    tg_attention_divide(j->a, &j->sizes, true, j->scratch + slot * j->bytes, &place);
    for (long item; (item = next_item(j)) >= 0;) {
        long sequence = item / j->a->heads, head = item % j->a->heads, column = head * j->a->width;
        float *keys = j->parts ? j->parts + 2 * item * j->part_count : place.sums[1], *values = j->parts ? keys + j->part_count : place.sums[2];
        tg_attend_head_backward(j->m, j->a, &j->sizes, &place, sequence, head, keys, values);
        if (j->parts) continue;
        tg_attention_store(j->m, j->a, &j->sizes, keys, j->a->key_gradient, sequence, column);
        tg_attention_store(j->m, j->a, &j->sizes, values, j->a->value_gradient, sequence, column);
    }
}

// Adds up what the query heads of one key head have written, always in the same order.
static void add_task(void *context, long slot) {
    job *j = context;
    (void)slot;
    long group = j->a->heads / j->a->key_heads;
    for (long item; (item = next_item(j)) >= 0;) {
        float *total = j->parts + 2 * item * group * j->part_count;
        for (long member = 1; member < group; member++)
            for (long i = 0; i < 2 * j->part_count; i++) total[i] += total[2 * member * j->part_count + i];
        long sequence = item / j->a->key_heads, column = item % j->a->key_heads * j->a->width;
        tg_attention_store(j->m, j->a, &j->sizes, total, j->a->key_gradient, sequence, column);
        tg_attention_store(j->m, j->a, &j->sizes, total + j->part_count, j->a->value_gradient, sequence, column);
    }
}

static void run(job *j, tg_pool *pool, int threads, long items, void (*task)(void *, long)) {
    j->items = items;
    atomic_store_explicit(&j->next, 0, memory_order_relaxed);
    tg_pool_run(pool, tg_smaller(threads, items), task, j);
}

static const tg_multiplier *multiplier_for(const tg_kernels *kernels, const tg_training_attention *a) {
    return a->rounds ? kernels->rounded_multiplier : kernels->multiplier;
}

static job job_for(const tg_multiplier *m, const tg_training_attention *a, void *scratch, bool backward) {
    job j = {.m = m, .a = a, .sizes = tg_attention_measure(a, m->pair, m->panel, backward), .scratch = scratch};
    tg_attention_place unused;
    j.bytes = tg_attention_divide(a, &j.sizes, backward, scratch, &unused);
    j.part_count = a->rows * j.sizes.sum_stride;
    return j;
}

void tg_training_attend(const tg_kernels *kernels, tg_pool *pool, int threads, const tg_training_attention *a, void *scratch) {
    const tg_multiplier *m = multiplier_for(kernels, a);
    if (!m) {
        tg_scalar_attend(pool, a, scratch);
        return;
    }
    job j = job_for(m, a, scratch, false);
    // Together the query heads of a key head pack its keys and values once, if that leaves enough for every thread.
    j.heads = a->sequences * a->key_heads >= 4 * threads || threads == 1 ? a->heads / a->key_heads : 1;
    run(&j, pool, threads, a->sequences * a->heads / j.heads, forward_task);
}

void tg_training_attend_backward(
    const tg_kernels *kernels, tg_pool *pool, int threads, const tg_training_attention *a, void *scratch) {
    const tg_multiplier *m = multiplier_for(kernels, a);
    if (!m) {
        tg_scalar_attend_backward(pool, a, scratch);
        return;
    }
    job j = job_for(m, a, scratch, true);
    if (a->heads > a->key_heads) j.parts = (float *)(j.scratch + threads * j.bytes);
    run(&j, pool, threads, a->sequences * a->heads, backward_task);
    if (j.parts) run(&j, pool, threads, a->sequences * a->key_heads, add_task);
}

long tg_training_attention_scratch(const tg_training_attention *a, int threads) {
    // The instruction set isn't known here; these are the words and panels of all of them, and the reference.
    static const long forms[3][2] = {{1, 16}, {1, 64}, {2, 64}};
    static _Alignas(64) uint8_t base[64];
    long most = tg_scalar_attention_scratch(a);
    for (int i = 0; i < 3; i++)
        for (int backward = 0; backward < 2; backward++) {
            tg_attention_sizes sizes = tg_attention_measure(a, forms[i][0], forms[i][1], backward);
            tg_attention_place unused;
            long bytes = threads * tg_attention_divide(a, &sizes, backward, base, &unused);
            if (backward && a->heads > a->key_heads) bytes += 2 * a->sequences * a->heads * a->rows * sizes.sum_stride * 4;
            most = tg_larger(most, bytes);
        }
    return (most + 63) / 64 * 64;
}
