// What the nearest of many vectors are found by: products of int8 to find them, sums of floats to rank what was found.

#ifndef FACSIMILE_FK_PRODUCTS_H
#define FACSIMILE_FK_PRODUCTS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// -------------------------------------------------------------------------------------------------- Vectors of int8

/// Most numbers of a vector of int8: the sum of so many products fits 32 bits.
#define FK_MAX_BYTE_DIMENSION 65536

/// Bytes from one row of int8 to the next: `dimension`, rounded up to a multiple of 4.
size_t fk_byte_row_stride(size_t dimension);

/// Rounds rows of floats to int8, each by a scale of its own: number i is about scale * bytes[i].
///
/// The scale is the largest magnitude of the row / 127; of a row of zeros 0. Halves are rounded to even. A row whose largest
/// magnitude is another than 0 and 2^-40 to 2^40 becomes zeros.
/// - rows: [count, dimension] finite numbers.
/// - bytes: [count, fk_byte_row_stride(dimension)], -127 to 127; what lies beyond a row's numbers is 0.
/// - scales: [count].
/// Returns how many rows became zeros because of their magnitude.
size_t fk_quantize(const float *rows, size_t count, size_t dimension, int8_t *bytes, float *scales);

/// Scalar reference of `fk_quantize`.
size_t fk_quantize_reference(const float *rows, size_t count, size_t dimension, int8_t *bytes, float *scales);

/// Bytes that `fk_pack_bytes` writes for `count` <= FK_MAX_ROWS photos of `views` rows each.
size_t fk_packed_bytes_size(size_t count, size_t views, size_t dimension);

/// Rearranges what `fk_quantize` made of the rows of reference photos for `fk_keep_best`.
///
/// Packed layout, the same on every SIMD target: blocks of 16 photos; in a block, view by view, word w (bytes 4w to
/// 4w + 3) of the photos' 16 rows lie side by side, each byte as int8 + 128, for w = 0, 1, ...; then a float a row, its
/// scale, and a float a row, scale^2 * the sum of its squared bytes, or 0 without `squares`. Missing photos of the last
/// block are rows of zero. A vector lies within a cache line where the buffer starts on one.
/// - bytes: [count, views, fk_byte_row_stride(dimension)].
/// - scales: [count, views].
/// - packed, packed_size: where to write, at least `fk_packed_bytes_size(count, views, dimension)` bytes.
void fk_pack_bytes(const int8_t *bytes, const float *scales, size_t count, size_t views, size_t dimension, int squares,
                   uint8_t *packed, size_t packed_size);

/// What makes a key of a query row's sums of products.
typedef struct {
  float factor;
  float offset;
  int32_t byte_sum;  // of the row's bytes
} fk_byte_query;

/// A reference photo and its key.
typedef struct {
  float key;
  uint32_t index;
} fk_ranked;

/// The best photos of a query so far, in any order.
typedef struct {
  fk_ranked *ranked;  // [2 * kept]
  size_t count;
  float bound;  // no photo with a key of at most that is wanted: -INFINITY at first
} fk_best;

/// Keeps, for each query photo, the `kept` reference photos of the greatest keys, equal ones by index.
///
/// The key of two rows q and r is factor * (scale * sum) - square - offset, every operation rounded to a float: sum is that
/// of the products of their bytes, factor and offset are the query row's, scale and square are beside the packed row. The
/// key of two photos is the greatest of their rows'.
/// - queries: [query_count, query_views, fk_byte_row_stride(dimension)] of `fk_quantize`.
/// - terms: [query_count, query_views].
/// - packed, packed_size, count, views, dimension: what `fk_pack_bytes` wrote.
/// - first: index of the first reference photo. To be called by rising index.
/// - best: [query_count]. Afterwards each has at most 2 * kept photos, the best among them; `fk_rank_best` ends it.
/// The reference rows are read once for all queries, 32 photos at a time, the queries once for each of these: queries
/// should fit the second-level cache.
void fk_keep_best(const int8_t *queries, const fk_byte_query *terms, size_t query_count, size_t query_views,
                  const uint8_t *packed, size_t packed_size, size_t count, size_t views, size_t dimension,
                  uint32_t first, size_t kept, fk_best *best);

/// Leaves the `kept` best of a query, or as many as there are, the best first.
void fk_rank_best(fk_best *best, size_t kept);

/// Scalar reference of `fk_keep_best` and `fk_rank_best`, on rows that were not packed.
/// - ranked: [query_count, kept]; counts: [query_count].
void fk_keep_best_reference(const int8_t *queries, const fk_byte_query *terms, size_t query_count, size_t query_views,
                            const int8_t *bytes, const float *scales, int squares, size_t count, size_t views,
                            size_t dimension, size_t kept, fk_ranked *ranked, size_t *counts);

// ------------------------------------------------------------------------------------------------ Vectors of floats

/// Sums the products of the numbers of a query with those of each row.
///
/// The order is fixed: eight sums, of the numbers i, i + 8, i + 16, ... for i = 0 to 7, each product rounded before it is
/// added; then these eight from the first on.
/// - query: [dimension].
/// - rows: [count, dimension].
/// - sums: [count].
void fk_product_sums(const float *query, const float *rows, size_t count, size_t dimension, float *sums);

/// As `fk_product_sums`, of the squared differences.
void fk_square_sums(const float *query, const float *rows, size_t count, size_t dimension, float *sums);

/// Scalar references.
void fk_product_sums_reference(const float *query, const float *rows, size_t count, size_t dimension, float *sums);
void fk_square_sums_reference(const float *query, const float *rows, size_t count, size_t dimension, float *sums);

#ifdef __cplusplus
}
#endif

#endif  // FACSIMILE_FK_PRODUCTS_H
