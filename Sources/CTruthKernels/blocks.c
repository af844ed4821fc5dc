// The reference decoding of every quantised type: GGML's layouts, plainly.
#include "blocks.h"

#include <string.h>

// Bit for bit as GGML's reference: no product may be fused with a sum.
#pragma STDC FP_CONTRACT OFF

const int8_t tg_nonlinear_values[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
const int8_t tg_mxfp4_values[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

static float half_at(const uint8_t *bytes) {
    uint16_t half;
    memcpy(&half, bytes, 2);
    return tg_float_from_half(half);
}

float tg_float_from_exponent(uint8_t exponent) {
    uint32_t bits = exponent < 2 ? 0x200000u << exponent : (uint32_t)(exponent - 1) << 23;
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

void tg_packed_scale(const uint8_t packed[12], int index, int *scale, int *minimum) {
    if (index < 4) {
        *scale = packed[index] & 63;
        *minimum = packed[index + 4] & 63;
    } else {
        *scale = (packed[index + 4] & 15) | packed[index - 4] >> 6 << 4;
        *minimum = packed[index + 4] >> 4 | packed[index] >> 6 << 4;
    }
}

static void whole(tg_decoded *out, float scale, float minimum) {
    out->scales[0] = out->scales[1] = scale;
    out->minima[0] = out->minima[1] = minimum;
}

// Byte i holds codes i and i + 16.
static int nibble(const uint8_t *bytes, int i) { return i < 16 ? bytes[i] & 15 : bytes[i - 16] >> 4; }

static void decode_bits(tg_type type, const uint8_t *p, tg_decoded *out) {
    const uint8_t *high = p + (type == TG_Q5_1 ? 4 : 2);
    uint32_t bits;
    memcpy(&bits, high, 4);
    for (int i = 0; i < TG_BLOCK; i++)
        out->codes[i] = (int8_t)((nibble(high + 4, i) | (int)(bits >> i & 1) << 4) - tg_bias(type));
    whole(out, half_at(p), type == TG_Q5_1 ? half_at(p + 2) : 0);
}

static void decode_nibbles(tg_type type, const uint8_t *p, tg_decoded *out) {
    const uint8_t *bytes = p + (type == TG_Q4_1 ? 4 : type == TG_MXFP4 ? 1 : 2);
    const int8_t *values = type == TG_MXFP4 ? tg_mxfp4_values : tg_nonlinear_values;
    bool linear = type == TG_Q4_0 || type == TG_Q4_1;
    for (int i = 0; i < TG_BLOCK; i++)
        out->codes[i] = linear ? (int8_t)(nibble(bytes, i) - tg_bias(type)) : values[nibble(bytes, i)];
    whole(out, type == TG_MXFP4 ? tg_float_from_exponent(*p) : half_at(p), type == TG_Q4_1 ? half_at(p + 2) : 0);
}

static void decode_q2_k(const uint8_t *p, int index, tg_decoded *out) {
    float scale = half_at(p + 80), minimum = half_at(p + 82);
    for (int i = 0; i < TG_BLOCK; i++) out->codes[i] = p[16 + index / 4 * 32 + i] >> index % 4 * 2 & 3;
    for (int h = 0; h < 2; h++) {
        out->scales[h] = scale * (float)(p[2 * index + h] & 15);
        out->minima[h] = -(minimum * (float)(p[2 * index + h] >> 4));
    }
}

static void decode_q3_k(const uint8_t *p, int index, tg_decoded *out) {
    const uint8_t *packed = p + 96;
    for (int i = 0; i < TG_BLOCK; i++)
        out->codes[i] = (int8_t)((p[32 + index / 4 * 32 + i] >> index % 4 * 2 & 3) - (p[i] >> index & 1 ? 0 : 4));
    for (int h = 0; h < 2; h++) {
        int i = 2 * index + h, low = i < 8 ? packed[i] & 15 : packed[i - 8] >> 4, high = packed[8 + i % 4] >> i / 4 * 2 & 3;
        out->scales[h] = half_at(p + 108) * (float)((low | high << 4) - 32);
        out->minima[h] = 0;
    }
}

static void decode_q4_k(tg_type type, const uint8_t *p, int index, tg_decoded *out) {
    int scale, minimum;
    tg_packed_scale(p + 4, index, &scale, &minimum);
    const uint8_t *high = p + 16, *bytes = p + (type == TG_Q5_K ? 48 : 16) + index / 2 * 32;
    for (int i = 0; i < TG_BLOCK; i++)
        out->codes[i] = (int8_t)((bytes[i] >> index % 2 * 4 & 15) | (type == TG_Q5_K ? (high[i] >> index & 1) << 4 : 0));
    whole(out, half_at(p) * (float)scale, -(half_at(p + 2) * (float)minimum));
}

static void decode_q6_k(const uint8_t *p, int index, tg_decoded *out) {
    int part = index % 4;
    const uint8_t *low = p + index / 4 * 64 + part % 2 * 32, *high = p + 128 + index / 4 * 32;
    for (int i = 0; i < TG_BLOCK; i++)
        out->codes[i] = (int8_t)(((low[i] >> part / 2 * 4 & 15) | (high[i] >> part * 2 & 3) << 4) - 32);
    for (int h = 0; h < 2; h++) {
        out->scales[h] = half_at(p + 208) * (float)(int8_t)p[192 + 2 * index + h];
        out->minima[h] = 0;
    }
}

static void decode_iq4_xs(const uint8_t *p, int index, tg_decoded *out) {
    uint16_t high;
    memcpy(&high, p + 2, 2);
    int scale = (p[4 + index / 2] >> index % 2 * 4 & 15) | (high >> index * 2 & 3) << 4;
    for (int i = 0; i < TG_BLOCK; i++) out->codes[i] = tg_nonlinear_values[nibble(p + 8 + 16 * index, i)];
    whole(out, half_at(p) * (float)(scale - 32), 0);
}

void tg_decode(tg_type type, const uint8_t *group, int index, tg_decoded *out) {
    switch (type) {
    case TG_F32: case TG_F16: case TG_BF16: break;
    case TG_Q4_0: case TG_Q4_1: case TG_IQ4_NL: case TG_MXFP4: decode_nibbles(type, group, out); break;
    case TG_Q5_0: case TG_Q5_1: decode_bits(type, group, out); break;
    case TG_Q8_0:
        memcpy(out->codes, group + 2, TG_BLOCK);
        whole(out, half_at(group), 0);
        break;
    case TG_Q2_K: decode_q2_k(group, index, out); break;
    case TG_Q3_K: decode_q3_k(group, index, out); break;
    case TG_Q4_K: case TG_Q5_K: decode_q4_k(type, group, index, out); break;
    case TG_Q6_K: decode_q6_k(group, index, out); break;
    case TG_IQ4_XS: decode_iq4_xs(group, index, out); break;
    }
}
