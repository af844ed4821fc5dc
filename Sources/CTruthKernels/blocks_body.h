// A panel's codes and scales from the file's layout. Included once per instruction set, before the products.
//
// 16 bytes of every row are turned about at a time, so that all rows are decoded together: a lane is a row, its four bytes are
// neighbouring columns. Besides what product_body.h needs, the file that includes this defines
//   transpose(p, stride, v)     16 bytes of all rows to 4 vectors; vector i has bytes 4i to 4i + 3 of each row
//   both, either, bytes, words  and, or, a byte or a 32-bit word everywhere
//   left, right                 shifts of 16-bit units, to be masked; left_words, right_words, right_signed of 32-bit lanes
//   as_floats, halves_as_floats integers, or f16 in the lower halves of the lanes, to floats
//   look_up(values, codes)      one of 16 bytes for every code
//   spread_bits(word, step)     16 in byte j of each lane whose word has bit 4 · step + j, otherwise 0
//   as_signed                   the steps' form of codes that are signed bytes

INLINE vector low_halves(codes v) { return halves_as_floats(both(v, words(0xffff))); }
INLINE vector high_halves(codes v) { return halves_as_floats(right_words(v, 16)); }
INLINE vector negated(vector v) { return multiply(v, broadcast(-1)); }

// Byte k of every lane as a float.
INLINE vector byte_as_float(codes v, int k) { return as_floats(both(right_words(v, 8 * k), words(255))); }
INLINE vector signed_byte_as_float(codes v, int k) { return as_floats(right_signed(left_words(v, 24 - 8 * k), 24)); }

// Bits `from` … of every byte moved to `to` …, and what `mask` leaves of them.
INLINE codes moved(codes v, int from, int to, int mask) {
    return both(to > from ? left(v, to - from) : right(v, from - to), bytes(mask));
}

INLINE void transpose_32(const uint8_t *p, long stride, codes v[8]) {
    transpose(p, stride, v);
    transpose(p + 16, stride, v + 4);
}

// Types whose blocks stand alone

INLINE void nibbles(const uint8_t *p, long stride, codes steps[8]) {
    codes pairs[4];
    transpose(p, stride, pairs);
#pragma unroll
    for (int i = 0; i < 4; i++) {
        steps[i] = both(pairs[i], bytes(15));
        steps[i + 4] = moved(pairs[i], 4, 0, 15);
    }
}

INLINE void looked_up(const int8_t values[16], codes steps[8]) {
#pragma unroll
    for (int i = 0; i < 8; i++) steps[i] = as_signed(look_up(values, steps[i]));
}

// Q5_0 and Q5_1: f16 scale (and minimum), 32 high bits, nibbles.
INLINE void load_five_bits(tg_type type, const uint8_t *p, long stride, codes steps[8], vector *scales, vector *minima) {
    codes head[4];
    transpose(p, stride, head);
    codes high = type == TG_Q5_1 ? head[1] : either(right_words(head[0], 16), left_words(head[1], 16));
    *scales = low_halves(head[0]);
    if (type == TG_Q5_1) *minima = high_halves(head[0]);
    nibbles(p + (type == TG_Q5_1 ? 8 : 6), stride, steps);
#pragma unroll
    for (int i = 0; i < 8; i++) steps[i] = either(steps[i], spread_bits(high, i));
}

INLINE vector load_exponents(const uint8_t *p, long stride) {
    float scales[LANES];
    for (int i = 0; i < LANES; i++) scales[i] = tg_float_from_exponent(p[i * stride]);
    return load(scales);
}

INLINE void load_block(tg_type type, const uint8_t *p, long stride, codes steps[8], vector *scales, vector *minima) {
    switch (type) {
    case TG_Q5_0: case TG_Q5_1: load_five_bits(type, p, stride, steps, scales, minima); return;
    case TG_Q8_0:
        transpose_32(p + 2, stride, steps);
#pragma unroll
        for (int i = 0; i < 8; i++) steps[i] = as_signed(steps[i]);
        break;
    case TG_IQ4_NL:
        nibbles(p + 2, stride, steps);
        looked_up(tg_nonlinear_values, steps);
        break;
    case TG_MXFP4:
        nibbles(p + 1, stride, steps);
        looked_up(tg_mxfp4_values, steps);
        *scales = load_exponents(p, stride);
        return;
    default: nibbles(p + (type == TG_Q4_0 ? 2 : 4), stride, steps); break;
    }
    load_scales(type, p, stride, scales, minima);
}

