// What the checks of training share.
#ifndef CHECK_TRAINING_H
#define CHECK_TRAINING_H

#include "tg_training.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETS = 4, POOLS = 3 };
extern int failures, checks, set_count;
extern const tg_kernels *sets[SETS];
// Pools of 1, 2 and 3 threads.
extern tg_pool *pools[POOLS];

void test_training_attention(void);

static inline float random_number(void) { return (float)rand() / (float)RAND_MAX * 2 - 1; }

static inline void *random_values(tg_type type, long count) {
    float *values = malloc((unsigned long)count * 4);
    for (long i = 0; i < count; i++) values[i] = random_number();
    if (type == TG_F32) return values;
    void *narrow = malloc((unsigned long)count * 2);
    tg_convert(TG_BF16, values, count, narrow);
    free(values);
    return narrow;
}

static inline void *new_scratch(long bytes) {
    void *scratch = aligned_alloc(64, (unsigned long)bytes);
    memset(scratch, 0xff, (unsigned long)bytes);
    return scratch;
}

#endif
