// Training's products on any instruction set: packs, meets, multiplies.
#include "training_plan.h"
#include "training_scalar.h"

#include <stdatomic.h>

// The smallest product worth a second thread, in multiply-adds: about 5 µs.
enum { WORTH_SHARING = 1 << 20 };

typedef struct job {
    const tg_training_product *p;
    const tg_multiplier *m;
    tg_plan plan;
    uint8_t *scratch;
    int threads;
    // The block at hand.
    long column, columns;
    long row, rows;
    long word, words;
    bool packs_panels;
    // Its parts: first the packing, then groups of tiles times groups of panels.
    long panels;
    long items;
    long row_groups, panel_groups;
    _Atomic long next;
} job;

static long smaller(long a, long b) { return a < b ? a : b; }
static long divided(long a, long b) { return (a + b - 1) / b; }

// Elements of the strip at hand.
static long first_element(const job *j) { return j->word * j->m->pair; }
static long elements(const job *j) { return smaller(j->words * j->m->pair, j->p->k - first_element(j)); }

static void pack_item(job *j, long item) {
    if (item < j->panels) {
        long column = item * j->m->panel;
        j->m->pack_panel(
            &j->p->b, j->p->form == TG_FORWARD, j->column + column, smaller(j->m->panel, j->columns - column), first_element(j), elements(j),
            j->p->rounds, (uint32_t *)j->scratch + column * j->words);
        return;
    }
    long tile = (item - j->panels) * TG_TRAINING_TILES, row = tile * TG_TRAINING_ROWS;
    j->m->pack_columns(
        &j->p->a, j->row + row, smaller(TG_TRAINING_TILES * TG_TRAINING_ROWS, j->rows - row), first_element(j), elements(j), j->p->rounds,
        (uint32_t *)(j->scratch + j->plan.columns_offset) + tile * tg_tile_step(j->words));
}

static void multiply_item(job *j, long item, long slot) {
    const tg_training_product *p = j->p;
    long tiles = divided(j->rows, TG_TRAINING_ROWS), group = item / j->panel_groups, part = item % j->panel_groups;
    long tile = tiles * group / j->row_groups, row = tile * TG_TRAINING_ROWS;
    long end = smaller(tiles * (group + 1) / j->row_groups * TG_TRAINING_ROWS, j->rows);
    long panel = j->panels * part / j->panel_groups, column = panel * j->m->panel;
    tg_block x = {
        .rows = end - row,
        .b = (const uint32_t *)j->scratch + column * j->words,
        .panel_step = j->m->panel * j->words,
        .columns = smaller(j->panels * (part + 1) / j->panel_groups * j->m->panel, j->columns) - column,
        .words = j->words,
        .scale = p->scale,
    };
    long first_row = j->row + row, first_column = j->column + column;
    if (p->form == TG_WEIGHT_GRADIENT) {
        x.packed_columns = true;
        x.a = (const uint32_t *)(j->scratch + j->plan.columns_offset) + tile * tg_tile_step(j->words);
    } else if (j->plan.in_place) {
        long bytes = p->a.type == TG_F32 ? 4 : 2;
        x.a = (const uint8_t *)p->a.values + (first_row * p->a.stride + first_element(j)) * bytes;
        x.a_stride = p->a.stride * bytes;
    } else {
        uint32_t *rows = (uint32_t *)(j->scratch + j->plan.rows_offset + slot * j->plan.rows_bytes);
        j->m->pack_rows(&p->a, first_row, x.rows, first_element(j), elements(j), p->rounds, rows, j->plan.strip);
        x.a = rows;
        x.a_stride = j->plan.strip * 4;
    }
    long out_index = first_row * p->out_stride + first_column;
    bool last = j->word + j->words == j->plan.words;
    float *sums = (float *)(j->scratch + j->plan.sums_offset) + first_row * j->plan.block_columns + column;
    if (p->out_type == TG_F32) x.out = (tg_result){(float *)p->out + out_index, p->out_stride, TG_F32};
    else if (last) x.out = (tg_result){(uint16_t *)p->out + out_index, p->out_stride, TG_BF16};
    else x.out = (tg_result){sums, j->plan.block_columns, TG_F32};
    if (j->word > 0 || p->accumulate) {
        x.start = p->out_type == TG_F32 ? (const float *)p->out + out_index : sums;
        x.start_stride = p->out_type == TG_F32 ? p->out_stride : j->plan.block_columns;
    }
    j->m->multiply(&x);
}

