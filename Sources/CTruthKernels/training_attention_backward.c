// Training's attention, backward: blocks of 48 keys times the queries that see them.
//
// With S, W (weights), P (output gradient · value) and L (slopes) one column per query, and keys as rows:
//   S = scale · K · Qᵀ, P = V · dOᵀ, W = exp(S − log sum), L = W · (P − mean), mean = dO · O,
//   dV = W · dO, dK = scale · L · Q, dQ = scale · Lᵀ · K.
// Keys are the rows, so that what differs per query lies along the vectors, and only L has to be turned about.
#include "training_attention.h"

#include <string.h>

static const float log2_e = 1.44269504f;

static long number_bytes(tg_type type) { return type == TG_F32 ? 4 : 2; }

static tg_operand from_column(tg_operand o, long column) {
    o.values = (const uint8_t *)o.values + column * number_bytes(o.type);
    return o;
}

// Everything about one head of one sequence.
typedef struct head {
    const tg_multiplier *m;
    const tg_training_attention *a;
    const tg_attention_sizes *s;
    const tg_attention_place *place;
    long first_row;
    // First columns of the query head and of its key head.
    long query_column, key_column;
    float *query_sums, *key_sums, *value_sums;
} head;

static void pack_along(const head *h, tg_operand o, long column, uint32_t *out) {
    tg_operand here = from_column(o, column);
    for (long i = 0; i < h->s->row_panels; i++)
        h->m->pack_panel(
            &here, true, h->first_row + i * h->s->panel, tg_smaller(h->s->panel, h->a->rows - i * h->s->panel), 0, h->a->width, h->a->rounds,
            out + i * h->s->panel * h->s->width_words);
}

static void pack_across(const head *h, tg_operand o, long column, uint32_t *out) {
    for (long i = 0; i < h->s->width_panels; i++)
        h->m->pack_panel(
            &o, false, column + i * h->s->panel, tg_smaller(h->s->panel, h->a->width - i * h->s->panel), h->first_row, h->a->rows,
            h->a->rounds, out + i * h->s->panel * h->s->row_words);
}

// out [keys, queries] = rows · panels, from query `first` (at the start of a panel) on.
static void score_rows(const head *h, const uint32_t *rows, long keys, const uint32_t *panels, long first, long count, float scale, float *out) {
    const tg_attention_sizes *s = h->s;
    long words = tg_divided(s->width_words, TG_ATTENTION_LANES) * TG_ATTENTION_LANES;
    h->m->multiply(&(tg_block){
        .a = rows, .a_stride = words * 4, .rows = keys,
        .b = panels + first * s->width_words, .panel_step = s->panel * s->width_words, .columns = count,
        .words = s->width_words, .scale = scale, .out = {out, s->score_stride, TG_F32}, .column_spans = h->place->spans,
    });
}

// sums [keys, width] += weights [keys, queries] · panels
static void add_rows(
    const head *h, const void *weights, long keys, const uint32_t *panels, long first, long count, float scale, bool continues, float *sums) {
    const tg_attention_sizes *s = h->s;
    h->m->multiply(&(tg_block){
        .a = weights, .a_stride = s->score_stride * 4 / s->pair, .rows = keys,
        .b = panels + first / s->pair * s->panel, .panel_step = s->panel * s->row_words, .columns = h->a->width,
        .words = tg_divided(count, s->pair), .scale = scale, .start = continues ? sums : NULL, .start_stride = s->sum_stride,
        .out = {sums, s->sum_stride, TG_F32}, .sum_spans = h->place->spans,
    });
}

static tg_span inside(tg_span span, long first, long count) {
    return (tg_span){(int32_t)tg_smaller(tg_larger(span.first - first, 0), count), (int32_t)tg_larger(tg_smaller(span.last - first, count), 0)};
}

// sums [queries, width] += slopes [keys, queries]ᵀ · panels, from the query `skipped` on.
static void add_turned(const head *h, long keys, long first_key, long skipped, long first, long count) {
    enum { QUERIES = TG_TRAINING_TILES * TG_TRAINING_ROWS };
    const tg_attention_sizes *s = h->s;
    tg_operand slopes = {h->place->slopes, s->score_stride, s->pair == 2 ? TG_BF16 : TG_F32};
    tg_span spans[QUERIES];
    for (long q = skipped; q < count; q += QUERIES) {
        long some = tg_smaller(QUERIES, count - q);
        float *sums = h->query_sums + (first + q) * s->sum_stride;
        for (long i = 0; i < some; i++) spans[i] = inside(h->place->sees[first + q + i], first_key, keys);
        h->m->pack_columns(&slopes, q, some, 0, keys, false, h->place->turned);
        h->m->multiply(&(tg_block){
            .packed_columns = true, .a = h->place->turned, .rows = some,
            .b = h->place->across[2] + first_key / s->pair * s->panel, .panel_step = s->panel * s->row_words, .columns = h->a->width,
            .words = tg_divided(keys, s->pair), .scale = h->a->scale, .start = sums, .start_stride = s->sum_stride,
            .out = {sums, s->sum_stride, TG_F32}, .sum_spans = spans,
        });
    }
}

