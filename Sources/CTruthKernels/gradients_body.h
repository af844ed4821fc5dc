// The operations of tg_gradients.h as plain loops, compiled once per instruction set: the compiler turns them into vectors.
// A file that includes this defines TG_FEATURES_ATTRIBUTE and TG_TABLE first.
//
// Rows pass through buffers of STRIP floats in the first-level cache, so that no loop knows how numbers are stored.
#include "tg_gradients.h"

#include <math.h>
#include <string.h>

#define BODY static TG_FEATURES_ATTRIBUTE
#define PART static inline __attribute__((always_inline)) TG_FEATURES_ATTRIBUTE

enum { STRIP = 512, SUM_LANES = 16 };

// MARK: - Loading and storing

PART void load(tg_row row, long first, long count, float *restrict out) {
    if (row.type == TG_F32) {
        memcpy(out, (const float *)row.values + first, (size_t)count * 4);
        return;
    }
    const uint16_t *restrict in = (const uint16_t *)row.values + first;
    for (long i = 0; i < count; i++) {
        uint32_t bits = (uint32_t)in[i] << 16;
        memcpy(out + i, &bits, 4);
    }
}

// To nearest, ties to even; what is no number stays none.
PART uint16_t rounded(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    uint32_t up = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
    return (uint16_t)(value != value ? (bits >> 16 | 0x40) : up);
}

PART void store(tg_row row, long first, long count, const float *restrict in) {
    if (row.type == TG_F32) {
        memcpy((float *)row.values + first, in, (size_t)count * 4);
        return;
    }
    uint16_t *restrict out = (uint16_t *)row.values + first;
    for (long i = 0; i < count; i++) out[i] = rounded(in[i]);
}

PART long least(long a, long b) { return a < b ? a : b; }

PART float total(const float lanes[SUM_LANES]) {
    float sum = 0;
    for (int i = 0; i < SUM_LANES; i++) sum += lanes[i];
    return sum;
}

// lanes[i % 16] += a[i] · b[i]
PART void add_products(const float *restrict a, const float *restrict b, long count, float *restrict lanes) {
    long i = 0;
    for (; i + SUM_LANES <= count; i += SUM_LANES)
        for (int j = 0; j < SUM_LANES; j++) lanes[j] += a[i + j] * b[i + j];
    for (int j = 0; i + j < count; j++) lanes[j] += a[i + j] * b[i + j];
}

// exp(x), relative error below 2e-7; 0 below −87.3. See tg_exp in avx2.h for the polynomial.
PART float exponential(float x) {
    float inside = x > -87.3f ? 1.0f : 0.0f;
    x = x < -87.3f ? -87.3f : x;
    x = x > 88.37f ? 88.37f : x;
    // Adding and taking away 1.5 · 2²³ rounds to the nearest integer.
    float n = (x * 1.44269504f + 12582912.0f) - 12582912.0f;
    float r = x - n * 0.693359375f + n * 2.12194440e-4f;
    float p = 0.00139336451f;
    p = p * r + 0.00836317707f;
    p = p * r + 0.0416664667f;
    p = p * r + 0.166665763f;
    p = p * r + 0.5f;
    p = r * r * p + (r + 1);
    int32_t bits = ((int32_t)n + 127) << 23;
    float power;
    memcpy(&power, &bits, 4);
    return p * power * inside;
}

// MARK: - Sums and copies

BODY void convert(tg_row from, long count, tg_row to) {
    float a[STRIP];
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(from, i, some, a);
        store(to, i, some, a);
    }
}

BODY void combine(tg_row x, float scale, long count, float factor, float *y) {
    float a[STRIP];
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(x, i, some, a);
        // A factor of 0 overwrites, whatever was there.
        if (factor == 0) for (long j = 0; j < some; j++) y[i + j] = scale * a[j];
        else for (long j = 0; j < some; j++) y[i + j] = factor * y[i + j] + scale * a[j];
    }
}

