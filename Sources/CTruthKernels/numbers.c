// Conversions between number formats; plain ones and those of blocks alone round as GGML's reference does.
#include "quantizers.h"

#include <float.h>
#include <math.h>
#include <string.h>

float tg_float_from_half(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    uint32_t exponent = (half >> 10) & 31, mantissa = half & 1023;
    uint32_t bits;
    if (exponent == 0) {
        // Zero and subnormals: mantissa · 2⁻²⁴ is exact in 32 bits.
        float magnitude = (float)mantissa * 0x1p-24f;
        memcpy(&bits, &magnitude, 4);
        bits |= sign;
    } else if (exponent == 31) {
        // A signalling NaN becomes quiet, as the processor's own conversion does.
        bits = sign | 0x7f800000 | mantissa << 13 | (mantissa ? 0x400000 : 0);
    } else {
        bits = sign | (exponent + 112) << 23 | mantissa << 13;
    }
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

uint16_t tg_half_from_float(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
    uint32_t magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) return (uint16_t)(sign | 0x7e00 | (magnitude >> 13 & 0x3ff));
    if (magnitude >= 0x477ff000) return sign | 0x7c00;
    if (magnitude < 0x38800000) {
        // Below 2⁻¹⁴: adding 0.5 lets the float unit round to the subnormal grid of 2⁻²⁴.
        float absolute;
        memcpy(&absolute, &magnitude, 4);
        absolute += 0.5f;
        uint32_t rounded;
        memcpy(&rounded, &absolute, 4);
        return (uint16_t)(sign | (rounded - 0x3f000000));
    }
    uint32_t rounded = magnitude + 0xfff + (magnitude >> 13 & 1);
    return (uint16_t)(sign | (rounded - 0x38000000) >> 13);
}

static uint16_t bfloat_from_float(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    if ((bits & 0x7fffffff) > 0x7f800000) return (uint16_t)(bits >> 16 | 64);
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static void put_half(uint8_t *place, float value) {
    uint16_t half = tg_half_from_float(value);
    memcpy(place, &half, 2);
}

static uint8_t nibble(float x) {
    int code = (int)x;
    return (uint8_t)(code > 15 ? 15 : code);
}

static void block_q4_0(const float *x, uint8_t *block) {
    float largest = 0;
    for (int i = 0; i < TG_BLOCK; i++)
        if (fabsf(x[i]) > fabsf(largest)) largest = x[i];
    float scale = largest / -8, inverse = scale != 0 ? 1 / scale : 0;
    put_half(block, scale);
    for (int i = 0; i < 16; i++)
        block[2 + i] = (uint8_t)(nibble(x[i] * inverse + 8.5f) | nibble(x[i + 16] * inverse + 8.5f) << 4);
}

static void block_q4_1(const float *x, uint8_t *block) {
    float least = FLT_MAX, most = -FLT_MAX;
    for (int i = 0; i < TG_BLOCK; i++) {
        if (x[i] < least) least = x[i];
        if (x[i] > most) most = x[i];
    }
    float scale = (most - least) / 15, inverse = scale != 0 ? 1 / scale : 0;
    put_half(block, scale);
    put_half(block + 2, least);
    for (int i = 0; i < 16; i++)
        block[4 + i] = (uint8_t)(nibble((x[i] - least) * inverse + 0.5f) | nibble((x[i + 16] - least) * inverse + 0.5f) << 4);
}

// The fifth bits lie apart from the nibbles, bit i for number i.
static void put_five_bits(const int codes[TG_BLOCK], uint8_t *place) {
    uint32_t high = 0;
    for (int i = 0; i < TG_BLOCK; i++) high |= (uint32_t)(codes[i] >> 4) << i;
    memcpy(place, &high, 4);
    for (int i = 0; i < 16; i++) place[4 + i] = (uint8_t)((codes[i] & 15) | (codes[i + 16] & 15) << 4);
}

static void block_q5_0(const float *x, uint8_t *block) {
    float largest = 0;
    for (int i = 0; i < TG_BLOCK; i++)
        if (fabsf(x[i]) > fabsf(largest)) largest = x[i];
    float scale = largest / -16, inverse = scale != 0 ? 1 / scale : 0;
    int codes[TG_BLOCK];
    for (int i = 0; i < TG_BLOCK; i++) codes[i] = (int)fminf(x[i] * inverse + 16.5f, 31);
    put_half(block, scale);
    put_five_bits(codes, block + 2);
}

static void block_q5_1(const float *x, uint8_t *block) {
    float least = FLT_MAX, most = -FLT_MAX;
    for (int i = 0; i < TG_BLOCK; i++) {
        if (x[i] < least) least = x[i];
        if (x[i] > most) most = x[i];
    }
    float scale = (most - least) / 31, inverse = scale != 0 ? 1 / scale : 0;
    int codes[TG_BLOCK];
    for (int i = 0; i < TG_BLOCK; i++) codes[i] = (int)fminf((x[i] - least) * inverse + 0.5f, 31);
    put_half(block, scale);
    put_half(block + 2, least);
    put_five_bits(codes, block + 4);
}

static void block_q8_0(const float *x, uint8_t *block) {
    float largest = 0;
    for (int i = 0; i < TG_BLOCK; i++) largest = fmaxf(largest, fabsf(x[i]));
    float scale = largest / 127, inverse = scale != 0 ? 1 / scale : 0;
    put_half(block, scale);
    for (int i = 0; i < TG_BLOCK; i++) block[2 + i] = (uint8_t)(int8_t)roundf(x[i] * inverse);
}

void tg_convert(tg_type type, const float *x, long count, void *bytes) {
    uint8_t *out = bytes;
    switch (type) {
    case TG_F32: memcpy(out, x, (unsigned long)count * 4); break;
    case TG_F16:
        for (long i = 0; i < count; i++) put_half(out + 2 * i, x[i]);
        break;
    case TG_BF16:
        for (long i = 0; i < count; i++) {
            uint16_t narrow = bfloat_from_float(x[i]);
            memcpy(out + 2 * i, &narrow, 2);
        }
        break;
    case TG_Q4_0:
        for (long b = 0; b < count / TG_BLOCK; b++) block_q4_0(x + b * TG_BLOCK, out + b * 18);
        break;
    case TG_Q4_1:
        for (long b = 0; b < count / TG_BLOCK; b++) block_q4_1(x + b * TG_BLOCK, out + b * 20);
        break;
    case TG_Q8_0:
        for (long b = 0; b < count / TG_BLOCK; b++) block_q8_0(x + b * TG_BLOCK, out + b * 34);
        break;
    case TG_Q5_0:
        for (long b = 0; b < count / TG_BLOCK; b++) block_q5_0(x + b * TG_BLOCK, out + b * 22);
        break;
    case TG_Q5_1:
        for (long b = 0; b < count / TG_BLOCK; b++) block_q5_1(x + b * TG_BLOCK, out + b * 24);
        break;
    default:
        for (long width = tg_group_blocks(type) * TG_BLOCK, first = 0; first < count; first += width)
            tg_convert_group(type, x + first, out + first / width * tg_group_bytes(type));
        break;
    }
}
