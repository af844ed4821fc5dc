// Training's row operations for AVX2 and FMA: Intel since Haswell (2013), AMD since Zen (2017).
#if defined(__x86_64__)
#define TG_FEATURES_ATTRIBUTE __attribute__((target("avx2,fma")))
#define TG_TABLE tg_gradients_avx2
#define TG_TABLE_NAME "avx2"
#include "gradients_body.h"
#endif
