// Searches for scales of little squared error.
//
// For given codes the best scale (and minimum) follows from least squares, and for a given scale the nearest codes are best. So
// scales around that which just holds the largest number are tried, each improved once by least squares. Then the scales are
// rounded to integers times a common scale, with their neighbours tried as well, and the common ones follow from least squares.
#include "quantizers.h"

#include <float.h>
#include <math.h>
#include <string.h>

typedef float lanes __attribute__((vector_size(16)));
typedef int32_t masks __attribute__((vector_size(16)));

enum { TRIES = 9, ROUNDS = 2 };

static inline lanes lanes_at(const float *x) {
    lanes v;
    memcpy(&v, x, sizeof v);
    return v;
}

static inline float total(lanes v) { return (v[0] + v[1]) + (v[2] + v[3]); }

static inline lanes nearest(lanes x, float least, float most) {
    x = __builtin_elementwise_min(__builtin_elementwise_max(x, (lanes){} + least), (lanes){} + most);
    // Adding 1.5 · 2²³ leaves no fraction, and rounds to nearest.
    return (x + 12582912.0f) - 12582912.0f;
}

// The nearest of 16 ascending numbers: a step up for every middle between two that lies below.
static inline lanes nearest_value(const int8_t *values, lanes x) {
    lanes result = (lanes){} + (float)values[0];
    for (int i = 0; i < 15; i++) {
        masks above = x > (lanes){} + 0.5f * (float)(values[i] + values[i + 1]);
        result += (lanes)(above & (masks)((lanes){} + (float)(values[i + 1] - values[i])));
    }
    return result;
}

static inline lanes nearest_codes(const tg_grid *grid, lanes x) {
    return grid->values ? nearest_value(grid->values, x) : nearest(x, (float)grid->least, (float)grid->most);
}

static uint8_t place_of(const int8_t *values, int value) {
    uint8_t place = 0;
    while (place < 15 && values[place] != value) place++;
    return place;
}

// Squared error of one part, and its codes if wanted.
static float error_of(const tg_grid *grid, const float *x, float scale, float minimum, float *codes) {
    float inverse = fabsf(scale) > 1e-30f ? 1 / scale : 0;
    lanes sum = {0};
    for (int i = 0; i < grid->width; i += 4) {
        lanes v = lanes_at(x + i) - minimum, q = nearest_codes(grid, v * inverse), off = v - q * scale;
        sum += off * off;
        if (codes) memcpy(codes + i, &q, sizeof q);
    }
    return total(sum);
}

typedef struct fit {
    float scale, minimum, gain;
} fit;

// The best scale (and minimum, not above 0) for the codes nearest to (x − minimum) · inverse. `gain` is what the fit takes
// away from the sum of squares.
static fit least_squares(const tg_grid *grid, const float *x, float inverse, float minimum) {
    lanes q1 = {0}, q2 = {0}, xq = {0}, x1 = {0};
    for (int i = 0; i < grid->width; i += 4) {
        lanes v = lanes_at(x + i), q = nearest_codes(grid, (v - minimum) * inverse);
        q1 += q, q2 += q * q, xq += v * q, x1 += v;
    }
    float n = (float)grid->width, squares = total(q2), sum = total(q1), product = total(xq), all = total(x1);
    if (grid->most_minimum > 0) {
        float determinant = n * squares - sum * sum;
        if (determinant > 0) {
            float scale = (n * product - all * sum) / determinant, low = (squares * all - sum * product) / determinant;
            if (low <= 0) return (fit){scale, low, scale * product + low * all};
        } else if (squares == 0 && all < 0) {
            return (fit){0, all / n, all * all / n};
        }
    }
    float scale = squares > 0 ? product / squares : 0;
    return (fit){scale, 0, scale * product};
}

static void improve(const tg_grid *grid, const float *x, float inverse, float minimum, fit *best) {
    fit found = least_squares(grid, x, inverse, minimum);
    if (found.gain > best->gain) *best = found;
    if (fabsf(found.scale) < 1e-30f) return;
    found = least_squares(grid, x, 1 / found.scale, found.minimum);
    if (found.gain > best->gain) *best = found;
}

static fit best_fit(const tg_grid *grid, const float *x) {
    float least = 0, most = 0;
    for (int i = 0; i < grid->width; i++) least = fminf(least, x[i]), most = fmaxf(most, x[i]);
    fit best = {0, 0, 0};
    float most_code = grid->values ? 113 : (float)grid->most, least_code = grid->values ? -127 : (float)grid->least;
    // A tenth of a code per try; a whole one where there are many.
    float step = 0.03f * (most_code - least_code > 31 ? 31 : most_code - least_code) * (most_code - least_code > 100 ? 4 : 1) / 4;
    for (int i = -TRIES; i <= TRIES; i++) {
        if (grid->most_minimum > 0) {
            if (most - least > 1e-30f) improve(grid, x, (most_code + (float)i * step) / (most - least), least, &best);
            else best = (fit){0, least, 0};
            continue;
        }
        // The largest number meets the least code, whose magnitude is one more, or its sign is turned.
        float largest = most > -least ? most : least;
        if (fabsf(largest) < 1e-30f) break;
        improve(grid, x, (least_code + (float)i * step) / largest, 0, &best);
        improve(grid, x, (most_code + (float)i * step) / largest, 0, &best);
    }
    return best;
}

