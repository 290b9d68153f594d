// The packed layout of reference rows; CKernels.h describes it.

#ifndef FACSIMILE_PACKING_H
#define FACSIMILE_PACKING_H

#include <cstddef>
#include <cstdint>

#include "CKernels.h"
#include "require.h"

namespace fk {

constexpr size_t kBlockRows = 16;
constexpr size_t kWordBytes = sizeof(uint32_t);
constexpr size_t kHammingRowBytes = 32;
constexpr size_t kL2RowBytes = 128;

constexpr size_t BlockBytes(size_t row_bytes) {
  return kBlockRows * (row_bytes + (row_bytes == kL2RowBytes ? sizeof(int32_t) : 0));
}

/// Ends the process unless `packed_size` bytes hold `count` packed rows.
inline void RequirePacked(size_t packed_size, size_t count, size_t row_bytes, const char *function) {
  Require(packed_size >= fk_packed_size(count, row_bytes), function,
          "packed_size is less than fk_packed_size(count, row bytes)");
}

}  // namespace fk

#endif  // FACSIMILE_PACKING_H
