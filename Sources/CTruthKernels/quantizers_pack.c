// Where GGML's types put the codes and scales of a group: the other way round than blocks.c.
#include "quantizers.h"

#include <math.h>
#include <string.h>

static const tg_grid q2_k = {16, 16, 0, 3, NULL, 0, 15, 15}, q3_k = {16, 16, -4, 3, NULL, -32, 31, 0};
static const tg_grid q4_k = {8, 32, 0, 15, NULL, 0, 63, 63}, q5_k = {8, 32, 0, 31, NULL, 0, 63, 63};
static const tg_grid q6_k = {16, 16, -32, 31, NULL, -128, 127, 0};
static const tg_grid iq4_nl = {1, 32, 0, 15, tg_nonlinear_values, 1, 1, 0}, iq4_xs = {8, 32, 0, 15, tg_nonlinear_values, -32, 31, 0};

static void put_half(uint8_t *place, float value) {
    uint16_t half = tg_half_from_float(value);
    memcpy(place, &half, 2);
}

// `bits` of the codes from bit `from` on, four, two or eight blocks over each other in 32 bytes.
static void put_bits(const tg_rounded_group *g, int from, int bits, uint8_t *out) {
    int together = 8 / bits, mask = (1 << bits) - 1;
    for (int b = 0; b < 8; b++)
        for (int i = 0; i < 32; i++)
            out[b / together * 32 + i] |= (uint8_t)((g->codes[b * 32 + i] >> from & mask) << b % together * bits);
}

static void put_q2_k(const tg_rounded_group *g, uint8_t *out) {
    for (int i = 0; i < 16; i++) out[i] = (uint8_t)(g->scales[i] | g->minima[i] << 4);
    put_bits(g, 0, 2, out + 16);
    put_half(out + 80, g->scale);
    put_half(out + 82, g->minimum);
}

static void put_q3_k(const tg_rounded_group *g, uint8_t *out) {
    put_bits(g, 2, 1, out);
    put_bits(g, 0, 2, out + 32);
    for (int i = 0; i < 16; i++) {
        int scale = g->scales[i] + 32;
        out[96 + i % 8] |= (uint8_t)((scale & 15) << i / 8 * 4);
        out[104 + i % 4] |= (uint8_t)(scale >> 4 << i / 4 * 2);
    }
    put_half(out + 108, g->scale);
}

static void put_q4_k(tg_type type, const tg_rounded_group *g, uint8_t *out) {
    put_half(out, g->scale);
    put_half(out + 2, g->minimum);
    uint8_t *packed = out + 4;
    for (int i = 0; i < 4; i++) {
        packed[i] = (uint8_t)(g->scales[i] | g->scales[i + 4] >> 4 << 6);
        packed[i + 4] = (uint8_t)(g->minima[i] | g->minima[i + 4] >> 4 << 6);
        packed[i + 8] = (uint8_t)((g->scales[i + 4] & 15) | (g->minima[i + 4] & 15) << 4);
    }
    if (type == TG_Q5_K) put_bits(g, 4, 1, out + 16);
    put_bits(g, 0, 4, out + (type == TG_Q5_K ? 48 : 16));
}

static void put_q6_k(const tg_rounded_group *g, uint8_t *out) {
    for (int b = 0; b < 8; b++)
        for (int i = 0; i < 32; i++) {
            int code = g->codes[b * 32 + i], part = b % 4;
            out[b / 4 * 64 + part % 2 * 32 + i] |= (uint8_t)((code & 15) << part / 2 * 4);
            out[128 + b / 4 * 32 + i] |= (uint8_t)(code >> 4 << part * 2);
        }
    for (int i = 0; i < 16; i++) out[192 + i] = (uint8_t)(int8_t)g->scales[i];
    put_half(out + 208, g->scale);
}

static void put_nibbles(const uint8_t *codes, uint8_t *out) {
    for (int i = 0; i < 16; i++) out[i] = (uint8_t)(codes[i] | codes[i + 16] << 4);
}

static void put_iq4_xs(const tg_rounded_group *g, uint8_t *out) {
    put_half(out, g->scale);
    uint16_t high = 0;
    for (int b = 0; b < 8; b++) {
        int scale = g->scales[b] + 32;
        out[4 + b / 2] |= (uint8_t)((scale & 15) << b % 2 * 4);
        high |= (uint16_t)(scale >> 4 << b * 2);
        put_nibbles(g->codes + 32 * b, out + 8 + 16 * b);
    }
    memcpy(out + 2, &high, 2);
}

// One power of two for 32 numbers: of the three that can be best, the one with least error.
static void convert_mxfp4(const float *x, uint8_t *out) {
    float largest = 0, best = INFINITY;
    for (int i = 0; i < TG_BLOCK; i++) largest = fmaxf(largest, fabsf(x[i]));
    int exponent = largest > 0 ? ilogbf(largest) + 125 : 0;
    for (int e = exponent - 1; e <= exponent + 1; e++) {
        if (e < 0 || e > 254) continue;
        uint8_t codes[TG_BLOCK];
        float scale = tg_float_from_exponent((uint8_t)e), error = 0;
        for (int i = 0; i < TG_BLOCK; i++) {
            codes[i] = 0;
            for (int j = 1; j < 16; j++)
                if (fabsf(x[i] - scale * tg_mxfp4_values[j]) < fabsf(x[i] - scale * tg_mxfp4_values[codes[i]])) codes[i] = (uint8_t)j;
            float off = x[i] - scale * tg_mxfp4_values[codes[i]];
            error += off * off;
        }
        if (error >= best) continue;
        best = error;
        out[0] = (uint8_t)e;
        put_nibbles(codes, out + 1);
    }
}

void tg_convert_group(tg_type type, const float *x, uint8_t *bytes) {
    memset(bytes, 0, (unsigned long)tg_group_bytes(type));
    if (type == TG_MXFP4) {
        convert_mxfp4(x, bytes);
        return;
    }
    const tg_grid *grid = type == TG_Q2_K ? &q2_k : type == TG_Q3_K ? &q3_k : type == TG_Q4_K ? &q4_k : type == TG_Q5_K ? &q5_k
        : type == TG_Q6_K ? &q6_k : type == TG_IQ4_XS ? &iq4_xs : &iq4_nl;
    tg_rounded_group group;
    tg_round_group(grid, x, &group);
    switch (type) {
    case TG_Q2_K: put_q2_k(&group, bytes); break;
    case TG_Q3_K: put_q3_k(&group, bytes); break;
    case TG_Q4_K: case TG_Q5_K: put_q4_k(type, &group, bytes); break;
    case TG_Q6_K: put_q6_k(&group, bytes); break;
    case TG_IQ4_XS: put_iq4_xs(&group, bytes); break;
    default:
        put_half(bytes, group.scale);
        put_nibbles(group.codes, bytes + 2);
        break;
    }
}