static float half_rounded(float x) { return tg_float_from_half(tg_half_from_float(fminf(fmaxf(x, -65504), 65504))); }
static int within(float x, int least, int most) { return x <= (float)least ? least : x >= (float)most ? most : (int)rintf(x); }

// Integers for one part: those nearest to its own scale and minimum, or a neighbour with less error.
static float round_part(const tg_grid *grid, const float *x, fit wanted, const tg_rounded_group *group, int *scale, int *minimum) {
    float best = FLT_MAX;
    int center = fabsf(group->scale) > 0 ? within(wanted.scale / group->scale, grid->least_scale, grid->most_scale) : 0;
    int low = group->minimum > 0 ? within(-wanted.minimum / group->minimum, 0, grid->most_minimum) : 0;
    for (int s = center - 1; s <= center + 1; s++) {
        if (s < grid->least_scale || s > grid->most_scale) continue;
        for (int m = low - 1; m <= low + 1; m++) {
            if (m < 0 || m > grid->most_minimum) continue;
            float error = error_of(grid, x, group->scale * (float)s, -(group->minimum * (float)m), NULL);
            if (error >= best) continue;
            best = error, *scale = s, *minimum = m;
        }
    }
    return best;
}

static float round_parts(const tg_grid *grid, const float *x, const fit *fits, tg_rounded_group *group) {
    float error = 0;
    for (int p = 0; p < grid->parts; p++)
        error += round_part(grid, x + p * grid->width, fits[p], group, &group->scales[p], &group->minima[p]);
    return error;
}

// The common scale and minimum that fit the codes best.
static void refit(const tg_grid *grid, const float *x, tg_rounded_group *group) {
    double aa = 0, ab = 0, bb = 0, ax = 0, bx = 0;
    for (int p = 0; p < grid->parts; p++) {
        float codes[32];
        const float *part = x + p * grid->width;
        error_of(grid, part, group->scale * (float)group->scales[p], -(group->minimum * (float)group->minima[p]), codes);
        for (int i = 0; i < grid->width; i++) {
            double a = (double)codes[i] * group->scales[p], b = -group->minima[p];
            aa += a * a, ab += a * b, bb += b * b, ax += a * (double)part[i], bx += b * (double)part[i];
        }
    }
    double determinant = aa * bb - ab * ab;
    if (determinant > 1e-9 * aa * bb) {
        group->scale = half_rounded((float)((ax * bb - bx * ab) / determinant));
        group->minimum = half_rounded(fmaxf(0, (float)((bx * aa - ax * ab) / determinant)));
    } else if (aa > 0) {
        group->scale = half_rounded((float)(ax / aa));
    }
}

// The common scale that just holds the largest of the parts'.
static void start(const tg_grid *grid, const fit *fits, tg_rounded_group *group) {
    float largest = 0, least = 0;
    for (int p = 0; p < grid->parts; p++) {
        if (fabsf(fits[p].scale) > fabsf(largest)) largest = fits[p].scale;
        least = fminf(least, fits[p].minimum);
    }
    int most = grid->least_scale < 0 ? grid->least_scale : grid->most_scale;
    group->scale = half_rounded(largest / (float)most);
    group->minimum = grid->most_minimum > 0 ? half_rounded(-least / (float)grid->most_minimum) : 0;
}

void tg_round_group(const tg_grid *grid, const float *x, tg_rounded_group *out) {
    fit fits[16];
    for (int p = 0; p < grid->parts; p++) fits[p] = best_fit(grid, x + p * grid->width);
    memset(out, 0, sizeof *out);
    start(grid, fits, out);
    float error = round_parts(grid, x, fits, out);
    for (int i = 0; i < ROUNDS; i++) {
        tg_rounded_group next = *out;
        refit(grid, x, &next);
        float found = round_parts(grid, x, fits, &next);
        if (found >= error) break;
        error = found;
        *out = next;
    }
    for (int p = 0; p < grid->parts; p++) {
        float codes[32];
        error_of(grid, x + p * grid->width, out->scale * (float)out->scales[p], -(out->minimum * (float)out->minima[p]), codes);
        for (int i = 0; i < grid->width; i++)
            out->codes[p * grid->width + i] =
                (uint8_t)(grid->values ? place_of(grid->values, (int)codes[i]) : (int)codes[i] - grid->least);
    }
}
