// Inner products of 16-bit queries with 8-bit stored vectors, one file per instruction set.
#ifndef TG_VECTOR_SCAN_H
#define TG_VECTOR_SCAN_H
#include "tg_kernels.h"

#define TG_SCAN_PARAMETERS                                                                                                       \
    const uint8_t *vectors, long stride, const float *scales, long count, const tg_query *queries, long query_count, float *out, \
        long out_stride

void tg_scalar_scan(TG_SCAN_PARAMETERS);
void tg_avx2_scan(TG_SCAN_PARAMETERS);
void tg_avx512_scan(TG_SCAN_PARAMETERS);

#endif