// Types of eight blocks

// Where a group of one of `sides` panels goes: steps [block][step][side], scales and minima [block][side][half].
typedef struct places {
    codes *steps;
    vector *scales;
    vector *minima;
    int sides;
    // Whether steps are stored as tiles want them.
    bool split;
} places;

INLINE void put_steps(tg_type type, const places *to, int block, const codes steps[8]) {
    if (to->split) {
        split_steps(type, steps, to->steps + block * to->sides * STEPS(type));
    } else {
#pragma unroll
        for (int i = 0; i < 8; i++) to->steps[(block * 8 + i) * to->sides] = steps[i];
    }
}

INLINE void put_scales(tg_type type, const places *to, int block, int half, vector scale, vector minimum) {
    int place = block * to->sides * HALVES(type) + half;
    to->scales[place] = scale;
    if (tg_has_minima(type)) to->minima[place] = minimum;
}

// Q2_K and Q3_K: 2-bit codes, four blocks in 32 bytes. Q3_K has a third bit of all eight blocks in 32 bytes more.
INLINE void load_two_bits(tg_type type, const uint8_t *p, const uint8_t *mask, long stride, const places *to) {
    codes high[8];
    if (type == TG_Q3_K) transpose_32(mask, stride, high);
#pragma unroll
    for (int n = 0; n < 2; n++) {
        codes raw[8], steps[8];
        transpose_32(p + 32 * n, stride, raw);
#pragma unroll
        for (int j = 0; j < 4; j++) {
#pragma unroll
            for (int i = 0; i < 8; i++) {
                steps[i] = moved(raw[i], 2 * j, 0, 3);
                if (type == TG_Q3_K) steps[i] = either(steps[i], moved(high[i], 4 * n + j, 2, 4));
            }
            put_steps(type, to, 4 * n + j, steps);
        }
    }
}

INLINE void load_q2_k(const uint8_t *p, long stride, const places *to) {
    codes packed[4];
    vector scale, minimum, unused;
    transpose(p, stride, packed);
    load_scales(TG_Q8_0, p + 80, stride, &scale, &unused);
    load_scales(TG_Q8_0, p + 82, stride, &minimum, &unused);
#pragma unroll
    for (int i = 0; i < 16; i++)
        put_scales(
            TG_Q2_K, to, i / 2, i % 2, multiply(scale, byte_as_float(both(packed[i / 4], bytes(15)), i % 4)),
            negated(multiply(minimum, byte_as_float(moved(packed[i / 4], 4, 0, 15), i % 4))));
    load_two_bits(TG_Q2_K, p + 16, NULL, stride, to);
}

INLINE void load_q3_k(const uint8_t *p, long stride, const places *to) {
    // The last 16 bytes: two of codes, twelve of scales, the f16 scale.
    codes tail[4], low[2], scales[4];
    transpose(p + 94, stride, tail);
    codes high = either(right_words(tail[2], 16), left_words(tail[3], 16));
    for (int i = 0; i < 2; i++) low[i] = either(right_words(tail[i], 16), left_words(tail[i + 1], 16));
#pragma unroll
    for (int i = 0; i < 4; i++) scales[i] = either(moved(low[i % 2], i / 2 * 4, 0, 15), moved(high, 2 * i, 4, 48));
    vector scale = high_halves(tail[3]);
#pragma unroll
    for (int i = 0; i < 16; i++)
        put_scales(
            TG_Q3_K, to, i / 2, i % 2, multiply(scale, multiply_add(broadcast(-32), broadcast(1), byte_as_float(scales[i / 4], i % 4))), zero());
    load_two_bits(TG_Q3_K, p + 32, p, stride, to);
}

