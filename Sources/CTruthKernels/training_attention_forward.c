// Training's attention, forward: blocks of 48 queries times all keys they see.
#include "training_attention.h"

#include <math.h>

// Scores count in units of log 2, so that weights are powers of two.
static const float log2_e = 1.44269504f, log_2 = 0.693147181f;

// One block of queries of one head.
static void attend_block(
    const tg_multiplier *m, const tg_training_attention *a, const tg_attention_sizes *s, const tg_attention_place *place, long sequence,
    long head, long query) {
    long count = tg_smaller(TG_ATTENTION_ROWS, a->rows - query), row = sequence * a->rows + query, column = head * a->width;
    // Keys from a whole panel on.
    long first = place->sees[query].first / s->panel * s->panel, last = place->sees[query + count - 1].last;
    long words = (s->width_words + TG_ATTENTION_LANES - 1) / TG_ATTENTION_LANES * TG_ATTENTION_LANES;
    tg_operand queries = a->queries;
    queries.values = (const uint8_t *)queries.values + column * (queries.type == TG_F32 ? 4 : 2);
    m->pack_rows(&queries, row, count, 0, a->width, a->rounds, place->rows[0], words);
    for (long r = 0; r < count; r++)
        place->spans[r] = (tg_span){place->sees[query + r].first - (int32_t)first, place->sees[query + r].last - (int32_t)first};
    m->multiply(&(tg_block){
        .a = place->rows[0], .a_stride = words * 4, .rows = count,
        .b = place->along[0] + first * s->width_words, .panel_step = s->panel * s->width_words, .columns = last - first,
        .words = s->width_words, .scale = a->scale * log2_e,
        .out = {place->scores, s->score_stride, TG_F32}, .column_spans = place->spans,
    });
    m->weigh(
        &(tg_scores){
            .rows = count, .count = tg_divided(last - first, TG_ATTENTION_LANES) * TG_ATTENTION_LANES, .stride = s->score_stride,
            .seen = place->spans, .scores = place->scores, .weights = place->weights, .rounds = a->rounds},
        place->logarithms, place->means);
    m->multiply(&(tg_block){
        .a = place->weights, .a_stride = s->score_stride * 4 / s->pair, .rows = count,
        .b = place->across[0] + first / s->pair * s->panel, .panel_step = s->panel * s->row_words, .columns = a->width,
        .words = tg_divided(last - first, s->pair), .scale = 1,
        .out = {place->sums[0], s->sum_stride, TG_F32}, .sum_spans = place->spans,
    });
    float *log_sums = a->log_sums + (sequence * a->heads + head) * a->rows + query;
    for (long r = 0; r < count; r++) {
        log_sums[r] = place->logarithms[r] * log_2 + logf(place->means[r]);
        place->means[r] = 1 / place->means[r];
    }
    tg_result out = a->output;
    out.values = (uint8_t *)out.values + (row * out.stride + column) * (out.type == TG_F32 ? 4 : 2);
    m->scale_rows(place->sums[0], s->sum_stride, place->means, count, a->width, &out);
}

void tg_attend_heads(
    const tg_multiplier *m, const tg_training_attention *a, const tg_attention_sizes *s, const tg_attention_place *place, long sequence,
    long first_head, long head_count) {
    long first_row = sequence * a->rows, column = first_head / (a->heads / a->key_heads) * a->width;
    tg_training_spans(a, sequence, place->sees);
    tg_operand keys = a->keys;
    keys.values = (const uint8_t *)keys.values + column * (keys.type == TG_F32 ? 4 : 2);
    for (long i = 0; i < s->row_panels; i++)
        m->pack_panel(
            &keys, true, first_row + i * s->panel, tg_smaller(s->panel, a->rows - i * s->panel), 0, a->width, a->rounds,
            place->along[0] + i * s->panel * s->width_words);
    for (long i = 0; i < s->width_panels; i++)
        m->pack_panel(
            &a->values, false, column + i * s->panel, tg_smaller(s->panel, a->width - i * s->panel), first_row, a->rows, a->rounds,
            place->across[0] + i * s->panel * s->row_words);
    for (long head = first_head; head < first_head + head_count; head++)
        for (long query = 0; query < a->rows; query += TG_ATTENTION_ROWS) attend_block(m, a, s, place, sequence, head, query);
}
