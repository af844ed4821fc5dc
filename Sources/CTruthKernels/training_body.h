// Packing and tiles for training. Included once per instruction set, after its primitives:
//   LANES, VECTORS (of a panel), PAIR (elements per word), INLINE, TARGET, words (LANES 32-bit words), vector (LANES floats)
//   words_along(type, rounds, row, count)     `count` words' worth of elements of one row, at most LANES · PAIR, the rest zero
//   words_across(type, rounds, row, stride, depth, count)   columns of PAIR neighbouring rows, of which `depth` exist
//   transpose_words(words[LANES])
//   add_product(vector sum, words b, words a)
//   broadcast_word(p), load_words_at(p), store_words_at(p, w), zero(), broadcast(x), multiply_add(a, b, c), add
//   load_some(p, count), store_some(p, count, v), store_rounded(p, count, v)    count ≤ 0: nothing, ≥ LANES: all
#ifndef TG_TRAINING_BODY_H
#define TG_TRAINING_BODY_H

#define PANEL (LANES * VECTORS)

INLINE long smaller(long a, long b) { return a < b ? a : b; }

INLINE const uint8_t *place(const tg_operand *o, long row, long column) {
    return (const uint8_t *)o->values + (row * o->stride + column) * (o->type == TG_F32 ? 4 : 2);
}

// Asks for a piece of a row that will be wanted soon. Pieces of rows are too short, and the rows too far apart, for the processor to
// guess the next.
INLINE void prefetch(const uint8_t *piece, long bytes) {
    for (long i = 0; i < bytes; i += 64) __builtin_prefetch(piece + i);
}

// Packing

INLINE void pack_across(tg_type type, bool rounds, const tg_operand *b, long first, long count, long k, long length, uint32_t *out) {
    long bytes = type == TG_F32 ? 4 : 2;
    for (long w = 0; w * PAIR < length; w++, out += PANEL) {
        const uint8_t *row = place(b, k + w * PAIR, first);
        long depth = smaller(length - w * PAIR, PAIR);
        for (int i = 0; i < PAIR; i++) prefetch(row + (8 * PAIR + i) * b->stride * bytes, PANEL * bytes);
#pragma unroll
        for (int v = 0; v < VECTORS; v++)
            store_words_at(out + v * LANES, words_across(type, rounds, row + v * LANES * bytes, b->stride, depth, count - v * LANES));
    }
}

INLINE void pack_along(tg_type type, bool rounds, const tg_operand *b, long first, long count, long k, long length, uint32_t *out) {
    long total = (length + PAIR - 1) / PAIR, bytes = type == TG_F32 ? 4 : 2;
    for (int v = 0; v < VECTORS; v++)
        for (long w = 0; w < total; w += LANES) {
            words rows[LANES];
            for (int r = 0; r < LANES; r++) prefetch(place(b, first + (v + 1) * LANES + r, k + w * PAIR), LANES * PAIR * bytes);
#pragma unroll
            for (int r = 0; r < LANES; r++) {
                bool present = v * LANES + r < count;
                rows[r] = words_along(
                    type, rounds, place(b, first + (present ? v * LANES + r : 0), k + w * PAIR), present ? length - w * PAIR : 0);
            }
            transpose_words(rows);
            long some = smaller(total - w, LANES);
            for (long i = 0; i < some; i++) store_words_at(out + (w + i) * PANEL + v * LANES, rows[i]);
        }
}

TARGET static void pack_panel(
    const tg_operand *b, bool transposed, long first, long count, long k, long length, bool rounds, uint32_t *out) {
    if (transposed) {
        if (b->type == TG_BF16) pack_along(TG_BF16, false, b, first, count, k, length, out);
        else if (rounds) pack_along(TG_F32, true, b, first, count, k, length, out);
        else pack_along(TG_F32, false, b, first, count, k, length, out);
    } else {
        if (b->type == TG_BF16) pack_across(TG_BF16, false, b, first, count, k, length, out);
        else if (rounds) pack_across(TG_F32, true, b, first, count, k, length, out);
        else pack_across(TG_F32, false, b, first, count, k, length, out);
    }
}

