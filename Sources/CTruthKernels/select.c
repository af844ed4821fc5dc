// The one place that asks the processor what it can do.
#include "tg_kernels.h"

#include <string.h>

const tg_kernels *tg_kernels_named(const char *name) {
    if (strcmp(name, "scalar") == 0) return &tg_scalar;
    return NULL;
}