static void pack_task(void *context, long slot) {
    job *j = context;
    (void)slot;
    for (long item; (item = atomic_fetch_add_explicit(&j->next, 1, memory_order_relaxed)) < j->items;) pack_item(j, item);
}

static void multiply_task(void *context, long slot) {
    job *j = context;
    for (long item; (item = atomic_fetch_add_explicit(&j->next, 1, memory_order_relaxed)) < j->items;) multiply_item(j, item, slot);
}

static void run(job *j, tg_pool *pool, long items, void (*task)(void *, long)) {
    j->items = items;
    atomic_store_explicit(&j->next, 0, memory_order_relaxed);
    if (items > 0) tg_pool_run(pool, smaller(items, j->threads), task, j);
}

// Equal groups of at most eight tiles, as many for every thread; few rows are divided by panels as well.
static void divide(job *j) {
    long tiles = divided(j->rows, TG_TRAINING_ROWS), groups = divided(tiles, TG_TRAINING_TILES);
    groups = divided(groups, j->threads) * j->threads;
    j->row_groups = smaller(groups, tiles);
    j->panel_groups = j->threads > 1 && j->row_groups < 2 * j->threads ? smaller(j->panels, divided(2 * j->threads, j->row_groups)) : 1;
}

static void multiply_rows(job *j, tg_pool *pool) {
    bool packs_columns = j->p->form == TG_WEIGHT_GRADIENT;
    for (j->row = 0; j->row < j->p->m; j->row += j->plan.block_rows) {
        j->rows = smaller(j->plan.block_rows, j->p->m - j->row);
        long columns = packs_columns ? divided(j->rows, TG_TRAINING_TILES * TG_TRAINING_ROWS) : 0;
        // Panels are packed with the first rows only; items below `panels` are theirs.
        long packed = j->panels;
        if (j->row > 0) j->panels = 0;
        run(j, pool, j->panels + columns, pack_task);
        j->panels = packed;
        divide(j);
        run(j, pool, j->row_groups * j->panel_groups, multiply_task);
    }
}

void tg_training_multiply(const tg_kernels *kernels, tg_pool *pool, int threads, const tg_training_product *p, void *scratch) {
    // Products of two BF16 numbers are exact in either way.
    bool rounded = p->rounds || (p->a.type == TG_BF16 && p->b.type == TG_BF16);
    const tg_multiplier *m = rounded ? kernels->rounded_multiplier : kernels->multiplier;
    if (!m) {
        tg_scalar_multiply(pool, p);
        return;
    }
    job j = {.p = p, .m = m, .plan = tg_training_plan(p, m->pair, m->panel, threads), .scratch = scratch, .threads = threads};
    if (p->m * p->n < WORTH_SHARING && p->m * p->n * p->k < WORTH_SHARING) j.threads = 1;
    for (j.column = 0; j.column < p->n; j.column += j.plan.block_columns) {
        j.columns = smaller(j.plan.block_columns, p->n - j.column);
        j.panels = divided(j.columns, m->panel);
        for (j.word = 0; j.word < j.plan.words; j.word += j.plan.strip) {
            j.words = smaller(j.plan.strip, j.plan.words - j.word);
            multiply_rows(&j, pool);
        }
    }
}

long tg_training_scratch(const tg_training_product *p, int threads) {
    // The instruction set isn't known here; these are the words and panels of all of them.
    static const long forms[3][2] = {{1, 16}, {1, 64}, {2, 64}};
    long most = 64;
    for (int i = 0; i < 3; i++) {
        long bytes = tg_training_plan(p, forms[i][0], forms[i][1], threads).bytes;
        if (bytes > most) most = bytes;
    }
    return most;
}
