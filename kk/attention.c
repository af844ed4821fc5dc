// Attention around the chunk kernel: packing, the order of chunks, the merge of their results.
//
// Each chunk of 64 positions finishes its own softmax, and the results are merged in order of position. So the
// arithmetic of a query is the same whether one thread walks all chunks or many threads take one each.
#include "tg_kernels.h"

#include <math.h>
#include <string.h>

enum { MAXIMUM_QUERIES = 48 };

static long padded(long width) { return (width + 15) / 16 * 16; }

void tg_store_position(
    const tg_kernels *kernels, const float *key, const float *value, long width, long padded_width, long position,
    uint16_t *keys, uint16_t *values) {
    uint16_t column[TG_MAXIMUM_HEAD_WIDTH], *lane = keys + position / TG_LANES * TG_LANES * width + position % TG_LANES;
    kernels->narrow(key, width, column);
    for (long d = 0; d < width; d++) lane[d * TG_LANES] = column[d];
    kernels->narrow(value, width, values + position * padded_width);
}

// Copies `tokens` tokens from `first`, scaled, as [token][head of the group][width].
static void gather_queries(const tg_attention *a, long first, long tokens, float *queries) {
    for (long t = first; t < first + tokens; t++)
        for (long i = 0; i < a->group * a->width; i++) *queries++ = a->queries[t * a->query_stride + i] * a->scale;
}

static void write_output(const tg_attention *a, long token, long head, float sum, const float *output) {
    float factor = 1 / sum;
    float *place = a->output + token * a->output_stride + head * a->width;
    for (long d = 0; d < a->width; d++) place[d] = output[d] * factor;
}

static long visible_positions(const tg_attention *a, long token) { return a->visible + (a->causal ? token : 0); }

static int32_t visible_in_chunk(const tg_attention *a, long token, long chunk) {
    long left = visible_positions(a, token) - chunk * TG_CHUNK;
    return (int32_t)(left < 0 ? 0 : left > TG_CHUNK ? TG_CHUNK : left);
}

// Points at chunk c in the cache, or packs it from plain rows into `scratch`.
static tg_chunk chunk_at(const tg_attention *a, long c, float *key_scratch, float *value_scratch) {
    long width = a->width, stride = padded(width);
    tg_chunk chunk = {.half = false, .width = width, .padded_width = stride, .keys = key_scratch, .values = value_scratch};
    if (a->chunks) {
        chunk.keys = a->chunks[c] + a->key_offset;
        chunk.values = a->chunks[c] + a->value_offset;
        chunk.half = true;
        return chunk;
    }
    long count = a->visible - c * TG_CHUNK;
    for (long j = 0; j < TG_CHUNK; j++) {
        float *lane = key_scratch + j / TG_LANES * TG_LANES * width + j % TG_LANES, *row = value_scratch + j * stride;
        bool present = j < count;
        for (long d = 0; d < width; d++) lane[d * TG_LANES] = present ? a->keys[(c * TG_CHUNK + j) * a->key_stride + d] : 0;
        for (long d = 0; d < stride; d++) row[d] = present && d < width ? a->values[(c * TG_CHUNK + j) * a->key_stride + d] : 0;
    }
    return chunk;
}

