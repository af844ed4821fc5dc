// Turns 16 rows into 16 columns; for products of BF16 weights, attention and training. The file that includes this defines INLINE.
#ifndef TG_AVX512_TRANSPOSE_H
#define TG_AVX512_TRANSPOSE_H

// 16 words of 16 rows to vectors of one word each.
INLINE void transpose_words(__m512i r[16]) {
    __m512i s[16];
#pragma unroll
    for (int i = 0; i < 16; i += 2) {
        s[i] = _mm512_unpacklo_epi32(r[i], r[i + 1]);
        s[i + 1] = _mm512_unpackhi_epi32(r[i], r[i + 1]);
    }
#pragma unroll
    for (int i = 0; i < 16; i += 4)
        for (int j = 0; j < 2; j++) {
            r[i + 2 * j] = _mm512_unpacklo_epi64(s[i + j], s[i + j + 2]);
            r[i + 2 * j + 1] = _mm512_unpackhi_epi64(s[i + j], s[i + j + 2]);
        }
    // r[4g + c] holds words c, c + 4, c + 8, c + 12 of rows 4g to 4g + 3, a 128-bit lane each.
#pragma unroll
    for (int c = 0; c < 4; c++) {
        __m512i a = _mm512_shuffle_i32x4(r[c], r[4 + c], 0x44), b = _mm512_shuffle_i32x4(r[c], r[4 + c], 0xee);
        __m512i d = _mm512_shuffle_i32x4(r[8 + c], r[12 + c], 0x44), e = _mm512_shuffle_i32x4(r[8 + c], r[12 + c], 0xee);
        s[c] = _mm512_shuffle_i32x4(a, d, 0x88);
        s[4 + c] = _mm512_shuffle_i32x4(a, d, 0xdd);
        s[8 + c] = _mm512_shuffle_i32x4(b, e, 0x88);
        s[12 + c] = _mm512_shuffle_i32x4(b, e, 0xdd);
    }
#pragma unroll
    for (int i = 0; i < 16; i++) r[i] = s[i];
}

#endif
