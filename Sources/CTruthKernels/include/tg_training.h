// Products and attention for training: forward, and backward to inputs and weights.
//
// Letters: M rows and N columns of a result · K the summed dimension · T rows (tokens) · E width of a head.
//
// Sums are in f32. Every output is added up in an order that depends on the shape alone, so results don't depend on the number
// of threads, and are the same bits in every run of the same instruction set. Sizes may be odd; rows may have any stride
// of at least their width. Values may be aligned to their own size only, scratch must be aligned to 64 bytes.
#ifndef TG_TRAINING_H
#define TG_TRAINING_H

#include "tg_kernels.h"

/// Where an operand lies: rows of `stride` elements, F32 or BF16.
typedef struct tg_operand {
    const void *values;
    long stride;
    tg_type type;
} tg_operand;

/// Where a result goes: rows of `stride` elements, F32 or BF16. What lies between the rows stays as it is.
typedef struct tg_result {
    void *values;
    long stride;
    tg_type type;
} tg_result;

typedef enum tg_form {
    /// out[M, N] = A[M, K] · B[N, K]ᵀ: y = x · Wᵀ
    TG_FORWARD,
    /// out[M, N] = A[M, K] · B[K, N]: dx = dy · W
    TG_INPUT_GRADIENT,
    /// out[M, N] = A[K, M]ᵀ · B[K, N]: dW = dyᵀ · x
    TG_WEIGHT_GRADIENT
} tg_form;

/// out = scale · A · B, or out + scale · A · B.
typedef struct tg_training_product {
    tg_form form;
    long m, n, k;
    tg_operand a, b;
    void *out;
    long out_stride;
    /// F32 or BF16.
    tg_type out_type;
    float scale;
    /// Adds to what `out` holds; only where it is F32.
    bool accumulate;
    /// Operands are rounded to BF16, ties to even, before they are multiplied. BF16 numbers below 1.2e-38 may count as zero.
    /// Otherwise they are multiplied as f32.
    bool rounds;
} tg_training_product;

/// Bytes of scratch that the product needs on so many threads, a multiple of 64.
long tg_training_scratch(const tg_training_product *p, int threads);

/// Multiplies on a pool of `threads`. `out` must not overlap the operands.
void tg_training_multiply(const tg_kernels *kernels, tg_pool *pool, int threads, const tg_training_product *p, void *scratch);

/// Softmax attention, forward and backward, of whole sequences: row t sees row s of its own sequence and document where
/// s ≤ t if causal, and t − s < window.
///
/// Row t of sequence i is row i · rows + t of all operands; head h of a row starts at column h · width.
/// Query head h reads key head h / (heads / key_heads).
typedef struct tg_training_attention {
    long sequences, rows, heads, key_heads, width;
    /// Factor on queries · keys.
    float scale;
    bool causal;
    /// 0: no limit.
    long window;
    /// A document number per row [sequences · rows]; the rows of a document lie together. NULL: one document per sequence.
    const int32_t *documents;
    /// Queries, keys, values, weights and gradients are rounded to BF16 before they are multiplied; otherwise all is f32.
    bool rounds;
    /// [sequences · rows, heads · width]
    tg_operand queries;
    /// [sequences · rows, key_heads · width]
    tg_operand keys, values;
    /// [sequences · rows, heads · width]: written by the forward pass, read by the backward pass.
    tg_result output;
    /// log Σ exp(scale · query · key) [sequences][heads][rows]: written by the forward pass, read by the backward pass.
    float *log_sums;
    /// [sequences · rows, heads · width]; only for the backward pass, like the rest.
    tg_operand output_gradient;
    /// As queries, keys and values; overwritten.
    tg_result query_gradient, key_gradient, value_gradient;
} tg_training_attention;

/// Bytes of scratch that either pass needs on so many threads, a multiple of 64.
long tg_training_attention_scratch(const tg_training_attention *a, int threads);

/// Writes `output` and `log_sums`.
void tg_training_attend(const tg_kernels *kernels, tg_pool *pool, int threads, const tg_training_attention *a, void *scratch);

/// Writes the three gradients. Weights are computed again from `log_sums`.
void tg_training_attend_backward(
    const tg_kernels *kernels, tg_pool *pool, int threads, const tg_training_attention *a, void *scratch);

#endif
