// How GGML's quantised types lay out a row: groups of one or eight blocks of 32 columns.
//
// In every type a number is scale · code + minimum. A code fits 8 bits; scales and minima belong to a block, or to a half of
// one (16 columns). From `ggml-common.h`.
#ifndef TG_BLOCKS_H
#define TG_BLOCKS_H

#include "tg_kernels.h"

/// Blocks that lie together because they share a scale of scales: 8, or 1.
static inline long tg_group_blocks(tg_type type) {
    switch (type) {
    case TG_Q2_K: case TG_Q3_K: case TG_Q4_K: case TG_Q5_K: case TG_Q6_K: case TG_IQ4_XS: return 8;
    default: return 1;
    }
}

/// Bytes of a group; of one number where the type is plain.
static inline long tg_group_bytes(tg_type type) {
    switch (type) {
    case TG_F32: return 4;
    case TG_F16: case TG_BF16: return 2;
    case TG_Q4_0: case TG_IQ4_NL: return 18;
    case TG_Q4_1: return 20;
    case TG_Q5_0: return 22;
    case TG_Q5_1: return 24;
    case TG_Q8_0: return 34;
    case TG_MXFP4: return 17;
    case TG_Q2_K: return 84;
    case TG_Q3_K: return 110;
    case TG_Q4_K: return 144;
    case TG_Q5_K: return 176;
    case TG_Q6_K: return 210;
    case TG_IQ4_XS: return 136;
    }
    return 0;
}

/// Bytes of a row of whole groups.
static inline long tg_row_bytes(tg_type type, long columns) {
    return type <= TG_BF16 ? columns * tg_group_bytes(type) : columns / TG_BLOCK / tg_group_blocks(type) * tg_group_bytes(type);
}

static inline bool tg_has_minima(tg_type type) {
    return type == TG_Q4_1 || type == TG_Q5_1 || type == TG_Q2_K || type == TG_Q4_K || type == TG_Q5_K;
}

/// Whether the halves of a block have scales of their own.
static inline bool tg_has_halves(tg_type type) { return type == TG_Q2_K || type == TG_Q3_K || type == TG_Q6_K; }

/// What the codes in a file are shifted by: they stand for q − bias.
static inline int tg_bias(tg_type type) {
    switch (type) {
    case TG_Q3_K: return 4;
    case TG_Q4_0: return 8;
    case TG_Q5_0: return 16;
    case TG_Q6_K: return 32;
    default: return 0;
    }
}

/// The numbers that the 4-bit codes of IQ4_NL and IQ4_XS, and of MXFP4 (doubled), stand for.
extern const int8_t tg_nonlinear_values[16], tg_mxfp4_values[16];

/// 2^(exponent − 128), the scale of MXFP4's doubled values.
float tg_float_from_exponent(uint8_t exponent);

/// One block, decoded: number i is scales[i / 16] · codes[i] + minima[i / 16].
typedef struct tg_decoded {
    int8_t codes[TG_BLOCK];
    float scales[2];
    /// 0 where the type has none.
    float minima[2];
} tg_decoded;

/// Decodes block `index` of a group of a quantised type.
void tg_decode(tg_type type, const uint8_t *group, int index, tg_decoded *out);

/// The 6-bit scale and minimum of block `index` in the 12 bytes of Q4_K and Q5_K.
void tg_packed_scale(const uint8_t packed[12], int index, int *scale, int *minimum);

#endif