BODY double sum_squares(tg_row x, long count) {
    float a[STRIP];
    double sum = 0;
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(x, i, some, a);
        double lanes[SUM_LANES] = {0};
        long j = 0;
        for (; j + SUM_LANES <= some; j += SUM_LANES)
            for (int k = 0; k < SUM_LANES; k++) lanes[k] += (double)a[j + k] * a[j + k];
        for (int k = 0; j + k < some; k++) lanes[k] += (double)a[j + k] * a[j + k];
        for (int k = 0; k < SUM_LANES; k++) sum += lanes[k];
    }
    return sum;
}

// MARK: - Norms

BODY float rms_norm(tg_row x, const float *gain, float epsilon, long count, tg_row out) {
    float a[STRIP], lanes[SUM_LANES] = {0};
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(x, i, some, a);
        add_products(a, a, some, lanes);
    }
    float r = 1 / sqrtf(total(lanes) / (float)count + epsilon);
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(x, i, some, a);
        if (gain) for (long j = 0; j < some; j++) a[j] = a[j] * r * gain[i + j];
        else for (long j = 0; j < some; j++) a[j] *= r;
        store(out, i, some, a);
    }
    return r;
}

BODY void rms_norm_gradient(tg_row x, float r, const float *gain, tg_row dy, long count, tg_row dx, bool add, float *dgain) {
    float a[STRIP], d[STRIP], lanes[SUM_LANES] = {0};
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(x, i, some, a);
        load(dy, i, some, d);
        if (dgain) for (long j = 0; j < some; j++) dgain[i + j] += d[j] * (a[j] * r);
        if (gain) for (long j = 0; j < some; j++) d[j] *= gain[i + j];
        add_products(a, d, some, lanes);
    }
    float back = total(lanes) / (float)count * r * r * r;
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(x, i, some, a);
        load(dy, i, some, d);
        if (gain) for (long j = 0; j < some; j++) d[j] *= gain[i + j];
        for (long j = 0; j < some; j++) a[j] = d[j] * r - a[j] * back;
        if (add) {
            load(dx, i, some, d);
            for (long j = 0; j < some; j++) a[j] += d[j];
        }
        store(dx, i, some, a);
    }
}

BODY void layer_norm(const float *x, const float *gain, const float *bias, float epsilon, long count, tg_row out, float moments[2]) {
    float ones[STRIP], a[STRIP], sums[SUM_LANES] = {0}, squares[SUM_LANES] = {0};
    for (int i = 0; i < STRIP; i++) ones[i] = 1;
    for (long i = 0; i < count; i += STRIP) add_products(x + i, ones, least(STRIP, count - i), sums);
    float mean = total(sums) / (float)count;
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        for (long j = 0; j < some; j++) a[j] = x[i + j] - mean;
        add_products(a, a, some, squares);
    }
    float r = 1 / sqrtf(total(squares) / (float)count + epsilon);
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        for (long j = 0; j < some; j++) a[j] = (x[i + j] - mean) * r * gain[i + j] + bias[i + j];
        store(out, i, some, a);
    }
    moments[0] = mean;
    moments[1] = r;
}

// With n = (x − mean) · r and g = gain · dy: dx = r · (g − mean(g) − n · mean(g · n))
BODY void layer_norm_gradient(
    const float *x, const float moments[2], const float *gain, tg_row dy, long count, float *dx, float *dgain, float *dbias) {
    float n[STRIP], d[STRIP], ones[STRIP], sums[SUM_LANES] = {0}, products[SUM_LANES] = {0};
    float mean = moments[0], r = moments[1];
    for (int i = 0; i < STRIP; i++) ones[i] = 1;
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(dy, i, some, d);
        for (long j = 0; j < some; j++) {
            n[j] = (x[i + j] - mean) * r;
            dgain[i + j] += d[j] * n[j];
            dbias[i + j] += d[j];
            d[j] *= gain[i + j];
        }
        add_products(d, ones, some, sums);
        add_products(d, n, some, products);
    }
    float level = total(sums) / (float)count, slope = total(products) / (float)count;
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(dy, i, some, d);
        for (long j = 0; j < some; j++)
            dx[i + j] += r * (d[j] * gain[i + j] - level - (x[i + j] - mean) * r * slope);
    }
}

