// What one thread needs for training's attention: one head of one sequence at a time.
#ifndef TG_TRAINING_ATTENTION_H
#define TG_TRAINING_ATTENTION_H

#include "training_kernels.h"

enum {
    // Rows whose scores are computed together: eight tiles.
    TG_ATTENTION_ROWS = TG_TRAINING_TILES * TG_TRAINING_ROWS,
    // Queries that meet such a block of keys in the backward pass. Their scores, slopes and weights take 144 KB in BF16.
    TG_ATTENTION_QUERIES = 256,
    // Widths and strides are rounded up to this, the lanes of the widest vectors.
    TG_ATTENTION_LANES = 16,
};

/// Scratch of one thread. Panels are those of tg_multiplier.pack_panel.
typedef struct tg_attention_place {
    /// What each row sees, and who sees it.
    tg_span *sees, *seen_by;
    /// Columns = rows of the sequence, words along the width: keys forward, queries and output gradients backward.
    uint32_t *along[2];
    /// Columns = width, words along the rows: values forward; queries, output gradients and keys backward.
    uint32_t *across[3];
    /// Rows of A: queries, or keys and values.
    uint32_t *rows[2];
    float *scores, *products;
    void *weights, *slopes;
    tg_span *spans;
    /// Per row: log sums and means backward, tops and sums of weights forward.
    float *logarithms, *means;
    /// [rows, width]: outputs of a block forward; gradients of queries, keys and values backward.
    float *sums[3];
    /// Slopes of some queries turned about, as tiles; backward only.
    uint32_t *turned;
} tg_attention_place;

/// Sizes of one problem on one instruction set.
typedef struct tg_attention_sizes {
    long pair, panel;
    /// Words along the width and along all rows, panels of all rows and of the width.
    long width_words, row_words, row_panels, width_panels;
    /// Stride of scores, and of `sums`.
    long score_stride, sum_stride;
} tg_attention_sizes;

tg_attention_sizes tg_attention_measure(const tg_training_attention *a, long pair, long panel, bool backward);

/// Divides memory from `base` on; returns the bytes that this takes, a multiple of 64. The memory itself is not touched.
long tg_attention_divide(
    const tg_training_attention *a, const tg_attention_sizes *sizes, bool backward, uint8_t *base, tg_attention_place *place);

/// Query heads of one sequence that share a key head.
void tg_attend_heads(
    const tg_multiplier *m, const tg_training_attention *a, const tg_attention_sizes *sizes, const tg_attention_place *place, long sequence,
    long first_head, long head_count);

/// One query head of one sequence: stores its gradient, and writes its part of those of its key head to [rows, sum_stride] each.
void tg_attend_head_backward(
    const tg_multiplier *m, const tg_training_attention *a, const tg_attention_sizes *sizes, const tg_attention_place *place, long sequence,
    long head, float *key_sums, float *value_sums);

/// Stores rows of width columns of one sequence.
void tg_attention_store(
    const tg_multiplier *m, const tg_training_attention *a, const tg_attention_sizes *sizes, const float *sums, tg_result out, long sequence,
    long column);

static inline long tg_smaller(long a, long b) { return a < b ? a : b; }
static inline long tg_larger(long a, long b) { return a > b ? a : b; }
static inline long tg_divided(long a, long b) { return (a + b - 1) / b; }

#endif
