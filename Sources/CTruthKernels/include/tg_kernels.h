// The table of innermost loops, one instance per instruction set.
//
// Letters: T tokens (rows of activations) · K columns (the summed dimension) · N weight rows (outputs).
// Weights keep their file layout. A value never depends on how many tokens or threads take part:
// every output is one chain of additions in a fixed order.
#ifndef TG_KERNELS_H
#define TG_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

/// How weights are stored; the order of the cases is that of ElementType in Swift.
typedef enum tg_type {
    TG_F32, TG_F16, TG_BF16, TG_Q4_0, TG_Q4_1, TG_Q8_0, TG_Q5_0, TG_Q5_1, TG_Q2_K, TG_Q3_K, TG_Q4_K, TG_Q5_K, TG_Q6_K, TG_IQ4_NL,
    TG_IQ4_XS, TG_MXFP4
} tg_type;

enum {
    /// Columns that share one scale, in weights and activations alike.
    TG_BLOCK = 32,
    /// Tokens whose quantised activations are interleaved.
    TG_TILE = 4,
    /// Positions of the attention cache that are treated as one: their softmax is finished before the next chunk's.
    TG_CHUNK = 64,
    /// Positions side by side in the cache's keys.
    TG_LANES = 16,
    /// The widest attention head.
    TG_MAXIMUM_HEAD_WIDTH = 256,
    /// What attend_rounded takes: positions, and channels, a multiple of 16.
    TG_ROUNDED_POSITIONS = 512,
    TG_ROUNDED_WIDTH = 64,
};

/// More positions than any text has: what a query without a window sees before itself.
#define TG_ALL_POSITIONS (1L << 40)

/// Frozen weights [rows, columns] in file layout, any alignment.
typedef struct tg_matrix {
    const uint8_t *bytes;
    long rows;
    long columns;
    tg_type type;
} tg_matrix;

/// Activations [rows, columns], plain and, for quantised weights, as 8-bit codes.
///
/// Tile i holds tokens 4i to 4i + w - 1, w = min(4, rows - 4i), at offset 4i · columns of `codes`
/// and 4i · columns / 32 of the others:
/// codes [block][step 0..7][token 0..w-1][4 columns], the others [block][token 0..w-1].
typedef struct tg_activations {
    const float *values;
    /// The values rounded to bf16, rows of tg_rounded_width(columns), or NULL. BF16 weights are multiplied with these where
    /// they are present; sums stay in f32.
    const uint16_t *rounded;
    const int8_t *codes;
    const float *scales;
    /// Sum of the 32 codes, and of the first 16 of them.
    const int32_t *sums;
    const int32_t *halves;
    /// scale · sum
    const float *offsets;
    long rows;
    long columns;
} tg_activations;

/// Columns of rounded activations: an even number, the last one zero.
static inline long tg_rounded_width(long columns) { return (columns + 1) / 2 * 2; }

/// How keys and values are stored.
typedef enum tg_cache { TG_CACHE_F32, TG_CACHE_F16, TG_CACHE_INT8 } tg_cache;

/// One chunk of keys and values of one head.
typedef struct tg_chunk {
    /// [4 groups][width][16 positions]
    const void *keys;
    /// [64 positions][padded_width]
    const void *values;
    tg_cache type;
    /// Factors on the codes of each position's key and value: 64 and 64; only with TG_CACHE_INT8.
    const float *scales;
    long width;
    /// Width rounded up to a multiple of 16; the rest is zero.
    long padded_width;
    /// Above 0: scores are bent to cap · tanh(score / cap).
    float cap;
    /// Per query, how many positions at the chunk's beginning it doesn't see, fewer than the visible ones; NULL: it sees them all.
    const int32_t *hidden;
} tg_chunk;