// MARK: - Activations

BODY void swiglu(tg_row gate, tg_row up, long count, tg_row out) {
    float g[STRIP], u[STRIP];
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(gate, i, some, g);
        load(up, i, some, u);
        for (long j = 0; j < some; j++) g[j] = g[j] / (1 + exponential(-g[j])) * u[j];
        store(out, i, some, g);
    }
}

// With s = σ(gate): dup = dy · gate · s, dgate = dy · up · s · (1 + gate · (1 − s))
BODY void swiglu_gradient(tg_row gate, tg_row up, tg_row dy, long count, tg_row dgate, tg_row dup) {
    float g[STRIP], u[STRIP], d[STRIP];
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(gate, i, some, g);
        load(up, i, some, u);
        load(dy, i, some, d);
        for (long j = 0; j < some; j++) {
            float s = 1 / (1 + exponential(-g[j])), ds = d[j] * s;
            float slope = ds * u[j] * (1 + g[j] * (1 - s));
            u[j] = ds * g[j];
            g[j] = slope;
        }
        store(dgate, i, some, g);
        store(dup, i, some, u);
    }
}

BODY void relu_squared(tg_row x, long count, tg_row out) {
    float a[STRIP];
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(x, i, some, a);
        for (long j = 0; j < some; j++) {
            float positive = a[j] > 0 ? a[j] : 0;
            a[j] = positive * positive;
        }
        store(out, i, some, a);
    }
}

BODY void relu_squared_gradient(tg_row x, tg_row dy, long count, tg_row dx) {
    float a[STRIP], d[STRIP];
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(x, i, some, a);
        load(dy, i, some, d);
        for (long j = 0; j < some; j++) a[j] = 2 * (a[j] > 0 ? a[j] : 0) * d[j];
        store(dx, i, some, a);
    }
}

// erf(x), absolute error below 2e-7; see error_function in avx2_elementwise.c for the fits.
PART float error_function(float x) {
    float t = fabsf(x);
    t = t > 4 ? 4 : t;
    float s = t * t, p = 7.88249745e-05f, q = 1.6140616e-06f;
    p = p * s - 0.000801885501f;
    p = p * s + 0.00518931216f;
    p = p * s - 0.0268543288f;
    p = p * s + 0.112835974f;
    p = p * s - 0.37612626f;
    p = p * s + 1.12837911f;
    q = q * t - 4.55906229e-05f;
    q = q * t + 0.000592769531f;
    q = q * t - 0.00474022236f;
    q = q * t + 0.0263647176f;
    q = q * t - 0.109978244f;
    q = q * t - 0.631937087f;
    q = q * t - 1.13016665f;
    q = q * t + 0.00030321299f;
    float magnitude = t < 1 ? t * p : 1 - exponential(q);
    return copysignf(magnitude, x);
}

BODY void gelu(tg_row x, long count, tg_row out) {
    float a[STRIP];
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(x, i, some, a);
        for (long j = 0; j < some; j++) a[j] = a[j] / 2 * (1 + error_function(a[j] * 0.707106781f));
        store(out, i, some, a);
    }
}

// dx = dy · (Φ(x) + x · φ(x)), φ the normal density
BODY void gelu_gradient(tg_row x, tg_row dy, long count, tg_row dx) {
    float a[STRIP], d[STRIP];
    for (long i = 0; i < count; i += STRIP) {
        long some = least(STRIP, count - i);
        load(x, i, some, a);
        load(dy, i, some, d);
        for (long j = 0; j < some; j++) {
            float share = (1 + error_function(a[j] * 0.707106781f)) / 2;
            a[j] = d[j] * (share + a[j] * 0.398942280f * exponential(-a[j] * a[j] / 2));
        }
        store(dx, i, some, a);
    }
}

