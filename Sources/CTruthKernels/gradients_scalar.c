// Training's row operations for any processor, and the choice of a table.
#define TG_FEATURES_ATTRIBUTE
#define TG_TABLE tg_gradients_scalar
#define TG_TABLE_NAME "scalar"
#include "gradients_body.h"

#if defined(__x86_64__)
extern const tg_gradients tg_gradients_avx2, tg_gradients_avx512;
#endif

const tg_gradients *tg_gradients_of(const tg_kernels *kernels) {
#if defined(__x86_64__)
    if (strncmp(kernels->name, "avx512", 6) == 0) return &tg_gradients_avx512;
    if (strcmp(kernels->name, "avx2") == 0) return &tg_gradients_avx2;
#endif
    return &tg_gradients_scalar;
}
