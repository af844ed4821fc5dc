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
    long bytes;
    bool backward;
    _Atomic long next;
} job;

static void attend_heads(void *context, long slot) {
    job *j = context;
    tg_attention_place place;
    tg_attention_divide(j->a, &j->sizes, j->backward, j->scratch + slot * j->bytes, &place);
    for (long item; (item = atomic_fetch_add_explicit(&j->next, 1, memory_order_relaxed)) < j->a->sequences * j->a->key_heads;)
        (j->backward ? tg_attend_head_backward : tg_attend_head)(j->m, j->a, &j->sizes, &place, item / j->a->key_heads, item % j->a->key_heads);
}

// False if this instruction set has no fast form.
static bool attend(const tg_kernels *kernels, tg_pool *pool, int threads, const tg_training_attention *a, void *scratch, bool backward) {
    const tg_multiplier *m = a->rounds ? kernels->rounded_multiplier : kernels->multiplier;
    if (!m) return false;
    job j = {.m = m, .a = a, .sizes = tg_attention_measure(a, m->pair, m->panel, backward), .scratch = scratch, .backward = backward};
    tg_attention_place unused;
    j.bytes = tg_attention_divide(a, &j.sizes, backward, scratch, &unused);
    tg_pool_run(pool, tg_smaller(threads, a->sequences * a->key_heads), attend_heads, &j);
    return true;
}

void tg_training_attend(const tg_kernels *kernels, tg_pool *pool, int threads, const tg_training_attention *a, void *scratch) {
    if (!attend(kernels, pool, threads, a, scratch, false)) tg_scalar_attend(pool, a, scratch);
}

void tg_training_attend_backward(
    const tg_kernels *kernels, tg_pool *pool, int threads, const tg_training_attention *a, void *scratch) {
    if (!attend(kernels, pool, threads, a, scratch, true)) tg_scalar_attend_backward(pool, a, scratch);
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
            most = tg_larger(most, threads * tg_attention_divide(a, &sizes, backward, base, &unused));
        }
    return most;
}
