// Rounding with the least squared error, for the types whose scales are themselves rounded; used by tg_convert.
#ifndef TG_QUANTIZERS_H
#define TG_QUANTIZERS_H

#include "blocks.h"

/// How a type divides the columns that share a scale of scales, and what its codes and scales can be.
typedef struct tg_grid {
    /// Parts with a scale of their own, and columns of each.
    int parts, width;
    /// Codes: least ... most; or the 16 numbers that codes stand for.
    int least, most;
    const int8_t *values;
    /// Integers that scales can be, and the most that a minimum can be (0: the type has no minima).
    int least_scale, most_scale, most_minimum;
} tg_grid;

/// 256 columns or fewer, rounded: x ≈ scale · scales[part] · code − minimum · minima[part].
typedef struct tg_rounded_group {
    float scale, minimum;
    int scales[16], minima[16];
    /// code − least, or the place among the grid's numbers.
    uint8_t codes[256];
} tg_rounded_group;

/// Searches for scales, minima and codes of little squared error; `scale` and `minimum` are numbers that f16 holds.
void tg_round_group(const tg_grid *grid, const float *x, tg_rounded_group *out);

/// Rounds one group of a type of eight blocks, of IQ4_NL or of MXFP4 to its bytes in a file.
void tg_convert_group(tg_type type, const float *x, uint8_t *bytes);

#endif