TARGET static void pack_rows(
    const tg_operand *a, long first, long count, long k, long length, bool rounds, uint32_t *out, long stride) {
    for (long r = 0; r < count; r++) {
        const uint8_t *row = place(a, first + r, k);
        // Once a row has begun, the processor finds the rest of it.
        long bytes = length * (a->type == TG_F32 ? 4 : 2), ahead = bytes > 512 ? 1 : 8;
        prefetch(place(a, first + r + ahead, k), smaller(bytes, 512));
        uint32_t *to = out + r * stride;
        // `stride` is a multiple of LANES, so that whole vectors may be stored.
        for (long w = 0; w * PAIR < length; w += LANES) {
            long left = length - w * PAIR;
            words result = a->type == TG_BF16 ? words_along(TG_BF16, false, row + 2 * w * PAIR, left)
                : rounds ? words_along(TG_F32, true, row + 4 * w * PAIR, left)
                         : words_along(TG_F32, false, row + 4 * w * PAIR, left);
            store_words_at(to + w, result);
        }
    }
}

// Several words of 48 columns go to a stage first: read back at once, they would still be on their way to the cache.
INLINE void deal_columns(tg_type type, bool rounds, const tg_operand *a, long first, long count, long k, long length, uint32_t *out) {
    enum { COLUMNS = TG_TRAINING_TILES * TG_TRAINING_ROWS, STAGE = 16 };
    _Alignas(64) uint32_t stage[STAGE * COLUMNS + LANES];
    long bytes = type == TG_F32 ? 4 : 2, total = (length + PAIR - 1) / PAIR, step = tg_tile_step(total);
    for (int i = 0; i < LANES; i++) stage[STAGE * COLUMNS + i] = 0;
    for (long w = 0; w < total; w += STAGE) {
        long some = smaller(total - w, STAGE);
        for (long i = 0; i < some; i++) {
            const uint8_t *row = place(a, k + (w + i) * PAIR, first);
            long depth = smaller(length - (w + i) * PAIR, PAIR);
            for (int p = 0; p < PAIR; p++) prefetch(row + (8 * PAIR + p) * a->stride * bytes, smaller(count, COLUMNS) * bytes);
#pragma unroll
            for (int v = 0; v < COLUMNS / LANES; v++)
                store_words_at(
                    stage + i * COLUMNS + v * LANES, words_across(type, rounds, row + v * LANES * bytes, a->stride, depth, count - v * LANES));
        }
        for (long tile = 0; tile * TG_TRAINING_ROWS < count; tile++) {
            uint32_t *to = out + tile * step + w * TG_TRAINING_ROWS;
            // Eight words at a time: the last two are the next copy's first two.
            for (long i = 0; i < some; i++) memcpy(to + i * TG_TRAINING_ROWS, stage + i * COLUMNS + tile * TG_TRAINING_ROWS, 32);
        }
    }
}

TARGET static void pack_columns(const tg_operand *a, long first, long count, long k, long length, bool rounds, uint32_t *out) {
    if (a->type == TG_BF16) deal_columns(TG_BF16, false, a, first, count, k, length, out);
    else if (rounds) deal_columns(TG_F32, true, a, first, count, k, length, out);
    else deal_columns(TG_F32, false, a, first, count, k, length, out);
}

// Products

