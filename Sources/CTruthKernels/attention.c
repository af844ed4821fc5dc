// Attention around the chunk kernel: packing, the order of chunks, the merge of their results.
//
// Each chunk of 64 positions finishes its own softmax, and the results are merged in order of position. So the
// arithmetic of a query is the same whether one thread walks all chunks or many threads take one each.
#include "tg_kernels.h"

#include <math.h>
#include <string.h>

enum { MAXIMUM_QUERIES = 48 };

static long padded(long width) { return (width + 15) / 16 * 16; }

// Rounds numbers to codes of −127 ... 127, `step` apart, and returns their scale.
static float store_codes(const float *x, long count, int8_t *codes, long step) {
    float top = 0;
    for (long d = 0; d < count; d++) top = fmaxf(top, fabsf(x[d]));
    float inverse = top > 1e-30f ? 127 / top : 0;
    for (long d = 0; d < count; d++) codes[d * step] = (int8_t)lrintf(x[d] * inverse);
    return top / 127;
}

void tg_store_position(
    const tg_kernels *kernels, tg_cache type, const float *key, const float *value, long width, long padded_width, long position, void *keys,
    void *values, float *scales) {
    long place = position / TG_LANES * TG_LANES * width + position % TG_LANES;
    if (type == TG_CACHE_INT8) {
        int8_t *lane = (int8_t *)keys + place, *row = (int8_t *)values + position * padded_width;
        scales[position] = store_codes(key, width, lane, TG_LANES);
        scales[TG_CHUNK + position] = store_codes(value, width, row, 1);
        return;
    }
    if (type == TG_CACHE_F32) {
        float *lane = (float *)keys + place;
        for (long d = 0; d < width; d++) lane[d * TG_LANES] = key[d];
        memcpy((float *)values + position * padded_width, value, (unsigned long)width * sizeof(float));
        return;
    }
    uint16_t column[TG_MAXIMUM_HEAD_WIDTH], *lane = (uint16_t *)keys + place;
    kernels->narrow(key, width, column);
    for (long d = 0; d < width; d++) lane[d * TG_LANES] = column[d];
    kernels->narrow(value, width, (uint16_t *)values + position * padded_width);
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

static long first_seen(const tg_attention *a, long token) {
    long first = a->position + token - a->before;
    return first < 0 ? 0 : first;
}

static long end_of_seen(const tg_attention *a, long token) {
    long end = a->position + token + a->after + 1;
    return end > a->length ? a->length : end;
}

static int32_t inside_chunk(long position, long chunk) {
    long place = position - chunk * TG_CHUNK;
    return (int32_t)(place < 0 ? 0 : place > TG_CHUNK ? TG_CHUNK : place);
}

// Which queries see some of a chunk, and how much each: places hidden ..< visible. They follow each other, because tokens do.
typedef struct sight {
    long first, end;
    bool hides;
    int32_t hidden[MAXIMUM_QUERIES], visible[MAXIMUM_QUERIES];
} sight;

static sight sight_of(const tg_attention *a, long first_token, long count, long chunk) {
    sight s;
    s.first = s.end = count;
    s.hides = false;
    for (long q = 0; q < count; q++) {
        long token = first_token + q / a->group;
        s.hidden[q] = inside_chunk(first_seen(a, token), chunk);
        s.visible[q] = inside_chunk(end_of_seen(a, token), chunk);
        if (s.hidden[q] >= s.visible[q]) continue;
        if (s.first == count) s.first = q;
        s.end = q + 1;
        s.hides = s.hides || s.hidden[q] > 0;
    }
    return s;
}

// Points at chunk c in the cache, or packs it from plain rows into `scratch`.
static tg_chunk chunk_at(const tg_attention *a, long c, float *key_scratch, float *value_scratch) {
    long width = a->width, stride = padded(width);
    tg_chunk chunk = {
        .type = TG_CACHE_F32, .width = width, .padded_width = stride, .cap = a->cap, .keys = key_scratch, .values = value_scratch};
    if (a->chunks) {
        chunk.keys = (const char *)a->chunks[c] + a->key_offset;
        chunk.values = (const char *)a->chunks[c] + a->value_offset;
        chunk.type = a->type;
        chunk.scales = (const float *)((const char *)a->chunks[c] + a->scale_offset);
        return chunk;
    }
    long count = a->length - c * TG_CHUNK;
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
    long count = tokens * a->group, stride = padded(a->width);
    gather_queries(a, first, tokens, queries);
    memset(running, 0, (unsigned long)(count * stride) * sizeof(float));
    for (long q = 0; q < count; q++) running_maxima[q] = -INFINITY, running_sums[q] = 0;

    long chunks = (end_of_seen(a, first + tokens - 1) + TG_CHUNK - 1) / TG_CHUNK;
    for (long c = first_seen(a, first) / TG_CHUNK; c < chunks; c++) {
        sight s = sight_of(a, first, count, c);
        if (s.first == s.end) continue;
        tg_chunk chunk = chunk_at(a, c, keys, values);
        chunk.hidden = s.hides ? s.hidden + s.first : NULL;
        long active = s.end - s.first;
        kernels->attend(&chunk, queries + s.first * a->width, active, s.visible + s.first, maxima, sums, outputs);
        kernels->merge(
            active, stride, maxima, sums, outputs, running_maxima + s.first, running_sums + s.first, running + s.first * stride);
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
    long stride = padded(a->width), size = tg_partial_size(a->width), count = a->tokens * a->group;
    gather_queries(a, 0, a->tokens, queries);
    for (long c = first_chunk; c < last_chunk; c++) {
        sight s = sight_of(a, 0, count, c);
        if (s.first == s.end) continue;
        tg_chunk chunk = chunk_at(a, c, NULL, NULL);
        chunk.hidden = s.hides ? s.hidden + s.first : NULL;
        kernels->attend(&chunk, queries + s.first * a->width, s.end - s.first, s.visible + s.first, maxima, sums, outputs);
        for (long q = s.first; q < s.end; q++) {
            float *partial = partials + (c * count + q) * size;
            partial[0] = maxima[q - s.first];
            partial[1] = sums[q - s.first];
            memcpy(partial + 16, outputs + (q - s.first) * stride, (unsigned long)stride * sizeof(float));
        }
    }
}

void tg_attend_finish(const tg_kernels *kernels, const tg_attention *a, const float *partials) {
    _Alignas(64) float output[TG_MAXIMUM_HEAD_WIDTH];
    long stride = padded(a->width), size = tg_partial_size(a->width), count = a->tokens * a->group;
    for (long q = 0; q < count; q++) {
        long token = q / a->group, chunks = (end_of_seen(a, token) + TG_CHUNK - 1) / TG_CHUNK;
        float maximum = -INFINITY, sum = 0;
        memset(output, 0, sizeof(output));
        for (long c = first_seen(a, token) / TG_CHUNK; c < chunks; c++) {
            const float *partial = partials + (c * count + q) * size;
            kernels->merge(1, stride, partial, partial + 1, partial + 16, &maximum, &sum, output);
        }
        write_output(a, token, q % a->group, sum, output);
    }
}
