// The packed layout of rows of int8; fk_products.h describes it.

#ifndef FACSIMILE_BYTE_ROWS_H
#define FACSIMILE_BYTE_ROWS_H

#include <cstddef>
#include <cstdint>

#include "CKernels.h"
#include "packing.h"

namespace fk {

constexpr size_t Words(size_t dimension) { return (dimension + kWordBytes - 1) / kWordBytes; }

/// Bytes of one view of 16 photos: their words, their scales and their squares.
constexpr size_t ViewBytes(size_t dimension) { return kBlockRows * kWordBytes * (Words(dimension) + 2); }

/// What a packed byte is more than the int8: products of unsigned with signed bytes are what machines are fast at.
constexpr int kByteOffset = 128;

/// Whether a row of that largest magnitude is zero, or such that neither its scale's square nor a key leaves the floats.
inline bool CanBeBytes(float magnitude) {
  constexpr float kGreatest = static_cast<float>(1ull << 40);
  return magnitude == 0 || (magnitude >= 1 / kGreatest && magnitude <= kGreatest);
}

/// Whether `a` comes before `b`: the greater key, and of equal ones the lower index.
inline bool IsBetter(const fk_ranked &a, const fk_ranked &b) {
  return a.key > b.key || (a.key == b.key && a.index < b.index);
}

/// Leaves the `kept` best, in any order, and raises the bound to what the worst of them has.
void PruneBest(fk_best *best, size_t kept);

}  // namespace fk

#endif  // FACSIMILE_BYTE_ROWS_H