INLINE void tile(int rows, int vectors, bool packed, const tg_block *x, const uint8_t *a, const uint32_t *b, long count, long row, long column) {
    vector sums[TG_TRAINING_ROWS][VECTORS];
#pragma unroll
    for (int r = 0; r < rows; r++)
#pragma unroll
        for (int v = 0; v < vectors; v++) sums[r][v] = zero();
    long stride = packed ? 4 : x->a_stride, step = packed ? 4 * TG_TRAINING_ROWS : 4;
    // Three rows from each of two pointers: the processor multiplies an index by 1, 2 and 4 only.
    const uint8_t *half = a + 3 * stride;
    for (long w = 0; w < count; w++, b += PANEL, a += step, half += step) {
        words columns[VECTORS];
#pragma unroll
        for (int v = 0; v < vectors; v++) columns[v] = load_words_at(b + v * LANES);
#pragma unroll
        for (int r = 0; r < rows; r++) {
            words element = broadcast_word(r < 3 ? a + r * stride : half + (r - 3) * stride);
#pragma unroll
            for (int v = 0; v < vectors; v++) sums[r][v] = add_product(sums[r][v], columns[v], element);
        }
    }
    long present = x->columns - column;
    vector scale = broadcast(x->scale);
#pragma unroll
    for (int r = 0; r < rows; r++)
#pragma unroll
        for (int v = 0; v < vectors; v++) {
            vector start = x->start ? load_some(x->start + (row + r) * x->start_stride + column + v * LANES, present - v * LANES) : zero();
            vector result = multiply_add(scale, sums[r][v], start);
            long index = (row + r) * x->out.stride + column + v * LANES;
            if (x->out.type == TG_F32) store_some((float *)x->out.values + index, present - v * LANES, result);
            else store_rounded((uint16_t *)x->out.values + index, present - v * LANES, result);
        }
}

INLINE void tile_of(int vectors, bool packed, const tg_block *x, const uint8_t *a, const uint32_t *b, long words, long row, long column) {
    switch (x->rows - row) {
    case 1: tile(1, vectors, packed, x, a, b, words, row, column); break;
    case 2: tile(2, vectors, packed, x, a, b, words, row, column); break;
    case 3: tile(3, vectors, packed, x, a, b, words, row, column); break;
    case 4: tile(4, vectors, packed, x, a, b, words, row, column); break;
    case 5: tile(5, vectors, packed, x, a, b, words, row, column); break;
    default: tile(6, vectors, packed, x, a, b, words, row, column); break;
    }
}

INLINE void tiles(bool packed, const tg_block *x, const uint32_t *b, long column) {
    enum { HALF = PANEL / 2 };
    const uint8_t *a = x->a;
    long step = packed ? 4 * tg_tile_step(x->words) : TG_TRAINING_ROWS * x->a_stride, word_step = packed ? 4 * TG_TRAINING_ROWS : 4;
    for (long row = 0; row < x->rows; row += TG_TRAINING_ROWS, a += step) {
        long last_row = smaller(row + TG_TRAINING_ROWS, x->rows) - 1, first = 0, last = x->words;
        long low = column, high = x->columns;
        if (x->sum_spans) {
            first = x->sum_spans[row].first / PAIR;
            last = smaller((x->sum_spans[last_row].last + PAIR - 1) / PAIR, last);
        }
        if (x->column_spans) {
            low = x->column_spans[row].first;
            high = smaller(x->column_spans[last_row].last, high);
            if (low >= column + PANEL || high <= column) continue;
        }
        const uint8_t *from = a + first * word_step;
        const uint32_t *panel = b + first * PANEL;
        // Half of a panel takes half as long.
        if (high <= column + HALF) tile_of(VECTORS / 2, packed, x, from, panel, last - first, row, column);
        else if (low >= column + HALF) tile_of(VECTORS / 2, packed, x, from, panel + HALF, last - first, row, column + HALF);
        else tile_of(VECTORS, packed, x, from, panel, last - first, row, column);
    }
}

TARGET static void multiply_block(const tg_block *x) {
    const uint32_t *b = x->b;
    for (long column = 0; column < x->columns; column += PANEL, b += x->panel_step) {
        if (x->packed_columns) tiles(true, x, b, column);
        else tiles(false, x, b, column);
    }
}

#endif
