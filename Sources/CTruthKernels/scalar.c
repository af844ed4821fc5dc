// The reference kernels: complete, plain, correct on every processor.
#include "blocks.h"
#include "vector_scan.h"

#include <math.h>
#include <string.h>

static void widen_blocks(tg_type type, const uint8_t *in, long blocks, float *out) {
// Bit for bit as GGML's reference: the product is rounded before the sum.
#pragma STDC FP_CONTRACT OFF
    long together = tg_group_blocks(type);
    for (long b = 0; b < blocks; b++, out += TG_BLOCK) {
        tg_decoded block;
        tg_decode(type, in + b / together * tg_group_bytes(type), (int)(b % together), &block);
        for (int i = 0; i < TG_BLOCK; i++) {
            float product = block.scales[i / 16] * (float)block.codes[i];
            out[i] = tg_has_minima(type) ? product + block.minima[i / 16] : product;
        }
    }
}

static void widen(tg_type type, const void *bytes, long count, float *out) {
    const uint8_t *in = bytes;
    switch (type) {
    case TG_F32: memcpy(out, in, (unsigned long)count * 4); return;
    case TG_F16:
        for (long i = 0; i < count; i++) out[i] = tg_float_from_half((uint16_t)(in[2 * i] | in[2 * i + 1] << 8));
        return;
    case TG_BF16:
        for (long i = 0; i < count; i++) {
            uint32_t bits = (uint32_t)in[2 * i] << 16 | (uint32_t)in[2 * i + 1] << 24;
            memcpy(&out[i], &bits, 4);
        }
        return;
    default: widen_blocks(type, in, count / TG_BLOCK, out); return;
    }
}

void tg_scalar_round(const float *x, long columns, uint16_t *out) {
    tg_convert(TG_BF16, x, columns, out);
    if (columns % 2) out[columns] = 0;
}

static void narrow(const float *x, long count, uint16_t *out) {
    for (long i = 0; i < count; i++) out[i] = tg_half_from_float(x[i]);
}

static void quantize(
    const float *x, long columns, long width, int8_t *codes, float *scales, int32_t *sums, int32_t *halves, float *offsets) {
    for (long b = 0; b < columns / TG_BLOCK; b++, x += TG_BLOCK) {
        float largest = 0;
        for (int i = 0; i < TG_BLOCK; i++) largest = fmaxf(largest, fabsf(x[i]));
        // Below 1e-30 the inverse could overflow; such a block counts as zero.
        float inverse = largest > 1e-30f ? 127 / largest : 0;
        int32_t sum = 0;
        for (int i = 0; i < TG_BLOCK; i++) {
            float scaled = x[i] * inverse;
            int code = scaled >= -127.5f && scaled <= 127.5f ? (int)rintf(scaled) : 0;
            codes[(b * 8 + i / 4) * width * 4 + i % 4] = (int8_t)code;
            sum += code;
            if (i == 15) halves[b * width] = sum;
        }
        scales[b * width] = largest / 127;
        sums[b * width] = sum;
        offsets[b * width] = scales[b * width] * (float)sum;
    }
}

// A half of a block against 16 codes, four of which are `stride` bytes after the previous four.
static int32_t dot(const int8_t *weights, const int8_t *codes, long stride) {
    int32_t sum = 0;
    for (int step = 0; step < 4; step++, codes += stride)
        for (int i = 0; i < 4; i++) sum += weights[step * 4 + i] * codes[i];
    return sum;
}

static float times_block(tg_type type, const tg_decoded *block, const tg_activations *x, long token, long b, float start) {
    long tile = token / TG_TILE * TG_TILE, width = x->rows - tile < TG_TILE ? x->rows - tile : TG_TILE;
    long place = tile * (x->columns / TG_BLOCK) + b * width + (token - tile);
    const int8_t *codes = x->codes + tile * x->columns + b * TG_BLOCK * width + (token - tile) * 4;
    int32_t first = dot(block->codes, codes, width * 4), second = dot(block->codes + 16, codes + 16 * width, width * 4);
    float scale = x->scales[place];
    if (!tg_has_halves(type)) {
        float result = start + (float)(first + second) * (block->scales[0] * scale);
        return tg_has_minima(type) ? result + block->minima[0] * x->offsets[place] : result;
    }
    float result = start + ((float)first * block->scales[0] + (float)second * block->scales[1]) * scale;
    if (!tg_has_minima(type)) return result;
    result += block->minima[0] * (scale * (float)x->halves[place]);
    return result + block->minima[1] * (scale * (float)(x->sums[place] - x->halves[place]));
}