/// A vector that stored ones are compared with: 16-bit codes, and the same split into bytes, code = 256 · high + low.
///
/// All three are `stride` long, zeros after the last component, and aligned to 64 bytes.
typedef struct tg_query {
    const int16_t *codes;
    const int8_t *high;
    const int8_t *low;
    /// 128 · Σ codes, what the offset of the stored bytes adds to every sum (modulo 2³²).
    uint32_t offset;
} tg_query;

struct tg_multiplier;

typedef struct tg_kernels {
    const char *name;
    /// Training's products in f32, and of operands rounded to BF16; NULL: scalar's. See tg_training.h.
    const struct tg_multiplier *multiplier;
    const struct tg_multiplier *rounded_multiplier;
    /// Weight rows that products take together; parts of a matrix should be multiples of it.
    long rows_at_once;

    /// Quantises one row to codes of -127...127: scale = largest magnitude of 32 / 127. `width` is its tile's number of
    /// tokens; the pointers already point at the row's place in the tile.
    void (*quantize)(
        const float *x, long columns, long width, int8_t *codes, float *scales, int32_t *sums, int32_t *halves, float *offsets);

    /// out[t * stride + n] = Σ_k x[t, k] · w[n, k] for rows first_row ..< first_row + row_count and
    /// tokens first_token ..< first_token + token_count (first_token is a multiple of 4); `accumulate` starts from `out`.
    void (*product)(
        const tg_matrix *w, long first_row, long row_count, const tg_activations *x, long first_token, long token_count,
        float *out, long stride, bool accumulate);

    /// Rounds one row to bf16, to nearest, ties to even; `out` has tg_rounded_width(columns) places.
    void (*round)(const float *x, long columns, uint16_t *out);
    /// Whether `product` takes the rounded activations; otherwise the caller widens them again.
    bool multiplies_rounded;
    /// Widens `count` numbers (a multiple of the block) to f32.
    void (*widen)(tg_type type, const void *bytes, long count, float *out);
    /// Rounds to f16.
    void (*narrow)(const float *x, long count, uint16_t *out);

    /// out = gain · x / √(mean(x²) + ε)
    void (*rms_norm)(const float *x, const float *gain, float epsilon, long count, float *out);
    /// out = gain · (v − mean(v)) / √(variance(v) + ε) + bias, v = x + summand; no summand if NULL. `out` may be `x`.
    void (*layer_norm)(const float *x, const float *summand, const float *gain, const float *bias, float epsilon, long count, float *out);
    /// y += x
    void (*add)(const float *x, long count, float *y);
    /// out = gate / (1 + exp(−gate)) · up
    void (*swiglu)(const float *gate, const float *up, long count, float *out);
    /// out = gate / 2 · (1 + tanh(√(2/π) · (gate + 0.044715 · gate³))) · up
    void (*geglu)(const float *gate, const float *up, long count, float *out);
    /// x = cap · tanh(x / cap), absolute error below 4e-7 · cap
    void (*cap)(float *x, long count, float cap);
    /// x = v / 2 · (1 + erf(v / √2)), v = x + bias; no bias if NULL
    void (*gelu)(float *x, const float *bias, long count);
    /// x = exp(x − max) / Σ exp(x − max)
    void (*softmax)(float *x, long count);
    /// Turns each pair (a, b) of every head to (a·cos − b·sin, a·sin + b·cos). Pairs are neighbours, or `pairs` apart.
    void (*rotate)(float *x, long heads, long head_width, long pairs, bool adjacent, const float *cosines, const float *sines);

    /// Softmax attention of `count` queries [count, width], scaled beforehand, over the first visible[i] > 0 positions of one
    /// chunk: the largest score, the sum of exp(score − largest) and the values weighted by it, [count, padded_width].
    void (*attend)(
        const tg_chunk *chunk, const float *queries, long count, const int32_t *visible,
        float *maxima, float *sums, float *outputs);
    /// Softmax attention of one head of one text of at most TG_ROUNDED_POSITIONS rows, where every row sees all. Queries times
    /// scale, keys, values and weights are rounded to bf16, all sums are f32. NULL where f32 is as fast.
    void (*attend_rounded)(
        const float *queries, const float *keys, const float *values, long stride, long length, long width, float scale,
        float *output, long output_stride);
    /// Folds the results of one chunk into the running ones of `count` queries; chunks come in order.
    void (*merge)(
        long count, long padded_width, const float *maxima, const float *sums, const float *outputs,
        float *running_maxima, float *running_sums, float *running_outputs);

    /// Inner products with stored vectors: out[q * out_stride + i] = scales[i] · Σ_k (vectors[i * stride + k] − 128) · queries[q].codes[k].
    /// `stride` is a multiple of 64. The sums are exact integers below 2³¹, so every instruction set gives the same bits. NULL: scalar's.
    void (*scan)(
        const uint8_t *vectors, long stride, const float *scales, long count, const tg_query *queries, long query_count, float *out,
        long out_stride);
} tg_kernels;

