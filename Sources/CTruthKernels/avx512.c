// AVX-512 F, BW, DQ, VL and VNNI: Intel since Cascade Lake and Ice Lake (2019), AMD since Zen 4 (2022).
#if defined(__x86_64__)
#define TG_FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,f16c"
#include "avx512.h"
#include "training_kernels.h"
#include "vector_scan.h"

#include "product_body.h"

#define CAP tg_avx512_cap
#include "attention_body.h"

static void product(
    const tg_matrix *w, long first_row, long row_count, const tg_activations *x, long first_token, long token_count,
    float *out, long stride, bool accumulate) {
    (narrow_is_faster(w, token_count) ? tg_avx2_product : panel_product)(
        w, first_row, row_count, x, first_token, token_count, out, stride, accumulate);
}

const tg_kernels tg_avx512 = {
    .name = "avx512",
    .multiplier = &tg_avx512_multiplier,
    .rounded_multiplier = &tg_avx512_multiplier,
    .rows_at_once = 2 * LANES,
    .quantize = tg_avx512_quantize,
    .round = tg_scalar_round,
    .product = product,
    .widen = tg_avx2_widen,
    .narrow = tg_avx2_narrow,
    .rms_norm = tg_avx512_rms_norm,
    .layer_norm = tg_avx512_layer_norm,
    .add = tg_avx2_add,
    .swiglu = tg_avx512_swiglu,
    .geglu = tg_avx512_geglu,
    .cap = tg_avx512_cap,
    .gelu = tg_avx512_gelu,
    .softmax = tg_avx2_softmax,
    .rotate = tg_avx2_rotate,
    .attend = panel_attend,
    .merge = tg_avx512_merge,
    .scan = tg_avx512_scan,
};
#endif