// One row for all tokens: every block is decoded once.
static void quantized_row(
    tg_type type, const uint8_t *row, const tg_activations *x, long first_token, long end, float *out, long stride) {
    long together = tg_group_blocks(type);
    for (long b = 0; b < x->columns / TG_BLOCK; b++) {
        tg_decoded block;
        tg_decode(type, row + b / together * tg_group_bytes(type), (int)(b % together), &block);
        for (long t = first_token; t < end; t++) out[t * stride] = times_block(type, &block, x, t, b, out[t * stride]);
    }
}

static float plain_row(tg_type type, const uint8_t *row, const tg_activations *x, long token, float start) {
    float result = start;
    bool rounded = x->rounded && type == TG_BF16;
    for (long k = 0; k < x->columns; k++) {
        float weight, value;
        widen(type, row + k * (type == TG_F32 ? 4 : 2), 1, &weight);
        if (rounded) widen(TG_BF16, x->rounded + token * tg_rounded_width(x->columns) + k, 1, &value);
        else value = x->values[token * x->columns + k];
        result += weight * value;
    }
    return result;
}

static void product(
    const tg_matrix *w, long first_row, long row_count, const tg_activations *x, long first_token, long token_count,
    float *out, long stride, bool accumulate) {
    bool plain = w->type <= TG_BF16;
    long end = first_token + token_count, row_bytes = tg_row_bytes(w->type, w->columns);
    for (long n = first_row; n < first_row + row_count; n++) {
        const uint8_t *row = w->bytes + n * row_bytes;
        for (long t = first_token; t < end; t++) {
            float *place = out + t * stride + n;
            if (!accumulate) *place = 0;
            if (plain) *place = plain_row(w->type, row, x, t, *place);
        }
        if (!plain) quantized_row(w->type, row, x, first_token, end, out + n, stride);
    }
}

static void rms_norm(const float *x, const float *gain, float epsilon, long count, float *out) {
    float sum = 0;
    for (long i = 0; i < count; i++) sum += x[i] * x[i];
    float factor = 1 / sqrtf(sum / (float)count + epsilon);
    for (long i = 0; i < count; i++) out[i] = x[i] * factor * gain[i];
}

static void layer_norm(
    const float *x, const float *summand, const float *gain, const float *bias, float epsilon, long count, float *out) {
    float sum = 0, squares = 0;
    for (long i = 0; i < count; i++) sum += out[i] = x[i] + (summand ? summand[i] : 0);
    float mean = sum / (float)count;
    for (long i = 0; i < count; i++) squares += (out[i] - mean) * (out[i] - mean);
    float factor = 1 / sqrtf(squares / (float)count + epsilon);
    for (long i = 0; i < count; i++) out[i] = (out[i] - mean) * factor * gain[i] + bias[i];
}

static void add(const float *x, long count, float *y) {
    for (long i = 0; i < count; i++) y[i] += x[i];
}

static void swiglu(const float *gate, const float *up, long count, float *out) {
    for (long i = 0; i < count; i++) out[i] = gate[i] / (1 + expf(-gate[i])) * up[i];
}

static void geglu(const float *gate, const float *up, long count, float *out) {
    for (long i = 0; i < count; i++) {
        float g = gate[i];
        out[i] = 0.5f * g * (1 + tanhf(0.79788456f * (g + 0.044715f * g * g * g))) * up[i];
    }
}

static void cap(float *x, long count, float cap) {
    for (long i = 0; i < count; i++) x[i] = cap * tanhf(x[i] / cap);
}

static void gelu(float *x, const float *bias, long count) {
    for (long i = 0; i < count; i++) {
        float v = x[i] + (bias ? bias[i] : 0);
        x[i] = 0.5f * v * (1 + erff(v * 0.70710678f));
    }
}

static void softmax(float *x, long count) {
    float largest = -INFINITY, sum = 0;
    for (long i = 0; i < count; i++) largest = fmaxf(largest, x[i]);
    for (long i = 0; i < count; i++) sum += x[i] = expf(x[i] - largest);
    for (long i = 0; i < count; i++) x[i] /= sum;
}

static void rotate(float *x, long heads, long head_width, long pairs, bool adjacent, const float *cosines, const float *sines) {
    for (long h = 0; h < heads; h++, x += head_width)
        for (long i = 0; i < pairs; i++) {
            float *first = adjacent ? x + 2 * i : x + i, *second = adjacent ? first + 1 : first + pairs;
            float a = *first, b = *second;
            *first = a * cosines[i] - b * sines[i];
            *second = a * sines[i] + b * cosines[i];
        }
}

