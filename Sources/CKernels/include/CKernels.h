// SIMD kernels with run-time dispatch, each beside a plain scalar reference.
//
// Every kernel returns the same bytes on every SIMD target. Pointers need no alignment unless said otherwise; a buffer
// that is too small is a programmer error: the function prints what is wrong and aborts before it touches the buffer.
// All functions but `fk_force_target` and `fk_unforce_target` may be called from any number of threads.

#ifndef FACSIMILE_CKERNELS_H
#define FACSIMILE_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "fk_image.h"
#include "fk_inverted_lists.h"
#include "fk_keypoints.h"
#include "fk_products.h"
#include "fk_scale_space.h"
#include "fk_sift.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---------------------------------------------------------------------------------------------------- SIMD targets

/// Number of SIMD targets that this machine can run; at least 1. Target 0 is the best one, which runs unless forced.
size_t fk_target_count(void);

/// Name of target `index` < `fk_target_count()`, e.g. "AVX2"; NULL beyond. The string is never freed.
const char *fk_target_name(size_t index);

/// Makes all kernels of the process run on target `index`. Returns 0, or -1 where there is no such target.
/// For tests and benchmarks only: global to the process, so callers must not force targets concurrently. (Kernels that
/// run meanwhile in other threads still return the same bytes.)
int fk_force_target(size_t index);

/// Ends `fk_force_target`: kernels run on target 0 again.
void fk_unforce_target(void);

// --------------------------------------------------------------------------------------------- Exact nearest two rows

/// The nearest and the second nearest reference row of a query.
/// Rows are ordered by (distance, index), smaller first, so equal distances are won by the lower index. Where there is
/// no first (count 0) or second row (count < 2), its index and distance are both UINT32_MAX.
typedef struct {
  uint32_t index;
  uint32_t distance;
  uint32_t second_index;
  uint32_t second_distance;
} fk_nearest_two;

/// Most reference rows in one search: 2^32 - 2, as UINT32_MAX means "none".
#define FK_MAX_ROWS ((size_t)UINT32_MAX - 1)

/// Bytes that `fk_pack` writes for `count` <= FK_MAX_ROWS rows of `row_bytes` = 32 or 128 bytes.
size_t fk_packed_size(size_t count, size_t row_bytes);

/// Rearranges reference rows for `fk_nearest_two_hamming` (32 bytes a row) or `fk_nearest_two_l2` (128 bytes a row).
///
/// Packed layout, the same on every SIMD target: blocks of 16 rows; in a block, word w (bytes 4w to 4w + 3) of the 16
/// rows lie side by side, for w = 0, 1, ...; then, for rows of 128 bytes only, one int32 a row, the sum of x (x - 254)
/// over the row's bytes x, in native byte order. Missing rows of the last block are zero. A block takes 512 or 2112
/// bytes, so a buffer that starts on a 64-byte boundary has no vector across two cache lines: faster on AVX-512, but
/// not required.
/// - rows: [count, row_bytes], contiguous. May be NULL if count is 0.
/// - packed, packed_size: where to write, at least `fk_packed_size(count, row_bytes)` bytes; the rest is left alone.
void fk_pack(const uint8_t *rows, size_t count, size_t row_bytes, uint8_t *packed, size_t packed_size);

/// Finds, for each query, the two reference rows of least Hamming distance (0 to 256 bits).
/// - queries: [query_count, 32]. May be NULL if query_count is 0.
/// - packed, packed_size, count: what `fk_pack` wrote for `count` rows of 32 bytes.
/// - out: [query_count].
/// O(query_count x count) time, no allocation. Reference rows are read from memory once for all queries, so give many
/// queries at a time when the references exceed the caches.
void fk_nearest_two_hamming(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t packed_size,
                            size_t count, fk_nearest_two *out);

/// Finds, for each query, the two reference rows of least squared Euclidean distance (0 to 128 x 255^2 = 8323200).
/// As `fk_nearest_two_hamming`, with rows of 128 unsigned bytes.
void fk_nearest_two_l2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t packed_size,
                       size_t count, fk_nearest_two *out);

/// Scalar reference of `fk_nearest_two_hamming`, on unpacked rows [count, 32].
void fk_nearest_two_hamming_reference(const uint8_t *queries, size_t query_count, const uint8_t *rows, size_t count,
                                      fk_nearest_two *out);

/// Scalar reference of `fk_nearest_two_l2`, on unpacked rows [count, 128].
void fk_nearest_two_l2_reference(const uint8_t *queries, size_t query_count, const uint8_t *rows, size_t count,
                                 fk_nearest_two *out);

/// Finds, for each query, the distance to the nearest reference row: `distance` of `fk_nearest_two_hamming`, in less time.
/// - out: [query_count]; UINT32_MAX where there are no rows.
/// Made for sets of a few hundred rows: they are passed over once for every four queries.
void fk_nearest_distance_hamming(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t packed_size,
                                 size_t count, uint32_t *out);

/// As `fk_nearest_distance_hamming`, with rows of 128 unsigned bytes and squared Euclidean distances.
void fk_nearest_distance_l2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t packed_size,
                            size_t count, uint32_t *out);

#ifdef __cplusplus
}
#endif

#endif  // FACSIMILE_CKERNELS_H