static void block(const head *h, long key) {
    const tg_attention_place *place = h->place;
    const tg_attention_sizes *s = h->s;
    long keys = tg_smaller(TG_ATTENTION_ROWS, h->a->rows - key), words = tg_divided(s->width_words, TG_ATTENTION_LANES) * TG_ATTENTION_LANES;
    tg_operand key_rows = from_column(h->a->keys, h->key_column), value_rows = from_column(h->a->values, h->key_column);
    h->m->pack_rows(&key_rows, h->first_row + key, keys, 0, h->a->width, h->a->rounds, place->rows[0], words);
    h->m->pack_rows(&value_rows, h->first_row + key, keys, 0, h->a->width, h->a->rounds, place->rows[1], words);
    long begin = place->seen_by[key].first, end = place->seen_by[key + keys - 1].last;
    bool continues = false;
    for (long first = begin / s->panel * s->panel; first < end; first += TG_ATTENTION_QUERIES) {
        long count = tg_smaller(TG_ATTENTION_QUERIES, end - first);
        for (long r = 0; r < keys; r++) place->spans[r] = inside(place->seen_by[key + r], first, count);
        score_rows(h, place->rows[0], keys, place->along[0], first, count, h->a->scale * log2_e, place->scores);
        score_rows(h, place->rows[1], keys, place->along[1], first, count, 1, place->products);
        h->m->slope(&(tg_scores){
            .rows = keys, .count = tg_divided(count, TG_ATTENTION_LANES) * TG_ATTENTION_LANES, .stride = s->score_stride,
            .seen = place->spans, .scores = place->scores, .weights = place->weights, .rounds = h->a->rounds,
            .products = place->products, .logarithms = place->logarithms + first, .means = place->means + first,
            .slopes = place->slopes,
        });
        add_rows(h, place->weights, keys, place->across[1], first, count, 1, continues, h->value_sums + key * s->sum_stride);
        add_rows(h, place->slopes, keys, place->across[0], first, count, h->a->scale, continues, h->key_sums + key * s->sum_stride);
        add_turned(h, keys, key, tg_larger(begin - first, 0), first, count);
        continues = true;
    }
}

void tg_attention_store(
    const tg_multiplier *m, const tg_training_attention *a, const tg_attention_sizes *s, const float *sums, tg_result out, long sequence,
    long column) {
    out.values = (uint8_t *)out.values + (sequence * a->rows * out.stride + column) * number_bytes(out.type);
    m->scale_rows(sums, s->sum_stride, NULL, a->rows, a->width, &out);
}

// Who sees a row: spans of spans, since neither bound ever falls.
static void turn_spans(const tg_span *sees, long rows, tg_span *seen_by) {
    long first = 0, last = 0;
    for (long s = 0; s < rows; s++) {
        while (first < rows && sees[first].last <= s) first++;
        while (last < rows && sees[last].first <= s) last++;
        seen_by[s] = (tg_span){(int32_t)first, (int32_t)last};
    }
}

void tg_attend_head_backward(
    const tg_multiplier *m, const tg_training_attention *a, const tg_attention_sizes *s, const tg_attention_place *place, long sequence,
    long number, float *key_sums, float *value_sums) {
    head h = {
        .m = m, .a = a, .s = s, .place = place, .first_row = sequence * a->rows, .query_column = number * a->width,
        .key_column = number / (a->heads / a->key_heads) * a->width, .query_sums = place->sums[0], .key_sums = key_sums, .value_sums = value_sums,
    };
    tg_training_spans(a, sequence, place->sees);
    turn_spans(place->sees, a->rows, place->seen_by);
    pack_along(&h, a->queries, h.query_column, place->along[0]);
    pack_along(&h, a->output_gradient, h.query_column, place->along[1]);
    pack_across(&h, a->queries, h.query_column, place->across[0]);
    pack_across(&h, a->output_gradient, h.query_column, place->across[1]);
    pack_across(&h, a->keys, h.key_column, place->across[2]);
    tg_operand output = {a->output.values, a->output.stride, a->output.type};
    m->dot_rows(&a->output_gradient, &output, h.first_row, a->rows, h.query_column, a->width, place->means);
    const float *log_sums = a->log_sums + (sequence * a->heads + number) * a->rows;
    for (long t = 0; t < a->rows; t++) place->logarithms[t] = log_sums[t] * log2_e;
    memset(h.query_sums, 0, (unsigned long)(a->rows * s->sum_stride) * sizeof(float));
    for (long key = 0; key < a->rows; key += TG_ATTENTION_ROWS) block(&h, key);
    tg_attention_store(m, a, s, h.query_sums, a->query_gradient, sequence, h.query_column);
}
