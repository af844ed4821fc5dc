// The reference of the vector scan.
#include "vector_scan.h"

void tg_scalar_scan(TG_SCAN_PARAMETERS) {
    for (long i = 0; i < count; i++) {
        const uint8_t *vector = vectors + i * stride;
        for (long q = 0; q < query_count; q++) {
            int32_t sum = 0;
            for (long k = 0; k < stride; k++) sum += (vector[k] - 128) * queries[q].codes[k];
            out[q * out_stride + i] = scales[i] * (float)sum;
        }
    }
}