static float element(const void *values, tg_cache type, long index) {
    if (type == TG_CACHE_INT8) return ((const int8_t *)values)[index];
    return type == TG_CACHE_F16 ? tg_float_from_half(((const uint16_t *)values)[index]) : ((const float *)values)[index];
}

static void attend(
    const tg_chunk *chunk, const float *queries, long count, const int32_t *visible,
    float *maxima, float *sums, float *outputs) {
    for (long q = 0; q < count; q++, queries += chunk->width, outputs += chunk->padded_width) {
        float scores[TG_CHUNK], largest = -INFINITY, sum = 0;
        long first = chunk->hidden ? chunk->hidden[q] : 0;
        for (long j = first; j < visible[q]; j++) {
            long group = j / TG_LANES * TG_LANES * chunk->width + j % TG_LANES;
            scores[j] = 0;
            for (long d = 0; d < chunk->width; d++)
                scores[j] += queries[d] * element(chunk->keys, chunk->type, group + d * TG_LANES);
            if (chunk->type == TG_CACHE_INT8) scores[j] *= chunk->scales[j];
            if (chunk->cap > 0) scores[j] = chunk->cap * tanhf(scores[j] / chunk->cap);
            largest = fmaxf(largest, scores[j]);
        }
        memset(outputs, 0, (unsigned long)chunk->padded_width * sizeof(float));
        for (long j = first; j < visible[q]; j++) {
            float weight = expf(scores[j] - largest);
            sum += weight;
            if (chunk->type == TG_CACHE_INT8) weight *= chunk->scales[TG_CHUNK + j];
            for (long d = 0; d < chunk->width; d++)
                outputs[d] += weight * element(chunk->values, chunk->type, j * chunk->padded_width + d);
        }
        maxima[q] = largest;
        sums[q] = sum;
    }
}

static float rounded(float value) {
    uint16_t bits;
    float wide;
    tg_convert(TG_BF16, &value, 1, &bits);
    widen(TG_BF16, &bits, 1, &wide);
    return wide;
}

static void attend_rounded(
    const float *queries, const float *keys, const float *values, long stride, long length, long width, float scale, float *output,
    long output_stride) {
    for (long t = 0; t < length; t++) {
        float scores[TG_ROUNDED_POSITIONS], largest = -INFINITY, sum = 0, *place = output + t * output_stride;
        for (long j = 0; j < length; j++) {
            scores[j] = 0;
            for (long d = 0; d < width; d++) scores[j] += rounded(queries[t * stride + d] * scale) * rounded(keys[j * stride + d]);
            largest = fmaxf(largest, scores[j]);
        }
        memset(place, 0, (unsigned long)width * sizeof(float));
        for (long j = 0; j < length; j++) {
            float weight = expf(scores[j] - largest);
            sum += weight;
            for (long d = 0; d < width; d++) place[d] += rounded(weight) * rounded(values[j * stride + d]);
        }
        for (long d = 0; d < width; d++) place[d] /= sum;
    }
}

static void merge(
    long count, long padded_width, const float *maxima, const float *sums, const float *outputs,
    float *running_maxima, float *running_sums, float *running_outputs) {
    for (long q = 0; q < count; q++, outputs += padded_width, running_outputs += padded_width) {
        float largest = fmaxf(maxima[q], running_maxima[q]);
        float before = expf(running_maxima[q] - largest), now = expf(maxima[q] - largest);
        running_maxima[q] = largest;
        running_sums[q] = running_sums[q] * before + sums[q] * now;
        for (long d = 0; d < padded_width; d++) running_outputs[d] = running_outputs[d] * before + outputs[d] * now;
    }
}

const tg_kernels tg_scalar = {
    .name = "scalar",
    .rows_at_once = 1,
    .quantize = quantize,
    .round = tg_scalar_round,
    .multiplies_rounded = true,
    .product = product,
    .widen = widen,
    .narrow = narrow,
    .rms_norm = rms_norm,
    .layer_norm = layer_norm,
    .add = add,
    .swiglu = swiglu,
    .geglu = geglu,
    .cap = cap,
    .gelu = gelu,
    .softmax = softmax,
    .rotate = rotate,
    .attend = attend,
    .attend_rounded = attend_rounded,
    .merge = merge,
    .scan = tg_scalar_scan,
};