// Q4_K and Q5_K: f16 scale and minimum, eight 6-bit scales and minima in 12 bytes, for Q5_K a fifth bit of all blocks in 32
// bytes, nibbles of two blocks in 32 bytes.
INLINE void load_q4_k(tg_type type, const uint8_t *p, long stride, const places *to) {
    codes head[4], scales[2], minima[2], high[8];
    transpose(p, stride, head);
    vector scale = low_halves(head[0]), minimum = negated(high_halves(head[0]));
    scales[0] = both(head[1], bytes(63));
    minima[0] = both(head[2], bytes(63));
    scales[1] = either(both(head[3], bytes(15)), moved(head[1], 6, 4, 48));
    minima[1] = either(moved(head[3], 4, 0, 15), moved(head[2], 6, 4, 48));
    if (type == TG_Q5_K) transpose_32(p + 16, stride, high);
    const uint8_t *low = p + (type == TG_Q5_K ? 48 : 16);
#pragma unroll
    for (int pair = 0; pair < 4; pair++) {
        codes raw[8], steps[8];
        transpose_32(low + 32 * pair, stride, raw);
#pragma unroll
        for (int j = 0; j < 2; j++) {
            int block = 2 * pair + j;
#pragma unroll
            for (int i = 0; i < 8; i++) {
                steps[i] = moved(raw[i], 4 * j, 0, 15);
                if (type == TG_Q5_K) steps[i] = either(steps[i], moved(high[i], block, 4, 16));
            }
            put_steps(type, to, block, steps);
            put_scales(
                type, to, block, 0, multiply(scale, byte_as_float(scales[block / 4], block % 4)),
                multiply(minimum, byte_as_float(minima[block / 4], block % 4)));
        }
    }
}

// Q6_K: nibbles of blocks 0 and 2, 1 and 3 in 64 bytes, two high bits of four blocks in 32, 16 signed scales, f16 scale.
INLINE void load_q6_k(const uint8_t *p, long stride, const places *to) {
    codes packed[4];
    vector scale, unused;
    transpose(p + 192, stride, packed);
    load_scales(TG_Q8_0, p + 208, stride, &scale, &unused);
#pragma unroll
    for (int i = 0; i < 16; i++)
        put_scales(TG_Q6_K, to, i / 2, i % 2, multiply(scale, signed_byte_as_float(packed[i / 4], i % 4)), zero());
#pragma unroll
    for (int n = 0; n < 2; n++) {
        codes high[8], low[8], steps[8];
        transpose_32(p + 128 + 32 * n, stride, high);
#pragma unroll
        for (int part = 0; part < 2; part++) {
            transpose_32(p + 64 * n + 32 * part, stride, low);
#pragma unroll
            for (int j = part; j < 4; j += 2) {
#pragma unroll
                for (int i = 0; i < 8; i++) steps[i] = either(moved(low[i], j / 2 * 4, 0, 15), moved(high[i], 2 * j, 4, 48));
                put_steps(TG_Q6_K, to, 4 * n + j, steps);
            }
        }
    }
}

// IQ4_XS: f16 scale, 16 high bits and 32 low bits of eight scales, nibbles block by block.
INLINE void load_iq4_xs(const uint8_t *p, long stride, const places *to) {
    codes head[4], steps[8];
    transpose(p, stride, head);
    vector scale = low_halves(head[0]);
#pragma unroll
    for (int b = 0; b < 8; b++) {
        codes low = both(right_words(head[1], 4 * b), words(15)), high = both(right_words(head[0], 16 + 2 * b), words(3));
        vector factor = as_floats(either(low, left_words(high, 4)));
        put_scales(TG_IQ4_XS, to, b, 0, multiply(scale, multiply_add(broadcast(-32), broadcast(1), factor)), zero());
        nibbles(p + 8 + 16 * b, stride, steps);
        looked_up(tg_nonlinear_values, steps);
        put_steps(TG_IQ4_XS, to, b, steps);
    }
}

INLINE void load_group(tg_type type, const uint8_t *p, long stride, const places *to) {
    switch (type) {
    case TG_Q2_K: load_q2_k(p, stride, to); break;
    case TG_Q3_K: load_q3_k(p, stride, to); break;
    case TG_Q4_K: case TG_Q5_K: load_q4_k(type, p, stride, to); break;
    case TG_Q6_K: load_q6_k(p, stride, to); break;
    default: load_iq4_xs(p, stride, to); break;
    }
}
