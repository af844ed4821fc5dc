// Training's operations on single rows, and their gradients.
//
// Numbers lie in memory as TG_F32 or TG_BF16, as the `type` beside each pointer says, and are computed with as f32; BF16 is
// rounded to nearest, ties to even. Sums run over 16 lanes, then over the lanes, so that every instruction set has the same order.
#ifndef TG_GRADIENTS_H
#define TG_GRADIENTS_H

#include "tg_kernels.h"

/// Numbers of a row and how they are stored.
typedef struct tg_row {
    void *values;
    tg_type type;
} tg_row;

/// What AdamW (arXiv:1711.05101) does in one step; the corrections are 1 − βᵗ.
typedef struct tg_adamw {
    float rate, beta1, beta2, epsilon, decay, correction1, correction2;
    /// Factor on the gradient, such as the clipping's.
    float gradient_scale;
} tg_adamw;

typedef struct tg_gradients {
    const char *name;

    /// to = from
    void (*convert)(tg_row from, long count, tg_row to);
    /// y = factor · y + scale · x
    void (*combine)(tg_row x, float scale, long count, float factor, float *y);
    /// Σ x², in double precision.
    double (*sum_squares)(tg_row x, long count);

    /// out = gain · x · r, r = 1 / √(mean(x²) + ε), which is returned; no gain if NULL. `out` may be `x`.
    float (*rms_norm)(tg_row x, const float *gain, float epsilon, long count, tg_row out);
    /// dx = gain · dy · r − x · r³ · mean(gain · dy · x), added to `dx` or written; dgain += dy · x · r, if not NULL. `dx` may be `dy`.
    void (*rms_norm_gradient)(tg_row x, float r, const float *gain, tg_row dy, long count, tg_row dx, bool add, float *dgain);

    /// out = gain · (x − mean) · r + bias, r = 1 / √(variance + ε); mean and r are written to `moments`.
    void (*layer_norm)(const float *x, const float *gain, const float *bias, float epsilon, long count, tg_row out, float moments[2]);
    /// The gradient by x, added to `dx`; dgain and dbias are added to.
    void (*layer_norm_gradient)(
        const float *x, const float moments[2], const float *gain, tg_row dy, long count, float *dx, float *dgain, float *dbias);

    /// out = gate / (1 + exp(−gate)) · up
    void (*swiglu)(tg_row gate, tg_row up, long count, tg_row out);
    void (*swiglu_gradient)(tg_row gate, tg_row up, tg_row dy, long count, tg_row dgate, tg_row dup);
    /// out = max(x, 0)²
    void (*relu_squared)(tg_row x, long count, tg_row out);
    void (*relu_squared_gradient)(tg_row x, tg_row dy, long count, tg_row dx);
    /// out = x / 2 · (1 + erf(x / √2))
    void (*gelu)(tg_row x, long count, tg_row out);
    void (*gelu_gradient)(tg_row x, tg_row dy, long count, tg_row dx);

    /// −log softmax(logits)[target]. Unless `out.values` is NULL, writes (softmax(logits) − one-hot(target)) · scale there; `out` may
    /// be the logits themselves, as BF16 too.
    float (*cross_entropy)(const float *logits, long count, long target, float scale, tg_row out);

    /// Turns each pair (a, b), `width` / 2 apart, of every head to (a·cos − b·sin, a·sin + b·cos).
    void (*turn)(tg_row x, long heads, long width, const float *cosines, const float *sines, bool backwards);

    /// One step of AdamW; decay · rate · p comes off first. `rounded` gets the new numbers as BF16 unless it is NULL.
    void (*adamw)(const tg_adamw *step, long count, const float *gradient, float *p, float *m, float *v, uint16_t *rounded);
} tg_gradients;

/// The reference, complete on every processor.
extern const tg_gradients tg_gradients_scalar;

/// The table that goes with an instruction set's kernels.
const tg_gradients *tg_gradients_of(const tg_kernels *kernels);

#endif
