// The softmax of training's attention, forward and backward. Included once per instruction set, after training_body.h.
//   load_bfloats(p, count), add, subtract, multiply, largest(a, b), largest_lane(v), sum_of_lanes(v), nearest(v)
//   lanes_between(first, last), choose(lanes, v, other): v in those lanes
//   power_of_two(n, p) = p · 2ⁿ for whole n, 0 below the normal numbers
//   rounded_lanes(v): to BF16, as f32
#ifndef TG_TRAINING_ATTENTION_BODY_H
#define TG_TRAINING_ATTENTION_BODY_H

// 2^x. Beside weights rounded to BF16 a relative error of 3e-6 is nothing; in f32 it is below 2e-7. Least-squares fits of the largest error.
INLINE vector power(vector x) {
    vector n = nearest(x), r = subtract(x, n), p;
    if (PAIR == 2) {
        p = multiply_add(broadcast(0.00957010087f), r, broadcast(0.0559178626f));
        p = multiply_add(p, r, broadcast(0.240247449f));
        p = multiply_add(p, r, broadcast(0.693121814f));
        p = multiply_add(p, r, broadcast(0.999999261f));
    } else {
        p = multiply_add(broadcast(0.000153458111f), r, broadcast(0.00133999315f));
        p = multiply_add(p, r, broadcast(0.00961848896f));
        p = multiply_add(p, r, broadcast(0.0555032878f));
        p = multiply_add(p, r, broadcast(0.240226469f));
        p = multiply_add(p, r, broadcast(0.693147206f));
        p = multiply_add(p, r, broadcast(1));
    }
    return power_of_two(n, p);
}

// Weights as the words of a product's operand: BF16, or f32 that may have to be rounded.
INLINE void store_weights(void *row, long index, bool rounds, vector v) {
    if (PAIR == 2) store_rounded((uint16_t *)row + index, LANES, v);
    else store_some((float *)row + index, LANES, rounds ? rounded_lanes(v) : v);
}

INLINE void weigh_row(const float *scores, tg_span seen, long count, bool rounds, void *weights, float *top, float *total) {
    vector most = broadcast(-INFINITY), sum = zero();
    // Vectors that the row sees whole lie between the other two bounds.
    long first = seen.first / LANES * LANES, last = seen.last;
    for (long j = first; j < last; j += LANES) {
        vector v = load_some(scores + j, LANES);
        if (j >= seen.first && j + LANES <= last) most = largest(most, v);
        else most = largest(most, choose(lanes_between(seen.first - j, last - j), v, broadcast(-INFINITY)));
    }
    *top = largest_lane(most);
    for (long j = 0; j < first; j += LANES) store_weights(weights, j, false, zero());
    for (long j = first; j < last; j += LANES) {
        vector v = power(subtract(load_some(scores + j, LANES), broadcast(*top)));
        if (j < seen.first || j + LANES > last) v = choose(lanes_between(seen.first - j, last - j), v, zero());
        sum = add(sum, v);
        store_weights(weights, j, rounds, v);
    }
    for (long j = (last + LANES - 1) / LANES * LANES; j < count; j += LANES) store_weights(weights, j, false, zero());
    *total = sum_of_lanes(sum);
}

TARGET static void weigh(const tg_scores *x, float *tops, float *totals) {
    for (long r = 0; r < x->rows; r++)
        weigh_row(
            x->scores + r * x->stride, x->seen[r], x->count, x->rounds, (uint8_t *)x->weights + r * x->stride * (4 / PAIR), tops + r,
            totals + r);
}

INLINE void slope_row(const tg_scores *x, long r, bool rounds) {
    const float *scores = x->scores + r * x->stride, *products = x->products + r * x->stride;
    void *weights = (uint8_t *)x->weights + r * x->stride * (4 / PAIR), *slopes = (uint8_t *)x->slopes + r * x->stride * (4 / PAIR);
    tg_span seen = x->seen[r];
    long first = seen.first / LANES * LANES, last = seen.last;
    for (long j = 0; j < first; j += LANES) {
        store_weights(weights, j, false, zero());
        store_weights(slopes, j, false, zero());
    }
    for (long j = first; j < last; j += LANES) {
        vector weight = power(subtract(load_some(scores + j, LANES), load_some(x->logarithms + j, LANES)));
        vector slope = multiply(weight, subtract(load_some(products + j, LANES), load_some(x->means + j, LANES)));
        if (j < seen.first || j + LANES > last) {
            // Nothing was written where nothing is seen, and 0 times that could be no number.
            lanes mask = lanes_between(seen.first - j, last - j);
            weight = choose(mask, weight, zero());
            slope = choose(mask, slope, zero());
        }
        store_weights(weights, j, rounds, weight);
        store_weights(slopes, j, rounds, slope);
    }
    long start = last > first ? (last + LANES - 1) / LANES * LANES : first;
    for (long j = start; j < x->count; j += LANES) {
        store_weights(weights, j, false, zero());
        store_weights(slopes, j, false, zero());
    }
}

TARGET static void slope(const tg_scores *x) {
    for (long r = 0; r < x->rows; r++) slope_row(x, r, x->rounds);
}

INLINE vector load_floats(tg_type type, const uint8_t *row, long index, long count) {
    return type == TG_F32 ? load_some((const float *)(row + 4 * index), count) : load_bfloats(row + 2 * index, count);
}

TARGET static void dot_rows(const tg_operand *a, const tg_operand *b, long first, long rows, long column, long width, float *out) {
    for (long r = 0; r < rows; r++) {
        const uint8_t *x = place(a, first + r, column), *y = place(b, first + r, column);
        vector sum = zero();
        prefetch(place(a, first + r + 8, column), width * (a->type == TG_F32 ? 4 : 2));
        prefetch(place(b, first + r + 8, column), width * (b->type == TG_F32 ? 4 : 2));
        for (long d = 0; d < width; d += LANES)
            sum = multiply_add(load_floats(a->type, x, d, width - d), load_floats(b->type, y, d, width - d), sum);
        out[r] = sum_of_lanes(sum);
    }
}

TARGET static void scale_rows(const float *in, long stride, const float *factors, long rows, long width, const tg_result *out) {
    for (long r = 0; r < rows; r++) {
        vector factor = broadcast(factors ? factors[r] : 1);
        for (long d = 0; d < width; d += LANES) {
            vector v = multiply(load_some(in + r * stride + d, width - d), factor);
            long index = r * out->stride + d;
            if (out->type == TG_F32) store_some((float *)out->values + index, width - d, v);
            else store_rounded((uint16_t *)out->values + index, width - d, v);
        }
    }
}

#define MULTIPLIER \
    {.pair = PAIR, .panel = PANEL, .pack_panel = pack_panel, .pack_rows = pack_rows, .pack_columns = pack_columns, \
     .multiply = multiply_block, .weigh = weigh, .slope = slope, .dot_rows = dot_rows, .scale_rows = scale_rows}

#endif