// MARK: - Loss

BODY float cross_entropy(const float *logits, long count, long target, float scale, tg_row out) {
    float tops[SUM_LANES], lanes[SUM_LANES] = {0};
    for (int i = 0; i < SUM_LANES; i++) tops[i] = -INFINITY;
    long i = 0;
    for (; i + SUM_LANES <= count; i += SUM_LANES)
        for (int j = 0; j < SUM_LANES; j++) tops[j] = logits[i + j] > tops[j] ? logits[i + j] : tops[j];
    float top = -INFINITY;
    for (; i < count; i++) top = logits[i] > top ? logits[i] : top;
    for (int j = 0; j < SUM_LANES; j++) top = tops[j] > top ? tops[j] : top;
    for (i = 0; i + SUM_LANES <= count; i += SUM_LANES)
        for (int j = 0; j < SUM_LANES; j++) lanes[j] += exponential(logits[i + j] - top);
    for (int j = 0; i + j < count; j++) lanes[j] += exponential(logits[i + j] - top);
    float sum = total(lanes), aim = logits[target], loss = logf(sum) - (aim - top);
    if (out.values) {
        float a[STRIP], factor = scale / sum;
        // Each strip is read before it is written, and BF16 never overtakes the reading.
        for (i = 0; i < count; i += STRIP) {
            long some = least(STRIP, count - i);
            for (long j = 0; j < some; j++) a[j] = exponential(logits[i + j] - top) * factor;
            if (target >= i && target < i + some) a[target - i] -= scale;
            store(out, i, some, a);
        }
    }
    return loss;
}

// MARK: - Positions

BODY void turn(tg_row x, long heads, long width, const float *cosines, const float *sines, bool backwards) {
    float a[STRIP], low[STRIP], high[STRIP];
    long half = width / 2;
    float sign = backwards ? -1 : 1;
    for (long h = 0; h < heads; h++) {
        load(x, h * width, width, a);
        for (long i = 0; i < half; i++) {
            float s = sign * sines[i];
            low[i] = a[i] * cosines[i] - a[half + i] * s;
            high[i] = a[i] * s + a[half + i] * cosines[i];
        }
        store(x, h * width, half, low);
        store(x, h * width + half, half, high);
    }
}

// MARK: - Steps

BODY void adamw(
    const tg_adamw *step, long count, const float *restrict gradient, float *restrict p, float *restrict m, float *restrict v, uint16_t *restrict out) {
    float kept = 1 - step->rate * step->decay, rate = step->rate / step->correction1, second = 1 / sqrtf(step->correction2);
    float b1 = step->beta1, b2 = step->beta2, epsilon = step->epsilon, scale = step->gradient_scale;
    // The builtin can't set errno, unlike sqrtf, so that the loop becomes vectors.
    for (long i = 0; i < count; i++) {
        float g = gradient[i] * scale;
        m[i] = b1 * m[i] + (1 - b1) * g;
        v[i] = b2 * v[i] + (1 - b2) * g * g;
        p[i] = p[i] * kept - rate * m[i] / (__builtin_elementwise_sqrt(v[i]) * second + epsilon);
    }
    if (out) for (long i = 0; i < count; i++) out[i] = rounded(p[i]);
}

const tg_gradients TG_TABLE = {
    .name = TG_TABLE_NAME,
    .convert = convert,
    .combine = combine,
    .sum_squares = sum_squares,
    .rms_norm = rms_norm,
    .rms_norm_gradient = rms_norm_gradient,
    .layer_norm = layer_norm,
    .layer_norm_gradient = layer_norm_gradient,
    .swiglu = swiglu,
    .swiglu_gradient = swiglu_gradient,
    .relu_squared = relu_squared,
    .relu_squared_gradient = relu_squared_gradient,
    .gelu = gelu,
    .gelu_gradient = gelu_gradient,
    .cross_entropy = cross_entropy,
    .turn = turn,
    .adamw = adamw,
};
