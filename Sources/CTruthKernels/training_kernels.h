// What an instruction set brings to training: packing, and the product of packed tiles.
//
// Operands become 32-bit words along the summed dimension: two BF16 numbers, or one f32. A tile is six rows of A, one word of
// each broadcast, times one panel of B, one word of each column in a vector.
#ifndef TG_TRAINING_KERNELS_H
#define TG_TRAINING_KERNELS_H

#include "tg_training.h"
#include "training_scalar.h"

enum {
    // Rows of A that a tile takes.
    TG_TRAINING_ROWS = 6,
    // Tiles whose rows are packed together, and that meet a panel while it is in the second-level cache: 48 rows.
    TG_TRAINING_TILES = 8,
    // Packed tiles start a cache line apart, so that equal places of neighbours don't share a cache set, and packing may
    // write two words past the end of a tile.
    TG_TRAINING_PADDING = 16,
};

/// Words between the tiles of packed columns.
static inline long tg_tile_step(long words) { return TG_TRAINING_ROWS * words + TG_TRAINING_PADDING; }

/// A number of rows of A times a number of panels of B.
typedef struct tg_block {
    /// Packed columns: tg_tile_step words per tile, [word][6]. Otherwise rows, `a_stride` bytes apart, words side by side, any alignment.
    bool packed_columns;
    const void *a;
    long a_stride;
    long rows;
    /// [panel][words][columns of a panel]; panels are panel_step words apart.
    const uint32_t *b;
    long panel_step;
    long columns;
    long words;
    float scale;
    /// out = start + scale · sum; no start if NULL. F32, and possibly the same as `out`.
    const float *start;
    long start_stride;
    tg_result out;
    /// What matters, for attention, or NULL: a span per row, whose bounds never fall. Of columns: tiles that no row has in its span
    /// may be left out. Of elements of the sum: A is zero in the others.
    const tg_span *column_spans, *sum_spans;
} tg_block;

/// Scores of rows that each see a span of columns, all counted from the first score. Scores, weights and slopes have the same
/// stride in elements, a multiple of 16; `count` columns, a multiple of the vector, are written.
typedef struct tg_scores {
    long rows, count, stride;
    const tg_span *seen;
    /// In units of log 2.
    const float *scores;
    /// Operands of a product's rows: BF16 where a word is a pair, otherwise f32, rounded to BF16 if `rounds`. Zero where not seen.
    void *weights;
    bool rounds;
    /// Backward only: output gradient · value per score; and per column log2 Σ exp(score) and output gradient · output.
    const float *products, *logarithms, *means;
    void *slopes;
} tg_scores;

typedef struct tg_multiplier {
    /// Elements in a word, 1 or 2.
    long pair;
    /// Columns of a panel.
    long panel;
    /// B's columns first ..< first + count (at most a panel) and elements k ..< k + length of the sum, to [words][panel].
    /// `transposed`: B is [N, K]. What is beyond `count` and `length` counts as zero.
    void (*pack_panel)(
        const tg_operand *b, bool transposed, long first, long count, long k, long length, bool rounds, uint32_t *out);
    /// A [M, K], rows first ..< first + count, to [row][stride].
    void (*pack_rows)(const tg_operand *a, long first, long count, long k, long length, bool rounds, uint32_t *out, long stride);
    /// A [K, M], columns first ..< first + count (at most 48), to tiles tg_tile_step apart, each [word][6].
    void (*pack_columns)(const tg_operand *a, long first, long count, long k, long length, bool rounds, uint32_t *out);
    void (*multiply)(const tg_block *block);

    /// weight = 2^(score − top), top the largest of its row, and each row's sum of unrounded weights.
    void (*weigh)(const tg_scores *scores, float *tops, float *totals);
    /// weight = 2^(score − logarithm), slope = weight · (product − mean)
    void (*slope)(const tg_scores *scores);
    /// out[r] = Σ_d a[first + r, column + d] · b[the same]
    void (*dot_rows)(const tg_operand *a, const tg_operand *b, long first, long rows, long column, long width, float *out);
    /// out[r, d] = factors[r] · in[r, d]; a factor of 1 if NULL.
    void (*scale_rows)(const float *in, long stride, const float *factors, long rows, long width, const tg_result *out);
} tg_multiplier;

extern const tg_multiplier tg_avx2_multiplier, tg_avx512_multiplier, tg_avx512_bf16_multiplier;

#endif
