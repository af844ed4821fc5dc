// The reference for training: plain loops, sums in double precision. See training_scalar.c.
#ifndef TG_TRAINING_SCALAR_H
#define TG_TRAINING_SCALAR_H

#include "tg_training.h"

#include <string.h>

/// One element of an operand.
static inline float tg_element(tg_operand o, long row, long column) {
    long index = row * o.stride + column;
    if (o.type == TG_F32) return ((const float *)o.values)[index];
    uint32_t bits = (uint32_t)((const uint16_t *)o.values)[index] << 16;
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

/// To BF16 and back, ties to even.
static inline float tg_rounded(float value) {
    uint16_t half;
    tg_convert(TG_BF16, &value, 1, &half);
    return tg_element((tg_operand){&half, 1, TG_BF16}, 0, 0);
}

static inline void tg_put(tg_result r, long row, long column, float value) {
    long index = row * r.stride + column;
    if (r.type == TG_F32) ((float *)r.values)[index] = value;
    else tg_convert(TG_BF16, &value, 1, (uint16_t *)r.values + index);
}

/// The rows first ..< last that a row of a sequence sees. Both bounds never fall from row to row.
typedef struct tg_span {
    int32_t first;
    int32_t last;
} tg_span;

/// What every row of one sequence sees.
void tg_training_spans(const tg_training_attention *a, long sequence, tg_span *spans);

void tg_scalar_multiply(tg_pool *pool, const tg_training_product *p);
/// `scratch` has room for tg_scalar_attention_scratch bytes.
void tg_scalar_attend(tg_pool *pool, const tg_training_attention *a, void *scratch);
void tg_scalar_attend_backward(tg_pool *pool, const tg_training_attention *a, void *scratch);
long tg_scalar_attention_scratch(const tg_training_attention *a);

#endif
