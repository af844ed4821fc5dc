#include "training_plan.h"

enum {
    STRIP = 512,
    // Where a second strip would mean keeping sums in between, one longer strip is faster.
    LONG_STRIP = 1024,
    MOST_COLUMNS = 2048,
    MOST_ROWS = 960,
    MOST_SUM_BYTES = 16 << 20,
};

static long divided(long a, long b) { return (a + b - 1) / b; }
static long rounded_up(long a, long b) { return divided(a, b) * b; }
static long smaller(long a, long b) { return a < b ? a : b; }

// Equal parts of at most `most`, each a multiple of `step`.
static long part(long whole, long most, long step) { return rounded_up(divided(whole, divided(whole, most)), step); }

tg_plan tg_training_plan(const tg_training_product *p, long pair, long panel, int threads) {
    tg_plan plan = {.words = divided(p->k, pair)};
    bool transposes = p->form == TG_WEIGHT_GRADIENT, narrow = p->out_type == TG_BF16;
    plan.strip = part(plan.words, narrow && plan.words <= LONG_STRIP ? LONG_STRIP : STRIP, 16);
    plan.keeps_sums = narrow && plan.strip < plan.words;
    long most_columns = MOST_COLUMNS;
    if (plan.keeps_sums) most_columns = smaller(most_columns, MOST_SUM_BYTES / 4 / p->m);
    plan.block_columns = part(p->n, most_columns < panel ? panel : most_columns, panel);
    plan.block_rows = transposes ? part(p->m, MOST_ROWS, TG_TRAINING_ROWS * TG_TRAINING_TILES) : p->m;
    // A pair at the end of an odd row would reach into the next.
    plan.in_place = !transposes && (pair == 2 ? p->a.type == TG_BF16 && p->k % 2 == 0 : p->a.type == TG_F32 && !p->rounds);
    plan.columns_offset = plan.strip * plan.block_columns * 4;
    plan.rows_offset = plan.columns_offset;
    if (transposes) plan.rows_offset += rounded_up(divided(plan.block_rows, TG_TRAINING_ROWS) * tg_tile_step(plan.strip) * 4 + 64, 64);
    plan.rows_bytes = transposes || plan.in_place ? 0 : TG_TRAINING_ROWS * TG_TRAINING_TILES * plan.strip * 4;
    plan.sums_offset = plan.rows_offset + threads * plan.rows_bytes;
    plan.bytes = plan.sums_offset + (plan.keeps_sums ? rounded_up(p->m * plan.block_columns * 4, 64) : 0);
    return plan;
}
