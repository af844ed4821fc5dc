// The reference for training's products and attention: plain loops, sums in double precision, correct on every processor.
#include "training_scalar.h"

#include <math.h>

// Products

static float factor_a(const tg_training_product *p, long row, long k) {
    float value = p->form == TG_WEIGHT_GRADIENT ? tg_element(p->a, k, row) : tg_element(p->a, row, k);
    return p->rounds ? tg_rounded(value) : value;
}

static float factor_b(const tg_training_product *p, long k, long column) {
    float value = p->form == TG_FORWARD ? tg_element(p->b, column, k) : tg_element(p->b, k, column);
    return p->rounds ? tg_rounded(value) : value;
}

static void multiply_row(void *context, long row) {
    const tg_training_product *p = context;
    tg_result out = {p->out, p->out_stride, p->out_type};
    for (long n = 0; n < p->n; n++) {
        double sum = 0;
        for (long k = 0; k < p->k; k++) sum += (double)factor_a(p, row, k) * (double)factor_b(p, k, n);
        sum *= (double)p->scale;
        if (p->accumulate) sum += (double)((float *)p->out)[row * p->out_stride + n];
        tg_put(out, row, n, (float)sum);
    }
}

void tg_scalar_multiply(tg_pool *pool, const tg_training_product *p) { tg_pool_run(pool, p->m, multiply_row, (void *)p); }

// Attention

void tg_training_spans(const tg_training_attention *a, long sequence, tg_span *spans) {
    const int32_t *documents = a->documents ? a->documents + sequence * a->rows : NULL;
    for (long start = 0; start < a->rows;) {
        long end = start + 1;
        while (end < a->rows && (!documents || documents[end] == documents[start])) end++;
        for (long t = start; t < end; t++) {
            bool limited = a->window > 0 && t - a->window + 1 > start;
            spans[t].first = (int32_t)(limited ? t - a->window + 1 : start);
            spans[t].last = (int32_t)(a->causal ? t + 1 : end);
        }
        start = end;
    }
}

// One head of one sequence, with what it needs beside.
typedef struct head {
    const tg_training_attention *a;
    const tg_span *spans;
    long first_row;
    long query_column;
    long key_column;
    float *log_sums;
} head;

typedef struct task {
    const tg_training_attention *a;
    uint8_t *scratch;
    long bytes;
} task;

long tg_scalar_attention_scratch(const tg_training_attention *a) {
    long item = a->rows * (long)(sizeof(tg_span) + sizeof(double)) + 3 * a->rows * a->width * (long)sizeof(double);
    return (a->sequences * a->key_heads * item + 63) / 64 * 64;
}

static double factor(const tg_training_attention *a, float value) { return (double)(a->rounds ? tg_rounded(value) : value); }

static double dot(const head *h, tg_operand x, long row, long x_column, tg_operand y, long other, long y_column) {
    double sum = 0;
    for (long d = 0; d < h->a->width; d++)
        sum += factor(h->a, tg_element(x, h->first_row + row, x_column + d)) * factor(h->a, tg_element(y, h->first_row + other, y_column + d));
    return sum;
}

static double score(const head *h, long t, long s) {
    return dot(h, h->a->queries, t, h->query_column, h->a->keys, s, h->key_column) * (double)h->a->scale;
}

static head head_of(const task *job, long item, long member) {
    const tg_training_attention *a = job->a;
    long sequence = item / a->key_heads, key_head = item % a->key_heads, query_head = key_head * (a->heads / a->key_heads) + member;
    tg_span *spans = (tg_span *)(job->scratch + item * job->bytes);
    tg_training_spans(a, sequence, spans);
    return (head){
        a, spans, sequence * a->rows, query_head * a->width, key_head * a->width, a->log_sums + (sequence * a->heads + query_head) * a->rows};
}