/// The reference, complete on every processor.
extern const tg_kernels tg_scalar;
void tg_scalar_round(const float *x, long columns, uint16_t *out);

/// The table of an instruction set by name ("scalar", "avx2", "avx512", "avx512bf16"), or NULL where the processor or the build lacks it.
const tg_kernels *tg_kernels_named(const char *name);

// Numbers

float tg_float_from_half(uint16_t half);
uint16_t tg_half_from_float(float value);

/// Quantises `count` numbers (a multiple of the block): the types of 32 columns as GGML's reference does, those of 256 with less
/// squared error; see quantizers.c.
void tg_convert(tg_type type, const float *x, long count, void *bytes);

// Attention around the chunk kernel

/// Writes one position of one head into its chunk of keys and values, and its two scales if they are codes.
void tg_store_position(
    const tg_kernels *kernels, tg_cache type, const float *key, const float *value, long width, long padded_width, long position, void *keys,
    void *values, float *scales);

/// One head of one block of queries over all its chunks.
typedef struct tg_attention {
    /// First query of the block; query head g of token t at queries[t * query_stride + g * width].
    const float *queries;
    long query_stride;
    float *output;
    long output_stride;
    long tokens;
    /// Query heads that share the keys.
    long group;
    long width;
    float scale;
    /// Above 0: scores are bent to cap · tanh(score / cap).
    float cap;
    /// Token t stands at `position` + t and sees `before` positions before its own and `after` behind it, of 0 ..< length.
    long position;
    long length;
    long before;
    long after;
    /// Either chunks in a cache: chunk c's keys begin key_offset bytes into chunks[c] …
    const void *const *chunks;
    tg_cache type;
    long key_offset;
    long value_offset;
    long scale_offset;
    /// … or plain f32 rows.
    const float *keys;
    const float *values;
    long key_stride;
} tg_attention;

/// Attends and writes the output. A block of queries shares each chunk while it is in the first-level cache.
void tg_attend(const tg_kernels *kernels, const tg_attention *a);

/// Floats that one query needs to keep the result of one chunk: maximum, sum, output.
long tg_partial_size(long width);

/// Attends to chunks first_chunk ..< last_chunk only; `partials` [chunk][query] of tg_partial_size floats.
void tg_attend_chunks(const tg_kernels *kernels, const tg_attention *a, long first_chunk, long last_chunk, float *partials);

/// Folds partials of all chunks, in order, and writes the output.
void tg_attend_finish(const tg_kernels *kernels, const tg_attention *a, const float *partials);

// Threads

typedef struct tg_pool tg_pool;

/// A pool in which the caller is one of `threads`; NULL when a thread can't be started.
tg_pool *tg_pool_create(int threads);
void tg_pool_destroy(tg_pool *pool);

/// Runs task(context, item) for every item below `count`, on all threads, and returns when all are done.
void tg_pool_run(tg_pool *pool, long count, void (*task)(void *context, long item), void *context);

/// Processors that this process may run on.
int tg_affinity_count(void);

#endif
