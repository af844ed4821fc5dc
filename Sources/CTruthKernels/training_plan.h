// How a training product is divided: strips of the sum, blocks of columns and rows, groups of tiles.
#ifndef TG_TRAINING_PLAN_H
#define TG_TRAINING_PLAN_H

#include "training_kernels.h"

/// One product on one instruction set. For each block of columns, for each strip of the sum: B's panels are packed by all
/// threads and then shared. Only strips depend on anything that changes the sums, and they depend on K alone.
typedef struct tg_plan {
    /// Words of the sum, and of one strip.
    long words, strip;
    /// Columns of B packed at once, a multiple of the panel: at most 4 MB, so that they stay in the third-level cache.
    long block_columns;
    /// Columns of A packed at once, for weight gradients; otherwise all rows.
    long block_rows;
    /// A is read where it lies.
    bool in_place;
    /// Sums of all rows of one block of columns are kept in f32, because the result is BF16 and there are several strips.
    bool keeps_sums;
    /// Offsets into scratch, bytes: B, A's columns, one place for A's rows per thread, sums.
    long columns_offset, rows_offset, rows_bytes, sums_offset, bytes;
} tg_plan;

tg_plan tg_training_plan(const tg_training_product *p, long pair, long panel, int threads);

#endif
