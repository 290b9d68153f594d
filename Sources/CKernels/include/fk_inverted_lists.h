// What an inverted file with Hamming embedding is searched by (Jégou, Douze & Schmid, ECCV 2008).

#ifndef FACSIMILE_FK_INVERTED_LISTS_H
#define FACSIMILE_FK_INVERTED_LISTS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// -------------------------------------------------------------------------------------------- Distances to all rows

/// Entries that `fk_distances_hamming` and `fk_distances_l2` write a query: `count` <= FK_MAX_ROWS, rounded up to 16.
size_t fk_distances_stride(size_t count);

/// Finds, for each query, the Hamming distance to every reference row.
/// - queries: [query_count, 32]. May be NULL if query_count is 0.
/// - packed, packed_size, count: what `fk_pack` wrote for `count` rows of 32 bytes.
/// - out: [query_count, fk_distances_stride(count)]; what lies beyond the rows is UINT32_MAX.
void fk_distances_hamming(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t packed_size,
                          size_t count, uint32_t *out);

/// As `fk_distances_hamming`, with rows of 128 unsigned bytes and squared Euclidean distances.
void fk_distances_l2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t packed_size,
                     size_t count, uint32_t *out);

/// Keeps the least of many distances: `keys` are distance << 32 | number, rising, and UINT64_MAX where there are fewer.
/// - distances: [count], those of `first`, `first` + 1, ...; UINT32_MAX is no distance.
/// - keys: [depth], depth at least 1; what is nearer takes its place among them, equal distances by number.
void fk_keep_nearest(const uint32_t *distances, size_t count, uint32_t first, uint64_t *keys, size_t depth);

/// Scalar reference of `fk_keep_nearest`.
void fk_keep_nearest_reference(const uint32_t *distances, size_t count, uint32_t first, uint64_t *keys, size_t depth);

// -------------------------------------------------------------------------------------------------------- Signatures

/// Numbers of a rotated histogram, and bits of a signature.
#define FK_SIGNATURE_BITS 128

/// Rotates histograms: signs are changed, and a Walsh-Hadamard transform (of natural order, not scaled) is taken.
/// - rows: [count, 128] unsigned bytes. May be NULL if count is 0.
/// - signs: [128], each 1 or -1.
/// - out: [count, 128]. |out| <= 128 x 255 fits.
void fk_rotate(const uint8_t *rows, size_t count, const int8_t *signs, int16_t *out);

/// The signature of a rotated row relative to a rotated word: bit i % 64 of word i / 64 is whether number i of the row is
/// the greater.
/// - row, word: [128].
/// - out: [2].
void fk_signature(const int16_t *row, const int16_t *word, uint64_t *out);

/// What a margin is on average.
#define FK_MEAN_MARGIN 32

/// How surely each bit of a rotated row's signature is what it is: |row - word|, scaled so that their mean is
/// FK_MEAN_MARGIN, and at most 255. Of a row that is its word all are FK_MEAN_MARGIN.
/// - row, word: [128].
/// - out: [128].
void fk_margins(const int16_t *row, const int16_t *word, uint8_t *out);

/// Most signatures in one scan: positions take 24 bits.
#define FK_MAX_SCANNED ((size_t)1 << 24)

/// Finds the signatures whose Hamming distance from the query's is at most `bound`.
/// - query: [2].
/// - lows, highs: [count], the first and the second word of each signature; count <= FK_MAX_SCANNED.
/// - out: [count]; each found one as distance << 24 | position, by rising position.
/// Returns how many were found.
size_t fk_scan(const uint64_t *query, const uint64_t *lows, const uint64_t *highs, size_t count, uint32_t bound,
               uint32_t *out);

/// Scalar reference of `fk_scan`.
size_t fk_scan_reference(const uint64_t *query, const uint64_t *lows, const uint64_t *highs, size_t count,
                         uint32_t bound, uint32_t *out);

/// For each signature that `fk_scan` found, the sum of the margins of those bits in which it differs from the query's.
/// - query: [2].
/// - margins: [128], those of the query.
/// - lows, highs: the signatures that were scanned.
/// - found: [count], what `fk_scan` wrote.
/// - out: [count]. 128 x 255 fits.
void fk_sum_margins(const uint64_t *query, const uint8_t *margins, const uint64_t *lows, const uint64_t *highs,
                    const uint32_t *found, size_t count, uint16_t *out);

/// Scalar reference of `fk_sum_margins`.
void fk_sum_margins_reference(const uint64_t *query, const uint8_t *margins, const uint64_t *lows,
                              const uint64_t *highs, const uint32_t *found, size_t count, uint16_t *out);

#ifdef __cplusplus
}
#endif

#endif  // FACSIMILE_FK_INVERTED_LISTS_H
