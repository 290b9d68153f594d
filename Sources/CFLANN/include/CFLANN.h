// FLANN's randomised KD-forest and its multi-probe LSH as plain C functions: approximate nearest rows of bytes.
//
// Every function that can fail returns a `cflann_status`; other than CFLANN_OK, it has written a message ended by a zero,
// cut to `message_capacity` bytes, and its results are not to be read. No exception leaves a function.
//
// Threads: any number of them may search one index at once; builds share nothing.
#ifndef FACSIMILE_CFLANN_H
#define FACSIMILE_CFLANN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cflann_status {
  CFLANN_OK = 0,
  CFLANN_FAILED = 1
} cflann_status;

typedef enum cflann_kind {
  /// Randomised KD-forest over rows of 128 bytes, compared by squared L2 distance.
  CFLANN_KD_FOREST = 0,
  /// Multi-probe LSH over rows of 32 bytes, compared by Hamming distance.
  CFLANN_LSH = 1
} cflann_kind;

/// How an index is built. The KD-forest reads `trees`, LSH the next three.
typedef struct cflann_build_options {
  /// Trees of the forest, at least 1.
  uint32_t trees;
  /// Hash tables, at least 1.
  uint32_t tables;
  /// Bits of a table's key, 1...31.
  uint32_t key_bits;
  /// Buckets are looked up whose key differs in up to so many bits.
  uint32_t probe_bits;
  /// Of every random choice: equal rows, options and seed give an equal index.
  uint64_t seed;
} cflann_build_options;

/// The nearest row of a query. Of equally near ones among those that were looked at, the one with the lowest index.
typedef struct cflann_neighbor {
  /// -1 where no row was looked at, as LSH has it for a query all of whose buckets are empty.
  int64_t index;
  /// Squared L2 or Hamming distance.
  uint32_t distance;
} cflann_neighbor;

/// An index and its copy of the rows.
typedef struct cflann_index cflann_index;

/// Version of the FLANN that this was compiled with, such as "1.9.2". The string is never freed.
const char *cflann_version(void);

/// Builds an index over `count` rows, 1...2^31 - 1.
/// - rows, rows_size: [count, 32 or 128], contiguous; less than that many bytes is an error.
/// - index: set where the status is CFLANN_OK; to be destroyed by the caller.
cflann_status cflann_build(cflann_kind kind, const uint8_t *rows, size_t rows_size, size_t count,
                           const cflann_build_options *options, cflann_index **index, char *message,
                           size_t message_capacity);

/// Finds the nearest rows of each query among those that the index makes it look at; the lower index of equally near ones.
/// - queries, queries_size: [query_count, 32 or 128], contiguous, 8-byte aligned.
/// - checks: rows that the KD-forest looks at for a query, at least 1; LSH looks at all rows of the buckets it probes.
/// - limit: rows to find for a query, at least 1.
/// - neighbors: [query_count, limit], nearest first; index -1 behind the last where fewer rows were looked at.
cflann_status cflann_find_nearest(const cflann_index *index, const uint8_t *queries, size_t queries_size,
                                  size_t query_count, int32_t checks, size_t limit, cflann_neighbor *neighbors,
                                  char *message, size_t message_capacity);

/// NULL is fine.
void cflann_destroy(cflann_index *index);

#ifdef __cplusplus
}
#endif

#endif
