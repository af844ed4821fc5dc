// Attention for training: chooses between the fast forms and the reference.
#include "tg_training.h"
#include "training_scalar.h"

long tg_training_attention_scratch(const tg_training_attention *a, int threads) {
    (void)threads;
    return tg_scalar_attention_scratch(a);
}

void tg_training_attend(const tg_kernels *kernels, tg_pool *pool, int threads, const tg_training_attention *a, void *scratch) {
    (void)kernels, (void)threads;
    tg_scalar_attend(pool, a, scratch);
}

void tg_training_attend_backward(
    const tg_kernels *kernels, tg_pool *pool, int threads, const tg_training_attention *a, void *scratch) {
    (void)kernels, (void)threads;
    tg_scalar_attend_backward(pool, a, scratch);
}