static void attend(const head *h, double *sums) {
    const tg_training_attention *a = h->a;
    for (long t = 0; t < a->rows; t++) {
        double largest = -INFINITY, total = 0;
        for (long s = h->spans[t].first; s < h->spans[t].last; s++) largest = fmax(largest, score(h, t, s));
        for (long d = 0; d < a->width; d++) sums[d] = 0;
        for (long s = h->spans[t].first; s < h->spans[t].last; s++) {
            double weight = exp(score(h, t, s) - largest);
            total += weight;
            for (long d = 0; d < a->width; d++)
                sums[d] += factor(a, (float)weight) * factor(a, tg_element(a->values, h->first_row + s, h->key_column + d));
        }
        h->log_sums[t] = (float)(largest + log(total));
        for (long d = 0; d < a->width; d++) tg_put(a->output, h->first_row + t, h->query_column + d, (float)(sums[d] / total));
    }
}

static void attend_item(void *context, long item) {
    const task *job = context;
    for (long member = 0; member < job->a->heads / job->a->key_heads; member++) {
        head h = head_of(job, item, member);
        attend(&h, (double *)(job->scratch + item * job->bytes + job->a->rows * (long)sizeof(tg_span)));
    }
}

// Adds one query head's part to the gradients of keys and values.
//
// weight = exp(score − log sum), slope = weight · (output gradient · value − output gradient · output), and
// d query = scale · Σ slope · key, d key = scale · Σ slope · query, d value = Σ weight · output gradient.
static void attend_backward(const head *h, double *key_gradient, double *value_gradient, double *query_gradient) {
    const tg_training_attention *a = h->a;
    tg_operand output = {a->output.values, a->output.stride, a->output.type};
    for (long t = 0; t < a->rows; t++) {
        long row = h->first_row + t;
        double mean = 0;
        for (long d = 0; d < a->width; d++) {
            mean += (double)tg_element(a->output_gradient, row, h->query_column + d) * (double)tg_element(output, row, h->query_column + d);
            query_gradient[d] = 0;
        }
        for (long s = h->spans[t].first; s < h->spans[t].last; s++) {
            double weight = exp(score(h, t, s) - (double)h->log_sums[t]);
            double slope = weight * (dot(h, a->output_gradient, t, h->query_column, a->values, s, h->key_column) - mean);
            double rounded_weight = factor(a, (float)weight), rounded_slope = factor(a, (float)slope);
            for (long d = 0; d < a->width; d++) {
                value_gradient[s * a->width + d] += rounded_weight * factor(a, tg_element(a->output_gradient, row, h->query_column + d));
                key_gradient[s * a->width + d] += rounded_slope * factor(a, tg_element(a->queries, row, h->query_column + d));
                query_gradient[d] += rounded_slope * factor(a, tg_element(a->keys, h->first_row + s, h->key_column + d));
            }
        }
        for (long d = 0; d < a->width; d++) tg_put(a->query_gradient, row, h->query_column + d, (float)(query_gradient[d] * (double)a->scale));
    }
}

static void backward_item(void *context, long item) {
    const task *job = context;
    const tg_training_attention *a = job->a;
    long count = a->rows * a->width;
    double *keys = (double *)(job->scratch + item * job->bytes + a->rows * (long)sizeof(tg_span)), *values = keys + count, *query = values + count;
    for (long i = 0; i < 2 * count; i++) keys[i] = 0;
    head h = {0};
    for (long member = 0; member < a->heads / a->key_heads; member++) {
        h = head_of(job, item, member);
        attend_backward(&h, keys, values, query);
    }
    for (long s = 0; s < a->rows; s++)
        for (long d = 0; d < a->width; d++) {
            tg_put(a->key_gradient, h.first_row + s, h.key_column + d, (float)(keys[s * a->width + d] * (double)a->scale));
            tg_put(a->value_gradient, h.first_row + s, h.key_column + d, (float)values[s * a->width + d]);
        }
}

static void run(tg_pool *pool, const tg_training_attention *a, void *scratch, void (*item)(void *, long)) {
    task job = {a, scratch, tg_scalar_attention_scratch(a) / (a->sequences * a->key_heads) / 8 * 8};
    tg_pool_run(pool, a->sequences * a->key_heads, item, &job);
}

void tg_scalar_attend(tg_pool *pool, const tg_training_attention *a, void *scratch) { run(pool, a, scratch, attend_item); }

void tg_scalar_attend_backward(tg_pool *pool, const tg_training_attention *a, void *scratch) { run(pool, a, scratch, backward_item); }
