// Training's row operations for AVX-512: Intel since Cascade Lake and Ice Lake (2019), AMD since Zen 4 (2022).
#if defined(__x86_64__)
#define TG_FEATURES_ATTRIBUTE __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"), min_vector_width(512)))
#define TG_TABLE tg_gradients_avx512
#define TG_TABLE_NAME "avx512"
#include "gradients_body.h"
#endif