// Queries [first, first + tokens) of the block over all chunks.
static void attend_tokens(const tg_kernels *kernels, const tg_attention *a, long first, long tokens) {
    enum { WIDTH = TG_MAXIMUM_HEAD_WIDTH };
    _Alignas(64) float queries[MAXIMUM_QUERIES * WIDTH], outputs[MAXIMUM_QUERIES * WIDTH], running[MAXIMUM_QUERIES * WIDTH];
    _Alignas(64) float keys[TG_CHUNK * WIDTH], values[TG_CHUNK * WIDTH];
    float maxima[MAXIMUM_QUERIES], sums[MAXIMUM_QUERIES], running_maxima[MAXIMUM_QUERIES], running_sums[MAXIMUM_QUERIES];
    int32_t visible[MAXIMUM_QUERIES];
    long count = tokens * a->group, stride = padded(a->width);
    gather_queries(a, first, tokens, queries);
    memset(running, 0, (unsigned long)(count * stride) * sizeof(float));
    for (long q = 0; q < count; q++) running_maxima[q] = -INFINITY, running_sums[q] = 0;

    long chunks = (visible_positions(a, first + tokens - 1) + TG_CHUNK - 1) / TG_CHUNK;
    for (long c = 0; c < chunks; c++) {
        tg_chunk chunk = chunk_at(a, c, keys, values);
        // Tokens that don't reach this chunk are the first ones.
        long skipped = 0;
        for (long q = 0; q < count; q++) {
            visible[q] = visible_in_chunk(a, first + q / a->group, c);
            if (visible[q] == 0) skipped = q + 1;
        }
        long active = count - skipped;
        kernels->attend(&chunk, queries + skipped * a->width, active, visible + skipped, maxima, sums, outputs);
        kernels->merge(
            active, stride, maxima, sums, outputs, running_maxima + skipped, running_sums + skipped, running + skipped * stride);
    }
    for (long q = 0; q < count; q++) write_output(a, first + q / a->group, q % a->group, running_sums[q], running + q * stride);
}

// A group of more heads than fit is attended head by head.
static tg_attention one_head(const tg_attention *a, long head) {
    tg_attention single = *a;
    single.group = 1;
    single.queries += head * a->width;
    single.output += head * a->width;
    return single;
}

void tg_attend(const tg_kernels *kernels, const tg_attention *a) {
    if (a->group > MAXIMUM_QUERIES) {
        for (long head = 0; head < a->group; head++) {
            tg_attention single = one_head(a, head);
            tg_attend(kernels, &single);
        }
        return;
    }
    long step = MAXIMUM_QUERIES / a->group;
    for (long t = 0; t < a->tokens; t += step) attend_tokens(kernels, a, t, a->tokens - t < step ? a->tokens - t : step);
}

long tg_partial_size(long width) { return padded(width) + 16; }

void tg_attend_chunks(const tg_kernels *kernels, const tg_attention *a, long first_chunk, long last_chunk, float *partials) {
    enum { WIDTH = TG_MAXIMUM_HEAD_WIDTH };
    _Alignas(64) float queries[MAXIMUM_QUERIES * WIDTH], outputs[MAXIMUM_QUERIES * WIDTH];
    float maxima[MAXIMUM_QUERIES], sums[MAXIMUM_QUERIES];
    int32_t visible[MAXIMUM_QUERIES];
    long stride = padded(a->width), size = tg_partial_size(a->width), count = a->tokens * a->group;
    gather_queries(a, 0, a->tokens, queries);
    for (long c = first_chunk; c < last_chunk; c++) {
        tg_chunk chunk = chunk_at(a, c, NULL, NULL);
        long skipped = 0;
        for (long q = 0; q < count; q++) {
            visible[q] = visible_in_chunk(a, q / a->group, c);
            if (visible[q] == 0) skipped = q + 1;
        }
        kernels->attend(&chunk, queries + skipped * a->width, count - skipped, visible + skipped, maxima, sums, outputs);
        for (long q = skipped; q < count; q++) {
            float *partial = partials + (c * count + q) * size;
            partial[0] = maxima[q - skipped];
            partial[1] = sums[q - skipped];
            memcpy(partial + 16, outputs + (q - skipped) * stride, (unsigned long)stride * sizeof(float));
        }
    }
}

void tg_attend_finish(const tg_kernels *kernels, const tg_attention *a, const float *partials) {
    _Alignas(64) float output[TG_MAXIMUM_HEAD_WIDTH];
    long stride = padded(a->width), size = tg_partial_size(a->width), count = a->tokens * a->group;
    for (long q = 0; q < count; q++) {
        long token = q / a->group, chunks = (visible_positions(a, token) + TG_CHUNK - 1) / TG_CHUNK;
        float maximum = -INFINITY, sum = 0;
        memset(output, 0, sizeof(output));
        for (long c = 0; c < chunks; c++) {
            const float *partial = partials + (c * count + q) * size;
            kernels->merge(1, stride, partial, partial + 1, partial + 16, &maximum, &sum, output);
        }
        write_output(a, token, q % a->group, sum, output);
    }
}
